import { EXTENT, type MercatorShape, type TileAddress } from './tile-grid.ts';

/** A vertex in tile units from the north-west corner: east, then south. */
export type TilePosition = [x: number, y: number];

/**
 * Returns the part of `shape` that is in a tile or within `BUFFER` units around it, rounded to the tile's grid. Rings
 * are closed. Outer rings turn clockwise on the screen, and each is followed by its holes, as the Mapbox Vector Tile
 * Specification 2.1 requires. The grid is the only simplification: every vertex and every edge is within half a unit of
 * the true one along each axis. Parts, holes and slivers without area on the grid are dropped. When nothing is left of
 * a shape, one unit square marks its place, so that it stays on the map.
 */
export function cut(shape: MercatorShape, { z, x, y }: TileAddress): TilePosition[][] {
  const scale = EXTENT * 2 ** z;
  const [left, top] = [x * EXTENT, y * EXTENT];
  const [minX, minY, maxX, maxY] = shape.box;
  const box = [minX * scale - left, minY * scale - top, maxX * scale - left, maxY * scale - top] as const;
  if (box[0] > MOST || box[1] > MOST || box[2] < LEAST || box[3] < LEAST) return [];
  const isWithin = box[0] >= LEAST && box[1] >= LEAST && box[2] <= MOST && box[3] <= MOST;
  const rings: TilePosition[][] = [];
  for (const part of shape.parts) {
    for (const [i, ring] of part.entries()) {
      const placed = new Float64Array(ring.length);
      for (let p = 0; p < ring.length; p += 2) {
        placed[p] = ring[p]! * scale - left;
        placed[p + 1] = ring[p + 1]! * scale - top;
      }
      const drawn = onGrid(isWithin ? placed : clipped(placed), i === 0);
      if (drawn !== null) rings.push(drawn);
      // The holes of a part that is not drawn are not drawn either.
      else if (i === 0) break;
    }
  }
  return rings.length > 0 ? rings : markerOf(shape, scale, left, top);
}

/** A unit square in the middle of the widest part of a shape, if the part is too small to draw and is in this tile. */
function markerOf({ parts }: MercatorShape, scale: number, left: number, top: number): TilePosition[][] {
  let widest = { size: -1, x: 0, y: 0 };
  for (const [outer] of parts) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let p = 0; p < outer!.length; p += 2) {
      const [x, y] = [outer![p]! * scale - left, outer![p + 1]! * scale - top];
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
    const size = Math.max(maxX - minX, maxY - minY);
    if (size > widest.size) widest = { size, x: Math.floor((minX + maxX) / 2), y: Math.floor((minY + maxY) / 2) };
  }
  const { size, x, y } = widest;
  const isHere = x >= LEAST && y >= LEAST && x < MOST && y < MOST;
  return size >= 0 && size <= LARGEST_MARKED && isHere ? [unit(x, y)] : [];
}

/** In tile units. A wider part without area is a sliver and is not marked. */
const LARGEST_MARKED = 2;

/** The margin around a tile that is drawn too, in tile units, so that lines and symbols are not cut at its edge. */
export const BUFFER = 64;
const LEAST = -BUFFER;
const MOST = EXTENT + BUFFER;

/**
 * Clips a ring to the tile and its margin (Sutherland and Hodgman). Along the clipping lines the ring may overlap
 * itself.
 */
function clipped(ring: Float64Array): Float64Array {
  let kept: ArrayLike<number> = ring;
  for (const axis of [0, 1] as const) {
    kept = clippedAt(kept, axis, LEAST, 1);
    kept = clippedAt(kept, axis, MOST, -1);
  }
  return Float64Array.from(kept);
}

/** Keeps the part of the ring whose coordinate on `axis` is at least (`sign` 1) or at most (`sign` -1) `line`. */
function clippedAt(ring: ArrayLike<number>, axis: 0 | 1, line: number, sign: 1 | -1): number[] {
  const kept: number[] = [];
  const other = 1 - axis;
  for (let i = 0, before = ring.length - 2; i < ring.length; before = i, i += 2) {
    const a = sign * (ring[before + axis]! - line);
    const b = sign * (ring[i + axis]! - line);
    if (a >= 0 !== b >= 0) {
      const share = a / (a - b);
      const crossing = ring[before + other]! + share * (ring[i + other]! - ring[before + other]!);
      if (axis === 0) kept.push(line, crossing);
      else kept.push(crossing, line);
    }
    if (b >= 0) kept.push(ring[i]!, ring[i + 1]!);
  }
  return kept;
}

/** The ring on the grid, outer rings clockwise, holes anticlockwise; null when it encloses nothing there. */
function onGrid(ring: Float64Array, isOuter: boolean): TilePosition[] | null {
  const kept: TilePosition[] = [];
  for (let i = 0; i < ring.length; i += 2) add(kept, Math.round(ring[i]!), Math.round(ring[i + 1]!));
  // The vertices where the ring closes may be redundant too.
  for (;;) {
    if (kept.length < 3) return null;
    if (isRedundant(kept.at(-2)!, kept.at(-1)!, kept[0]!)) kept.pop();
    else if (isRedundant(kept.at(-1)!, kept[0]!, kept[1]!)) kept.shift();
    else break;
  }
  const area = twiceArea(kept);
  if (area === 0) return null;
  if (area > 0 !== isOuter) kept.reverse();
  kept.push(kept[0]!);
  return kept;
}

/** Adds a vertex and removes the redundant ones before it. */
function add(kept: TilePosition[], x: number, y: number): void {
  const position: TilePosition = [x, y];
  while (kept.length > 1 && isRedundant(kept.at(-2)!, kept.at(-1)!, position)) kept.pop();
  const last = kept.at(-1);
  if (last === undefined || last[0] !== x || last[1] !== y) kept.push(position);
}

/** Whether `b` is redundant between `a` and `c`: on their line. */
function isRedundant(a: TilePosition, b: TilePosition, c: TilePosition): boolean {
  return (b[0] - a[0]) * (c[1] - a[1]) === (b[1] - a[1]) * (c[0] - a[0]);
}

/** Positive when the ring turns clockwise on the screen, where y grows downwards. */
function twiceArea(ring: readonly TilePosition[]): number {
  let sum = 0;
  let [beforeX, beforeY] = ring.at(-1)!;
  for (const [x, y] of ring) {
    sum += beforeX * y - x * beforeY;
    beforeX = x;
    beforeY = y;
  }
  return sum;
}

function unit(x: number, y: number): TilePosition[] {
  return [
    [x, y],
    [x + 1, y],
    [x + 1, y + 1],
    [x, y + 1],
    [x, y],
  ];
}

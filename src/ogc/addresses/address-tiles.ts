import { setImmediate } from 'node:timers/promises';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { metresPerDegreeOfLongitude } from '../../geo/ground.ts';
import { BUFFER, type TilePosition } from '../cut.ts';
import { EXTENT, mercatorX, mercatorY, type TileAddress, tileBox } from '../tile-grid.ts';
import { type House, streetLines } from './street-line.ts';

/**
 * The only zoom of the tiles of addresses: squares of 780 m at Béthune, which clients magnify. Deeper tiles would show
 * a proxy more exactly where a person looks.
 */
export const ADDRESS_ZOOM = 15;

/** A street and all its numbers. */
export interface DrawnStreet {
  readonly name: string;
  readonly houses: readonly DrawnHouse[];
}

export interface DrawnHouse {
  readonly number: number;
  /** « bis », empty for none. */
  readonly suffix: string;
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
}

/**
 * Returns the encoded tile of streets, drawn as lines through their houses (`streets`), of house numbers (`houses`) and
 * of one point a street for its name (`names`); empty when it has none. A house with several positions has the first. A
 * point is in one tile, a line in each that it crosses. Pauses in a dense town, so that other requests are served
 * meanwhile.
 */
export async function addressTile(streets: Iterable<DrawnStreet>, address: TileAddress): Promise<Uint8Array> {
  const [west, south, , north] = tileBox(address);
  const side = EXTENT * 2 ** address.z;
  const place = ({ number, suffix, lon, lat }: DrawnHouse) => ({
    number,
    label: suffix === '' ? String(number) : `${number} ${suffix}`,
    x: mercatorX(lon) * side - address.x * EXTENT,
    y: mercatorY(lat) * side - address.y * EXTENT,
  });
  // Units for a metre: the same in both directions of Mercator.
  const metre = (mercatorX(west + 1) - mercatorX(west)) * (side / metresPerDegreeOfLongitude((south + north) / 2));
  const lines: TileFeature[] = [];
  const points: TileFeature[] = [];
  const names: TileFeature[] = [];
  let lastPause = performance.now();
  for (const { name, houses } of streets) {
    if (performance.now() - lastPause > LONGEST_STRETCH) {
      await setImmediate();
      lastPause = performance.now();
    }
    const placed = distinct(houses).map(place);
    const whole = streetLines(placed, metre);
    const middle = middleOf(whole, placed);
    if (middle !== null && isInTile(middle)) names.push({ type: POINT, geometry: onGrid([middle]), tags: { name } });
    const geometry = whole.flatMap(clipped).map(onGrid);
    if (geometry.length > 0) lines.push({ type: LINE, geometry, tags: { name } });
    for (const { label, x, y } of placed) {
      if (!isInTile([x, y])) continue;
      points.push({ type: POINT, geometry: onGrid([[x, y]]), tags: { number: label, street: name } });
    }
  }
  const layers = {
    ...(lines.length > 0 ? { streets: { features: lines } } : {}),
    ...(points.length > 0 ? { houses: { features: points } } : {}),
    ...(names.length > 0 ? { names: { features: names } } : {}),
  };
  return fromGeojsonVt(layers as unknown as Parameters<typeof fromGeojsonVt>[0], { version: 2, extent: EXTENT });
}

/** A vertex in the middle of the longest line, or the only house; null for a street without a house. */
function middleOf(lines: readonly TilePosition[][], houses: readonly House[]): TilePosition | null {
  const longest = lines.toSorted((a, b) => b.length - a.length)[0];
  const [first] = houses;
  if (longest) return longest[Math.floor(longest.length / 2)]!;
  return first ? [first.x, first.y] : null;
}

function isInTile([x, y]: TilePosition): boolean {
  return x >= 0 && y >= 0 && x < EXTENT && y < EXTENT;
}

/** The first position of each number. */
function distinct(houses: readonly DrawnHouse[]): DrawnHouse[] {
  const seen = new Set<string>();
  return houses.filter(({ number, suffix }) => {
    const key = `${number} ${suffix}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** The longest time, in milliseconds, for which drawing a tile may delay other requests. */
const LONGEST_STRETCH = 5;

/** The encoder's codes. */
const POINT = 1;
const LINE = 2;

interface TileFeature {
  readonly type: typeof POINT | typeof LINE;
  /** The positions of points, or lines. */
  readonly geometry: readonly TilePosition[] | readonly TilePosition[][];
  readonly tags: Readonly<Record<string, string>>;
}

function onGrid(positions: readonly TilePosition[]): TilePosition[] {
  return positions.map(([x, y]) => [Math.round(x), Math.round(y)]);
}

/** The parts of a line in the tile and its margin (Liang and Barsky, edge by edge). */
function clipped(line: readonly TilePosition[]): TilePosition[][] {
  const parts: TilePosition[][] = [];
  let part: TilePosition[] = [];
  for (let i = 1; i < line.length; i++) {
    const edge = clippedEdge(line[i - 1]!, line[i]!);
    if (edge === null) continue;
    const [start, end] = edge;
    const last = part.at(-1);
    if (last === undefined || last[0] !== start[0] || last[1] !== start[1]) {
      part = [start];
      parts.push(part);
    }
    part.push(end);
  }
  return parts;
}

function clippedEdge(a: TilePosition, b: TilePosition): [TilePosition, TilePosition] | null {
  let [from, to] = [0, 1];
  for (const axis of [0, 1] as const) {
    const length = b[axis] - a[axis];
    const [low, high] = [-BUFFER - a[axis], EXTENT + BUFFER - a[axis]];
    if (length === 0) {
      if (low > 0 || high < 0) return null;
      continue;
    }
    const [enter, leave] = length > 0 ? [low / length, high / length] : [high / length, low / length];
    from = Math.max(from, enter);
    to = Math.min(to, leave);
    if (from >= to) return null;
  }
  const at = (share: number): TilePosition =>
    share === 0 ? a : share === 1 ? b : [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  return [at(from), at(to)];
}

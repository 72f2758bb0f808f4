import type { Coordinates, Geometry } from './feature.ts';

/** Yields every position of a geometry, in order. */
export function* positionsOf(geometry: Geometry): Generator<Coordinates> {
  switch (geometry.type) {
    case 'Point':
      yield geometry.coordinates;
      return;
    case 'MultiPoint':
    case 'LineString':
      yield* geometry.coordinates;
      return;
    case 'MultiLineString':
    case 'Polygon':
      for (const line of geometry.coordinates) yield* line;
      return;
    case 'MultiPolygon':
      for (const rings of geometry.coordinates) for (const ring of rings) yield* ring;
      return;
    case 'GeometryCollection':
      for (const part of geometry.geometries) yield* positionsOf(part);
  }
}

/** Returns the only part of a collection of one; files often store a single geometry that way. */
export function alone(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case 'MultiPoint':
      return geometry.coordinates.length === 1 ? { type: 'Point', coordinates: geometry.coordinates[0]! } : geometry;
    case 'GeometryCollection':
      return geometry.geometries.length === 1 ? alone(geometry.geometries[0]!) : geometry;
    default:
      return geometry;
  }
}

/** Returns the same geometry with `move` applied to each position. Errors of `move` pass through. */
export function moved(geometry: Geometry, move: (at: Coordinates) => Coordinates): Geometry {
  const line = (positions: readonly Coordinates[]) => positions.map(move);
  const rings = (lines: readonly (readonly Coordinates[])[]) => lines.map(line);
  switch (geometry.type) {
    case 'Point':
      return { type: geometry.type, coordinates: move(geometry.coordinates) };
    case 'MultiPoint':
    case 'LineString':
      return { type: geometry.type, coordinates: line(geometry.coordinates) };
    case 'MultiLineString':
    case 'Polygon':
      return { type: geometry.type, coordinates: rings(geometry.coordinates) };
    case 'MultiPolygon':
      return { type: geometry.type, coordinates: geometry.coordinates.map(rings) };
    case 'GeometryCollection':
      return { type: geometry.type, geometries: geometry.geometries.map((part) => moved(part, move)) };
  }
}

/** Returns an empty box (west, south, east, north) for `growToHold`. */
export function emptyBox(): number[] {
  const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
  return [most, most, least, least];
}

/** Grows a box to contain every position. A coordinate that is not a number makes the box NaN. */
export function growToHold(box: number[], positions: Iterable<Coordinates>): void {
  for (const [x, y] of positions) {
    box[0] = Math.min(box[0]!, x!);
    box[1] = Math.min(box[1]!, y!);
    box[2] = Math.max(box[2]!, x!);
    box[3] = Math.max(box[3]!, y!);
  }
}

/** Returns whether each position has a third coordinate. */
export function hasHeights(geometry: Geometry): boolean {
  let isEmpty = true;
  for (const at of positionsOf(geometry)) {
    if (at.length < 3) return false;
    isEmpty = false;
  }
  return !isEmpty;
}

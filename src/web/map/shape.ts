import type { Box, MultiPolygon, Position } from '../quarters/quarter.ts';
import type { Shape } from '../question/read-shape.ts';

export type { Box, MultiPolygon, Position } from '../quarters/quarter.ts';
export type Ring = readonly Position[];

/** Returns the bounding box of positions; null when there is none. */
export function boxAround(positions: readonly Position[]): Box | null {
  if (positions.length === 0) return null;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lon, lat] of positions) {
    [west, south] = [Math.min(west, lon), Math.min(south, lat)];
    [east, north] = [Math.max(east, lon), Math.max(north, lat)];
  }
  return [west, south, east, north];
}

export function isInBox([lon, lat]: Position, [west, south, east, north]: Box): boolean {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

export function boxesMeet(a: Box, b: Box): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

export function positionsOf(shape: MultiPolygon): readonly Position[] {
  return shape.flat(2);
}

/** Returns the vertices of an outline or a line. */
export function verticesOf({ coordinates }: Shape): readonly Position[] {
  const numbers = (coordinates as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as readonly number[];
  return numbers.flatMap((lon, i): Position[] => (i % 2 === 0 ? [[lon, numbers[i + 1]!]] : []));
}

/** Returns the middle of the bounding box of a shape; null for a shape without positions. */
export function middleOf(shape: MultiPolygon): Position | null {
  const box = boxAround(positionsOf(shape));
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}

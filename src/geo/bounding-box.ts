import type { BoundingBox } from './polygon.ts';

/** Returns whether a position is in a box; its edges are in it. */
export function isInBox([west, south, east, north]: BoundingBox, lon: number, lat: number): boolean {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

/** Returns whether two boxes have a position in common. */
export function boxesMeet(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

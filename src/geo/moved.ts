import type { Position } from './polygon.ts';

/** Approximate degrees for metres: good enough to draw with, but not to measure with. */
export function degreesEast(metres: number, lat: number): number {
  return metres / (111_320 * Math.cos((lat * Math.PI) / 180));
}

export function degreesNorth(metres: number): number {
  return metres / 111_200;
}

/** The position about `east` and `north` metres away. */
export function moved([lon, lat]: Position, east: number, north: number): Position {
  return [lon + degreesEast(east, lat), lat + degreesNorth(north)];
}

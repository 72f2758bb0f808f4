import type { MultiPolygon } from '../geo/polygon.ts';

/**
 * Metres to which the decimals of a shape's coordinates place its limit, 0 when they say nothing against it: one number
 * in ten ends with a zero by chance, one position in a hundred; one in five is a habit.
 */
export function writtenPrecision(shape: MultiPolygon): number {
  const positions = shape.flat(2);
  const share = (scale: number) =>
    positions.filter((position) => position.every((degrees) => isWhole(degrees * scale))).length / positions.length;
  return share(1e4) > 0.2 ? 11.2 : share(1e5) > 0.2 ? 1.2 : 0;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

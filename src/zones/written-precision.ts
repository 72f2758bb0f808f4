import type { MultiPolygon } from '../geo/polygon.ts';

/**
 * Returns the metres to which the decimals of a shape's coordinates can place its limit; 0 when they have enough
 * decimals. By chance one number in ten ends with a zero, and one position in a hundred has two; one position in five
 * shows that the coordinates were rounded.
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

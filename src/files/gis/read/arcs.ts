import type { Coordinates } from '../../feature.ts';

/**
 * Converts a circular string (ISO 13249-3: start, a position on the arc, end, which starts the next arc) to a line in
 * the same plane. Segments span at most half a degree, and are within a hundred-thousandth of the radius of the arc.
 * Every given position is kept; heights follow the angle.
 */
export function strokedArcs(positions: readonly Coordinates[]): Coordinates[] {
  const [first] = positions;
  if (first === undefined) return [];
  if (positions.length % 2 === 0) throw new Error('sa géométrie a un arc incomplet');
  const line = [first];
  for (let i = 2; i < positions.length; i += 2) {
    line.push(...strokedArc(positions[i - 2]!, positions[i - 1]!, positions[i]!));
  }
  return line;
}

const STEP = Math.PI / 360;
const TURN = 2 * Math.PI;

/** The positions after `start`, through `middle` to `end`. */
function strokedArc(start: Coordinates, middle: Coordinates, end: Coordinates): Coordinates[] {
  const centre = centreOf(start, middle, end);
  if (centre === null) return [middle, end];
  const angleOf = ([x, y]: Coordinates) => Math.atan2(y! - centre[1], x! - centre[0]);
  const from = angleOf(start);
  const ahead = (to: number) => (to - from + TURN) % TURN;
  const isCircle = isClosed(start, middle, end);
  const isLeft = isCircle || ahead(angleOf(middle)) < ahead(angleOf(end));
  const sweepTo = (at: Coordinates) => (isLeft ? ahead(angleOf(at)) : ahead(angleOf(at)) - TURN);
  const half = sweepTo(middle);
  const whole = isCircle ? TURN : sweepTo(end);
  const radius = Math.hypot(start[0]! - centre[0], start[1]! - centre[1]);
  const between = (from: Coordinates, to: Coordinates, a: number, b: number): Coordinates[] => {
    const steps = Math.ceil(Math.abs(b - a) / STEP);
    return Array.from({ length: Math.max(0, steps - 1) }, (_, i) => {
      const share = (i + 1) / steps;
      const angle = a + share * (b - a);
      const [x, y] = [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
      return from.length > 2 ? [x, y, from[2]! + share * (to[2]! - from[2]!)] : [x, y];
    });
  };
  return [
    ...between(start, middle, from, from + half),
    middle,
    ...between(middle, end, from + half, from + whole),
    end,
  ];
}

/**
 * The centre of the circle through three positions. For a whole circle, `middle` is opposite to `start`. Null when they
 * are on a line.
 */
function centreOf(start: Coordinates, middle: Coordinates, end: Coordinates): readonly [number, number] | null {
  // Relative to the start: with coordinates of millions of metres, the differences of squares would lose their digits.
  const [bx, by] = [middle[0]! - start[0]!, middle[1]! - start[1]!];
  if (bx === 0 && by === 0) return null;
  if (isClosed(start, middle, end)) return [start[0]! + bx / 2, start[1]! + by / 2];
  const [cx, cy] = [end[0]! - start[0]!, end[1]! - start[1]!];
  const cross = 2 * (bx * cy - by * cx);
  const [b, c] = [bx * bx + by * by, cx * cx + cy * cy];
  // So flat that the centre is too far to compute.
  if (Math.abs(cross) <= 1e-9 * Math.max(b, c)) return null;
  return [start[0]! + (cy * b - by * c) / cross, start[1]! + (bx * c - cx * b) / cross];
}

/** Whether an arc ends where it starts, to a billionth of its width: the last digits come from rounding. */
function isClosed(start: Coordinates, middle: Coordinates, end: Coordinates): boolean {
  const apart = (at: Coordinates) => Math.hypot(at[0]! - start[0]!, at[1]! - start[1]!);
  return apart(end) <= 1e-9 * apart(middle);
}

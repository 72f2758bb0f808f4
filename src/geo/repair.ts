import { areaOf } from './area.ts';
import { combine, evenOdd } from './clip.ts';
import type { MultiPolygon } from './polygon.ts';
import { type Problem, ringProblems } from './validity.ts';

export { type Problem, type ProblemKind, ringProblems } from './validity.ts';

export interface Repair {
  /** WGS84 longitude, latitude; the same object as the input when nothing had to be repaired. */
  readonly shape: MultiPolygon;
  /** The number of rings that had a problem. */
  readonly repaired: number;
  /** Square metres of the rings as drawn: a loop that turns the other way counts negatively, an overlap twice. */
  readonly areaBefore: number;
  /** Square metres of the same rings by the even-odd rule. */
  readonly areaAfter: number;
}

/**
 * Returns `shape` (WGS84 longitude, latitude) without the problems that `ringProblems` lists. Each faulty part is read
 * by the even-odd rule: a point is inside when a ray from it crosses the rings an odd number of times. Parts that
 * overlap are then united: a zone drawn twice is one zone, not a hole. Parts without a problem, and positions that need
 * not move, keep their exact coordinates. New positions, where edges crossed, are right to 0.1 mm.
 *
 * Throws an Error when a coordinate is not a finite number or when no area is left.
 */
export function repair(shape: MultiPolygon): Repair {
  const areaBefore = areaOf(shape);
  const found = ringProblems(shape);
  if (found.length === 0) return { shape, repaired: 0, areaBefore, areaAfter: areaBefore };
  let result = shape;
  // The union of two parts can overlap a third. Each round unites at least one more part.
  for (let problems = found; problems.length > 0; problems = ringProblems(result)) {
    const broken = problems.find(({ kind }) => kind === 'not-finite');
    if (broken !== undefined)
      throw new Error(`une coordonnée n’est pas un nombre (partie ${broken.part + 1}, anneau ${broken.ring + 1})`);
    result = withoutProblems(result, problems);
  }
  if (result.length === 0) throw new Error('ses anneaux n’enferment aucune surface');
  return { shape: result, repaired: faultyRings(found), areaBefore, areaAfter: areaOf(result) };
}

function withoutProblems(shape: MultiPolygon, problems: readonly Problem[]): MultiPolygon {
  const faulty = new Set(problems.flatMap(({ part, otherPart }) => [part, otherPart]));
  const sound = shape.filter((_, part) => !faulty.has(part));
  const mended = [...faulty].map((part) => evenOdd(shape[part]!)).reduce((a, b) => combine('union', a, b));
  return [...sound, ...mended];
}

function faultyRings(problems: readonly Problem[]): number {
  return new Set(problems.map(({ part, ring }) => `${part} ${ring}`)).size;
}

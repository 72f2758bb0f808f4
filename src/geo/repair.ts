import { areaOf } from './area.ts';
import { combine, evenOdd } from './clip.ts';
import type { MultiPolygon } from './polygon.ts';
import { type Problem, ringProblems } from './validity.ts';

export { type Problem, type ProblemKind, ringProblems } from './validity.ts';

export interface Repair {
  /** WGS84 longitude, latitude; the very object given when there was nothing to repair. */
  readonly shape: MultiPolygon;
  /** How many rings had a problem. */
  readonly repaired: number;
  /** m², as the rings said: a loop that turns the other way counted negatively, an overlap twice. */
  readonly areaBefore: number;
  /** m², as the even-odd rule reads the same rings. */
  readonly areaAfter: number;
}

/**
 * `shape` (WGS84 longitude, latitude) without the problems that `ringProblems` lists. Each faulty part is read by the even-odd rule (a point is
 * inside when a ray from it crosses the rings of the part an odd number of times), then parts that overlap are joined: a zone drawn twice is
 * a zone, not a hole. Parts without a problem, and positions that need not move, keep their exact coordinates; new positions,
 * where edges crossed, are right to 0.1 mm. Throws an Error when a coordinate is not a number or when no area is left.
 */
export function repair(shape: MultiPolygon): Repair {
  const areaBefore = areaOf(shape);
  const found = ringProblems(shape);
  if (found.length === 0) return { shape, repaired: 0, areaBefore, areaAfter: areaBefore };
  let result = shape;
  // Joining two parts can bring the outcome over a third: at worst each round joins one more.
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

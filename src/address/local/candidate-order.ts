import { groundDistance } from '../../geo/ground.ts';
import type { Candidate } from '../candidate.ts';
import { articles, streetTypes, wordsOf } from '../words.ts';

/** Sorts candidates for a text: best score first, then names as typed, then the nearest to `near`. */
export function bestFirst(text: string, near: Position | undefined): (a: Candidate, b: Candidate) => number {
  return (a, b) =>
    b.score - a.score ||
    Number(isWritten(b, text)) - Number(isWritten(a, text)) ||
    (near ? awayFrom(a, near) - awayFrom(b, near) : 0);
}

/** Removes candidates that repeat an earlier one: the same label at the same position. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate[]>();
  return candidates.filter((candidate) => {
    const key = `${candidate.type} ${candidate.label} ${candidate.oldcitycode}`;
    const alike = seen.get(key) ?? [];
    seen.set(key, alike);
    if (alike.some((other) => awayFrom(other, candidate) <= SAME_POSITION)) return false;
    alike.push(candidate);
    return true;
  });
}

/** Metres within which two candidates with one label count as one. */
const SAME_POSITION = 5;

/** Whether a text has one of the articles by which homonyms differ. */
export function hasArticle(text: string): boolean {
  return wordsOf(text).some((word) => articles.has(word));
}

/** Whether a text has the exact name of a street, or its beginning: « Rue du Marais » is not « Rue des Marais ». */
function isWritten({ street, name }: Candidate, text: string): boolean {
  const [first, ...others] = wordsOf(street ?? name);
  // The type of a street is often abbreviated.
  const own = (others.length > 0 && streetTypes.has(first!) ? others : [first, ...others]).join(' ');
  const typed = wordsOf(text);
  return ` ${typed.join(' ')} `.includes(` ${own} `) || typed.some((_, i) => own.startsWith(typed.slice(i).join(' ')));
}

interface Position {
  readonly lon: number;
  readonly lat: number;
}

/** Ground metres from a candidate to a point. */
export function awayFrom({ lon, lat }: Position, near: Position): number {
  return groundDistance(near.lon, near.lat, lon, lat);
}

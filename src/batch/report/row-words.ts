import { figure } from '../../french/numbers.ts';
import { LEAST_PUBLISHED } from '../secrecy.ts';

/** Returns a count in French: « 12 345 », or « moins de 5 » for null, a count that is not published. */
export function shownCount(count: number | null): string {
  return count === null ? `moins de ${LEAST_PUBLISHED}` : figure(count);
}

/** Returns the numbers of the first rows in French, and how many of the `count` rows are not listed. */
export function rowNumbers(rows: readonly number[], count: number): string {
  const shown = rows.map((row) => figure(row));
  const rest = count - rows.length;
  if (rest > 0) return `lignes ${shown.join(', ')} et ${figure(rest)} ${rest > 1 ? 'autres' : 'autre'}`;
  if (shown.length === 1) return `ligne ${shown[0]}`;
  return `lignes ${shown.slice(0, -1).join(', ')} et ${shown.at(-1)}`;
}

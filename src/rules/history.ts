import { isDay } from '../french/calendar.ts';

/** The entry in force on `date` (`YYYY-MM-DD`), or null before the first change and from a closing on. */
export function inForce<T>(history: History<T>, date: string): T | null {
  let found: T | null = null;
  for (const change of history) {
    if (change.from > date) break;
    found = change.entry;
  }
  return found;
}

/** The changes of one legal value, in the order of their dates. A null entry ends it for good. */
export type History<T> = readonly Change<T>[];

export interface Change<T> {
  /** First day of the entry; `theBeginning` for an entry without a known start. */
  readonly from: string;
  readonly entry: T | null;
}

/** Sorts before every date. Written `always` in the files. */
export const theBeginning = '0000-00-00';

/** Turns `{date: entry}`, as read from a file, into a history. `problem` is called for each key that does not fit. */
export function historyFrom<T>(
  changes: Readonly<Record<string, T | null>>,
  problem: (key: string | null, message: string) => void,
): History<T> {
  const history: Change<T>[] = [];
  for (const [key, entry] of Object.entries(changes)) {
    const from = key === 'always' ? theBeginning : key;
    const previous = history.at(-1);
    if (from !== theBeginning && !isDay(from)) problem(key, 'une date existante, AAAA-MM-JJ, ou always était attendue');
    else if (previous === undefined && entry === null) problem(key, 'un historique ne commence pas par une fin (null)');
    else if (previous !== undefined && previous.from >= from)
      problem(key, 'des dates dans l’ordre, chacune après la précédente, étaient attendues');
    else if (previous?.entry === null) problem(key, 'rien ne suit une fin (null)');
    history.push({ from, entry });
  }
  if (history.length === 0) problem(null, 'au moins une entrée datée était attendue');
  return history;
}

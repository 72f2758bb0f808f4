import type { Application } from './application.ts';
import type { Given, Row } from './scheme.ts';

/** Whether the application has every fact of `given` with that value. */
export function matches(given: Given | undefined, application: Application): boolean {
  if (given === undefined) return true;
  for (const [fact, value] of Object.entries(given)) if (application[fact as keyof Application] !== value) return false;
  return true;
}

/** Whether a row of the geography table applies to the application. */
export function arises(row: Row, application: Application): boolean {
  return (row.unknown === undefined || application[row.unknown] === undefined) && matches(row.when, application);
}

/** Whether a day is within a period of days, both ends included. */
export function holds(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  day: string,
): boolean {
  return (from === undefined || from <= day) && (until === undefined || day <= until);
}

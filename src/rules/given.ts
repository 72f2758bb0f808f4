import type { Application } from './application.ts';
import type { Given } from './scheme.ts';

/** Whether a part of a scheme (a row, a condition, a notice, a bound) applies to the application. */
export function arises({ when, unless, unknown }: Arising, application: Application): boolean {
  return (
    (unknown === undefined || application[unknown] === undefined) &&
    every(when, application) &&
    !some(unless, application)
  );
}

/** The facts that decide whether a part of a scheme applies. */
export interface Arising {
  readonly when?: Given | undefined;
  readonly unless?: Given | undefined;
  readonly unknown?: keyof Application | undefined;
}

/** Whether a day is within a period of days, both ends included. */
export function holds(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  day: string,
): boolean {
  return (from === undefined || from <= day) && (until === undefined || day <= until);
}

function every(given: Given | undefined, application: Application): boolean {
  if (given === undefined) return true;
  for (const fact in given) if (!isGiven(given, fact as keyof Application, application)) return false;
  return true;
}

function some(given: Given | undefined, application: Application): boolean {
  if (given === undefined) return false;
  for (const fact in given) if (isGiven(given, fact as keyof Application, application)) return true;
  return false;
}

function isGiven(given: Given, fact: keyof Application, application: Application): boolean {
  const wanted = given[fact];
  const value = application[fact];
  return Array.isArray(wanted) ? value !== undefined && wanted.includes(value) : value === wanted;
}

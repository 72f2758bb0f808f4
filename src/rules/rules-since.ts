import { dayAfter } from '../french/calendar.ts';
import type { Application } from './application.ts';
import { legalDay } from './plan.ts';
import type { Scheme } from './scheme.ts';

/**
 * Returns the first day (`YYYY-MM-DD`) since which the rules of a scheme for an application are the same as on `date`:
 * verdict and ceiling are equal on all these days, in any place. Sentences may differ, since they may name the date.
 */
export function rulesSince(scheme: Scheme, application: Application, date: string): string {
  // The generation of zones that counts is that of 1 January.
  if (scheme.clock === 'programme-year') return legalDay(scheme, application, date);
  return turnsOf(scheme).findLast((turn) => turn <= date) ?? FIRST_DAY;
}

/** Every day on which an entry of a history, a condition or a notice starts, or has just ended, in order. */
function turnsOf(scheme: Scheme): readonly string[] {
  let turns = known.get(scheme);
  if (!turns) {
    const found = new Set<string>();
    addTurns(scheme, found);
    turns = [...found].filter((turn) => turn > FIRST_DAY).sort();
    known.set(scheme, turns);
  }
  return turns;
}

/** In every part of a scheme, `from` is the first day and `until` the last one. */
function addTurns(part: unknown, found: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (typeof value !== 'string') addTurns(value, found);
    else if (key === 'from') found.add(value);
    else if (key === 'until') found.add(dayAfter(value));
  }
}

/** Before every day of the rules. */
const FIRST_DAY = '0001-01-01';

const known = new WeakMap<Scheme, readonly string[]>();

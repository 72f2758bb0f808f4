import { CITYCODE, mendedCode } from '../../address/codes.ts';
import { communesOfFrance, todaysCitycode } from '../../address/communes-of-france.ts';
import { isDay } from '../../french/calendar.ts';
import { readDay } from '../../french/day.ts';
import { MOST_UNCERTAIN } from '../../situation/place.ts';

/* Details of a row beside its place: date, uncertainty and commune, parsed in the same way in every format. */

/** Returns a written date as `YYYY-MM-DD`, `otherwise` for an empty one, null for an invalid one. */
export function dayOf(written: string, otherwise: string): string | null {
  const day = readDay(written) || otherwise;
  return isDay(day) ? day : null;
}

/** Returns whether a number can be the uncertainty of a position, in metres. */
export function isUncertainty(metres: number): boolean {
  return metres >= 0 && metres <= MOST_UNCERTAIN;
}

/**
 * Returns today's commune of a written INSEE code, also in the form of a spreadsheet that took it for a number;
 * undefined for an empty one, null for an invalid one.
 */
export function communeOf(written: string): string | undefined | null {
  if (written === '') return undefined;
  const code = CITYCODE.test(written) ? written : mendedCode(written);
  if (code === undefined) return undefined;
  return communesOfFrance().has(code) ? todaysCitycode(code) : null;
}

import { CITYCODE, mendedCode } from '../../address/codes.ts';
import { todaysCitycode } from '../../address/communes-of-france.ts';
import { isDay } from '../../french/calendar.ts';
import { readDay } from '../../french/day.ts';

/*
 * What a row states beside its place: its date, its uncertainty and its commune, read alike in every format.
 */

/** Returns the day of a date as written (`YYYY-MM-DD`), `otherwise` where none is; null for what is no date. */
export function dayOf(written: string, otherwise: string): string | null {
  const day = readDay(written) || otherwise;
  return isDay(day) ? day : null;
}

/** Returns whether a number can be the uncertainty of a position, in metres. */
export function isUncertainty(metres: number): boolean {
  return metres >= 0 && metres <= MOST_UNCERTAIN;
}

const MOST_UNCERTAIN = 100_000;

/**
 * Returns today's commune of an INSEE code as written, also by a spreadsheet that took it for a number; undefined where
 * none is written. Returns null for what is no code.
 */
export function communeOf(written: string): string | undefined | null {
  if (written === '') return undefined;
  const code = CITYCODE.test(written) ? written : mendedCode(written);
  if (code === undefined) return undefined;
  return CITYCODE.test(code) ? todaysCitycode(code) : null;
}

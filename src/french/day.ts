/** The date in metropolitan France, where the law of these zones is made: `YYYY-MM-DD` in Europe/Paris. */
export function todayInParis(now = new Date()): string {
  const minute = Math.floor(now.getTime() / 60_000);
  if (minute !== knownMinute) {
    known = IN_PARIS.format(now);
    knownMinute = minute;
  }
  return known;
}

/** The date of a moment in metropolitan France. */
export function dayInParis(moment: Date): string {
  return IN_PARIS.format(moment).padStart(10, '0');
}

/**
 * Reads a day as `YYYY-MM-DD`: one in that form or, day first, as the French write it (`1/10/2024`, `01-10-2024`); that
 * of a moment, in metropolitan France where it has an offset. Any other text is returned as it is.
 */
export function readDay(text: string): string {
  const [, date, month, year] = FRENCH_DAY.exec(text) ?? [];
  if (date !== undefined) return `${year}-${month!.padStart(2, '0')}-${date.padStart(2, '0')}`;
  if (text.length === 10) return text;
  const [, day, offset] = MOMENT.exec(text) ?? [];
  if (day === undefined) return text;
  const moment = offset === undefined ? null : new Date(text.replace(' ', 'T'));
  return moment === null || Number.isNaN(moment.getTime()) ? day : dayInParis(moment);
}

/** Day, month and year, an hour behind or none. */
export const FRENCH_DAY = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ][0-2]?\d:[0-5]\d(?::[0-6]\d)?)?$/;

/** As RFC 3339 writes it, or with a blank between the day and the hour, or without seconds or an offset. */
const MOMENT = /^(\d{4}-\d\d-\d\d)[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * When a day begins in metropolitan France, as RFC 3339 writes it: `2024-01-01T00:00:00+01:00`. The clock never changes
 * at midnight there.
 */
export function startInParis(day: string): string {
  const offset = OFFSET_IN_PARIS.formatToParts(new Date(`${day}T00:00:00Z`)).find(
    ({ type }) => type === 'timeZoneName',
  );
  return `${day}T00:00:00${offset!.value.replace('GMT', '').replace('\u2212', '-') || 'Z'}`;
}

const OFFSET_IN_PARIS = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' });

// Swedish dates are written as ISO 8601 writes them.
const IN_PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });

// A day never begins within a minute, and to format one takes as long as a lookup.
let knownMinute = Number.NaN;
let known = '';

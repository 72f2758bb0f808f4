/** Returns today's date in metropolitan France, where the law of these zones applies: `YYYY-MM-DD` in Europe/Paris. */
export function todayInParis(now = new Date()): string {
  const minute = Math.floor(now.getTime() / 60_000);
  if (minute !== knownMinute) {
    known = IN_PARIS.format(now);
    knownMinute = minute;
  }
  return known;
}

/** Returns the date of a moment in metropolitan France. */
export function dayInParis(moment: Date): string {
  return IN_PARIS.format(moment).padStart(10, '0');
}

/**
 * Converts a date to `YYYY-MM-DD`: from that form, from the French one (`1/10/2024`, `01-10-2024`), or from a moment,
 * whose offset, if any, is converted to metropolitan France. Any other text is returned unchanged.
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

/** Day, month and year, with or without a time. */
export const FRENCH_DAY = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ][0-2]?\d:[0-5]\d(?::[0-6]\d)?)?$/;

/** RFC 3339, or with a blank between the day and the time, or without seconds or an offset. */
const MOMENT = /^(\d{4}-\d\d-\d\d)[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Returns the start of a day in metropolitan France in RFC 3339: `2024-01-01T00:00:00+01:00`. The clock there never
 * changes at midnight.
 */
export function startInParis(day: string): string {
  const offset = OFFSET_IN_PARIS.formatToParts(new Date(`${day}T00:00:00Z`)).find(
    ({ type }) => type === 'timeZoneName',
  );
  return `${day}T00:00:00${offset!.value.replace('GMT', '').replace('\u2212', '-') || 'Z'}`;
}

const OFFSET_IN_PARIS = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' });

// Swedish dates have the form of ISO 8601.
const IN_PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });

// Cached, since formatting takes as long as a lookup. A day always begins with a whole minute.
let knownMinute = Number.NaN;
let known = '';

/** The date in metropolitan France, where the law of these zones is made: `YYYY-MM-DD` in Europe/Paris. */
export function todayInParis(now = new Date()): string {
  const minute = Math.floor(now.getTime() / 60_000);
  if (minute !== knownMinute) {
    known = IN_PARIS.format(now);
    knownMinute = minute;
  }
  return known;
}

// Swedish dates are written as ISO 8601 writes them.
const IN_PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });

// A day never begins within a minute, and to format one takes as long as a lookup.
let knownMinute = Number.NaN;
let known = '';

/** Whether `value` is a day of the calendar, `YYYY-MM-DD`; by arithmetic, since it is asked of every lookup. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8))];
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : MONTH_LENGTHS[month - 1]!);
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether `value` is a day of the calendar, `YYYY-MM-DD`. Computed by arithmetic, since every lookup calls it. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8))];
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : MONTH_LENGTHS[month - 1]!);
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Returns the day after `day`; both `YYYY-MM-DD`, like all days in this file. */
export function dayAfter(day: string): string {
  return dayFrom(day, 1);
}

export function dayBefore(day: string): string {
  return dayFrom(day, -1);
}

/** Returns the same day a year later; 1 March after a 29 February. */
export function yearAfter(day: string): string {
  const instant = new Date(`${day}T00:00:00Z`);
  instant.setUTCFullYear(instant.getUTCFullYear() + 1);
  return instant.toISOString().slice(0, 10);
}

function dayFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

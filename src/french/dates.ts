/** « 1er octobre 2024 », of a day `YYYY-MM-DD`. */
export function longDate(day: string): string {
  long ??= new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });
  return long.format(new Date(`${day}T00:00:00Z`)).replace(/^1 /, '1er ');
}

// Made when first used: it takes some milliseconds.
let long: Intl.DateTimeFormat | undefined;

/** « 01/10/2024 », of a day `YYYY-MM-DD`. */
export function shortDate(day: string): string {
  return day.split('-').reverse().join('/');
}

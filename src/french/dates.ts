/** Formats a day `YYYY-MM-DD`: « 1er octobre 2024 ». */
export function longDate(day: string): string {
  long ??= new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });
  return long.format(new Date(`${day}T00:00:00Z`)).replace(/^1 /, '1er ');
}

// Created on first use, which takes some milliseconds.
let long: Intl.DateTimeFormat | undefined;

/** Formats a day `YYYY-MM-DD`: « 01/10/2024 ». */
export function shortDate(day: string): string {
  return day.split('-').reverse().join('/');
}

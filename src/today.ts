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

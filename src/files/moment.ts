/**
 * Returns the moment of a text (RFC 3339), or the start of the day for a date; null for any other text. A moment
 * without an offset counts as UTC, so that the result does not depend on the machine's time zone.
 */
export function momentOf(text: string): Date | null {
  const moment = new Date(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Returns whether a text is a moment with an offset (RFC 3339). */
export function hasOffset(text: string): boolean {
  return /^\d{4}-\d\d-\d\d[T ][\d:.]+(Z|[+-]\d\d:?\d\d)$/i.test(text);
}

/**
 * For formats without offsets: returns the moment of a text as local time in metropolitan France, in the UTC fields of
 * a Date, so that the day stays the same. A text without an offset keeps its hour. Returns null when it is not a
 * moment.
 */
export function clockOf(text: string): Date | null {
  const moment = momentOf(text);
  if (moment === null || !hasOffset(text)) return moment;
  return new Date(
    `${IN_PARIS.format(moment).replace(' ', 'T')}.${String(moment.getUTCMilliseconds()).padStart(3, '0')}Z`,
  );
}

// Swedish dates have the format of ISO 8601.
const IN_PARIS = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

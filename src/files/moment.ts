/**
 * The moment that a text tells (RFC 3339), or the first of the day that it tells; null where it tells none. A moment without an offset is in
 * UTC: the machine's own hour would move it from one to the other.
 */
export function momentOf(text: string): Date | null {
  const moment = new Date(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Whether a text is a moment that says the offset of its clock (RFC 3339). */
export function hasOffset(text: string): boolean {
  return /^\d{4}-\d\d-\d\d[T ][\d:.]+(Z|[+-]\d\d:?\d\d)$/i.test(text);
}

/**
 * The moment of a text as a clock in metropolitan France shows it, as the UTC hour of a Date, for formats that have no offset: the day stays the
 * one that is read of the text. Of a text without an offset, the hour that is written; null where it is no moment.
 */
export function clockOf(text: string): Date | null {
  const moment = momentOf(text);
  if (moment === null || !hasOffset(text)) return moment;
  return new Date(
    `${IN_PARIS.format(moment).replace(' ', 'T')}.${String(moment.getUTCMilliseconds()).padStart(3, '0')}Z`,
  );
}

// Swedish dates are written as ISO 8601 writes them.
const IN_PARIS = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

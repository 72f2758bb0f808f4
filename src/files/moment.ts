/**
 * The moment that a text tells (RFC 3339), or the first of the day that it tells; null where it tells none. A moment without an offset is in
 * UTC: the machine's own hour would move it from one to the other.
 */
export function momentOf(text: string): Date | null {
  const moment = new Date(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

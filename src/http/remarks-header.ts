/**
 * The header or trailer with the remarks about a file as a whole, such as the line of a byte that is not UTF-8. Remarks
 * are French and headers ASCII: `remarksField` percent-encodes them.
 */
export const REMARKS = 'perimetre-remarks';

/** Returns the value of the header for French sentences without a full stop; null for none. */
export function remarksField(sentences: readonly string[]): string | null {
  return sentences.length === 0 ? null : encodeURIComponent(sentences.join(' ; '));
}

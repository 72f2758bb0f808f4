/** How a name is written without what keyboards and envelopes lack. */

/** Without accents; « œ » as « oe ». */
export function unaccented(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/œ/g, 'oe').replace(/Œ/g, 'OE').replace(/æ/g, 'ae');
}

/** As on an envelope: capitals without accents, blanks for hyphens and apostrophes. */
export function envelope(text: string): string {
  return unaccented(text)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

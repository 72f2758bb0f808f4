/** Returns a new reference: 128 random bits in Crockford's base 32, in groups that can be read aloud. */
export function newReference(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  let letters = '';
  for (let i = 0; i < LENGTH; i++) {
    letters = LETTERS[Number(number & 31n)] + letters;
    number >>= 5n;
  }
  return grouped(letters);
}

/**
 * Normalises a copied reference: any case, spaces and dashes, the letter O for a zero, I or L for a one. Null when it
 * is none.
 */
export function readReference(text: string): string | null {
  const letters = text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Dash}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return FORM.test(letters) ? grouped(letters) : null;
}

function grouped(letters: string): string {
  return letters.replace(/^(.{5})(.{5})(.{5})(.{5})(.{6})$/, '$1-$2-$3-$4-$5');
}

/** Without I, L, O and U, which are easily confused. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 26 letters of 5 bits hold 128 bits; the two others are zero. */
const LENGTH = 26;
const FORM = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The INSEE code of a commune. */
export const CITYCODE = /^(?:\d{2}|2[AB])\d{3}$/;
export const POSTCODE = /^\d{5}$/;

/**
 * Restores a code that a spreadsheet has converted to a number: adds the leading zero, removes the trailing `.0`.
 * Undefined for an empty one. A code with fewer than four digits lacks more than a zero and is left to be refused.
 */
export function mendedCode(written: string): string | undefined {
  const code = written
    .replace(/\s/g, '')
    .replace(/^(\d{4,5})[.,]0+$/, '$1')
    .toUpperCase();
  if (code === '') return undefined;
  return /^\d{4}$/.test(code) ? `0${code}` : code;
}

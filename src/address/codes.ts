/** The INSEE code of a commune. */
export const CITYCODE = /^(?:\d{2}|2[AB])\d{3}$/;
export const POSTCODE = /^\d{5}$/;

/**
 * Either of those codes as it was before a spreadsheet took it for a number: with the zero at its front, without the
 * `.0` behind; undefined when there is none. What has not four digits lacks more than that zero, and is left for its
 * form to refuse.
 */
export function mendedCode(written: string): string | undefined {
  const code = written
    .replace(/\s/g, '')
    .replace(/^(\d{4,5})[.,]0+$/, '$1')
    .toUpperCase();
  if (code === '') return undefined;
  return /^\d{4}$/.test(code) ? `0${code}` : code;
}

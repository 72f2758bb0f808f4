import { bound } from '../../french/spacing.ts';

/**
 * Converts a French text to WinAnsi, the encoding of the standard PDF fonts. A missing character becomes a similar one,
 * loses its accent, or becomes `?`. Words and signs that belong on one line are bound.
 */
export function printable(text: string): string {
  let result = '';
  for (const character of text.normalize('NFC')) result += inWinAnsi(character);
  return bound(result.replace(/ +/g, ' ').replace(/^ | $/g, ''));
}

function inWinAnsi(character: string): string {
  if (IN_WIN_ANSI.test(character)) return character;
  const near = NEAR.get(character);
  if (near !== undefined) return near;
  if (/\s/.test(character)) return ' ';
  if (/[\p{Cf}\p{M}\u00ad]/u.test(character)) return '';
  const [base] = character.normalize('NFKD');
  return base !== undefined && IN_WIN_ANSI.test(base) ? base : '?';
}

const IN_WIN_ANSI = /^[ -~\u00a0-\u00ac\u00ae-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]$/;

const NEAR: ReadonlyMap<string, string> = new Map([
  ['\u202f', '\u00a0'],
  ['\u2007', '\u00a0'],
  ['\u2010', '-'],
  ['\u2011', '-'],
  ['\u2012', '–'],
  ['\u2015', '—'],
  ['\u2212', '–'],
  ['\u2032', '’'],
  ['\u2033', '”'],
  ['≤', '<='],
  ['≥', '>='],
  ['→', '->'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ı', 'i'],
]);

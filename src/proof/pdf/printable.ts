/**
 * A French text as the standard fonts of a PDF can set it, in WinAnsi: what has a near form takes it, an accent unknown there is
 * dropped, and what is left becomes `?`. Joins what must stay on one line.
 */
export function printable(text: string): string {
  let result = '';
  for (const character of text.normalize('NFC')) result += inWinAnsi(character);
  return joined(result.replace(/ +/g, ' ').replace(/^ | $/g, ''));
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

function joined(text: string): string {
  return text
    .replaceAll('« ', '«\u00a0')
    .replace(/ (?=[»:;?!%€])/g, '\u00a0')
    .replace(/(?<=\d) (?=(?:m|km|ans|mois)(?![\p{L}\d]))/gu, '\u00a0');
}

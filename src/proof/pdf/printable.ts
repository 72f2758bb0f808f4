import { bound } from '../../french/spacing.ts';

/**
 * Converts a French text to the characters of the embedded fonts. A missing character becomes a similar one, loses its
 * accent, or becomes `?`. Words and signs that belong on one line are bound.
 */
export function printable(text: string): string {
  let result = '';
  for (const character of text.normalize('NFC')) result += inTheFonts(character);
  return bound(result.replace(/ +/g, ' ').replace(/^ | $/g, ''));
}

function inTheFonts(character: string): string {
  if (IN_THE_FONTS.test(character)) return character;
  const near = NEAR.get(character);
  if (near !== undefined) return near;
  if (/\s/.test(character)) return ' ';
  if (/[\p{Cf}\p{M}\u00ad]/u.test(character)) return '';
  const [base] = character.normalize('NFKD');
  return base !== undefined && IN_THE_FONTS.test(base) ? base : '?';
}

/** Latin, Greek and Cyrillic letters, punctuation and signs, of which Source Sans 3 has every one. */
const IN_THE_FONTS =
  /^[ -~\u00a0-\u00ac\u00ae-\u0180\u0218-\u021b\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u1e9e-\u1ef9\u2010-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a€№™←-↙−≈≠≤≥]$/;

const NEAR: ReadonlyMap<string, string> = new Map([
  ['\u202f', '\u00a0'],
  ['\u2007', '\u00a0'],
]);

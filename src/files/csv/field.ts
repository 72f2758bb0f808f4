import type { Encoding } from './header.ts';

/** A text as a field of a file: quoted where it must be, in the file's encoding. */
export function fieldOf(text: string, separator: string, encoding: Encoding): Buffer {
  return encoded(quoted(text, separator), encoding);
}

/** Texts as fields of a file, each behind a separator. */
export function fieldsOf(texts: readonly string[], separator: string, encoding: Encoding): Buffer {
  return encoded(texts.map((text) => separator + quoted(text, separator)).join(''), encoding);
}

function quoted(text: string, separator: string): string {
  const mustQuote = text.includes(separator) || /["\n\r]/.test(text);
  return mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

function encoded(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  return Buffer.from(text.replace(/[^\0-\xff]/gu, inLatin1), 'latin1');
}

/** What stands for a character that ISO-8859-1 does not have. */
function inLatin1(char: string): string {
  const plain = REPLACED.get(char) ?? char.normalize('NFD')[0]!;
  return plain.charCodeAt(0) <= 0xff ? plain : '?';
}

const REPLACED: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['Œ', 'Oe'],
  ['’', "'"],
  ['–', '-'],
  ['…', '...'],
]);

/** The text of a field as it stands in the file, without the quotes around it. */
export function textOf(bytes: Buffer, encoding: Encoding): string {
  const text = (encoding === 'utf-8' ? bytes.toString('utf8') : WINDOWS.decode(bytes)).trim();
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

// What calls itself ISO-8859-1 often holds the œ and the ’ of Windows, where ISO-8859-1 has nothing.
const WINDOWS = new TextDecoder('windows-1252');

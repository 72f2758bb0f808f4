import { quoted } from '../../french/escape.ts';
import { decode, type Encoding, encode } from '../text/encoding.ts';

/** Returns a text as a field of a file, quoted when necessary, in the file's encoding. */
export function fieldOf(text: string, separator: string, encoding: Encoding): Buffer {
  return encode(quoted(text, separator), encoding);
}

/** Returns texts as fields of a file, each after a separator. */
export function fieldsOf(texts: readonly string[], separator: string, encoding: Encoding): Buffer {
  return encode(texts.map((text) => separator + quoted(text, separator)).join(''), encoding);
}

/**
 * Returns the value of the field from `start` to `end`: the content of its quotes, when only blanks surround them. In a
 * field that begins with a quoted word and goes on, quotes are letters.
 */
export function fieldValue(bytes: Buffer, start: number, end: number, encoding: Encoding): string {
  const [from, to] = quotesIn(bytes, start, end);
  if (from < 0) return decode(bytes, encoding, start, end);
  const text = decode(bytes, encoding, from + 1, to);
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}

/** Returns the positions of the two quotes that enclose a field; -1 for an unquoted one. */
export function quotesIn(bytes: Buffer, start: number, end: number): readonly [opening: number, closing: number] {
  let from = start;
  while (from < end && bytes[from] === SPACE) from++;
  if (from === end || bytes[from] !== QUOTE) return NONE;
  let to = end - 1;
  while (bytes[to] === SPACE) to--;
  return endOfQuoted(bytes, from + 1, end) === to ? [from, to] : NONE;
}

/** Returns the position of the closing quote of a field that opened before `at`; `end` when there is none. */
export function endOfQuoted(data: Buffer, at: number, end = data.length): number {
  for (let i = at; i < end; i++) {
    if (data[i] !== QUOTE) continue;
    if (data[i + 1] === QUOTE) i++;
    else return i;
  }
  return end;
}

const NONE = [-1, -1] as const;
const SPACE = 0x20;
const QUOTE = 0x22;

/** The supported encodings of text files. */
export type Encoding = 'utf-8' | 'windows-1252';

/**
 * Returns the encoding of a name; case is ignored. Returns undefined for an unsupported one. ISO-8859-1 is treated as
 * windows-1252, its superset, like in the WHATWG Encoding Standard: files labelled ISO-8859-1 often contain the `’` and
 * `œ` of windows-1252.
 */
export function encodingNamed(name: string): Encoding | undefined {
  return ENCODINGS.get(name.toLowerCase().replaceAll('_', '-'));
}

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ...['utf-8', 'utf8', 'utf-8-sig', 'us-ascii'].map((name) => [name, 'utf-8'] as const),
  ...['iso-8859-1', 'latin-1', 'latin1', 'windows-1252', 'cp1252'].map((name) => [name, 'windows-1252'] as const),
]);

/** Returns the text of the bytes from `start` to `end`. Invalid bytes become U+FFFD. */
export function decode(bytes: Buffer, encoding: Encoding, start = 0, end = bytes.length): string {
  for (let at = start; at < end; at++) {
    if (bytes[at]! < 0x80) continue;
    return encoding === 'utf-8' ? bytes.toString('utf8', start, end) : WINDOWS.decode(bytes.subarray(start, end));
  }
  return bytes.toString('latin1', start, end);
}

/**
 * Returns the bytes of a text. A character that windows-1252 lacks becomes its letter without an accent, or a question
 * mark.
 */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (const char of text) bytes[length++] = byteOf(char) ?? byteOf(char.normalize('NFD')[0]!) ?? QUESTION_MARK;
  return bytes.subarray(0, length);
}

const WINDOWS = new TextDecoder('windows-1252');
const QUESTION_MARK = 0x3f;

function byteOf(char: string): number | undefined {
  const code = char.codePointAt(0)!;
  return code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : HIGH.get(code);
}

/** The bytes from 0x80 to 0x9f, by their code point in windows-1252. */
const HIGH: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 0x20 }, (_, i) => [WINDOWS.decode(Uint8Array.of(0x80 + i)).codePointAt(0)!, 0x80 + i]),
);

/**
 * Bytes of a text in windows-1252, which is what files said to be in ISO-8859-1 are: it has the ligature of « Nœux » and the
 * typographic apostrophe. What it lacks becomes a question mark.
 */
export function toWindows1252(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : (BYTES.get(code) ?? QUESTION_MARK);
  }
  return bytes;
}

const QUESTION_MARK = 0x3f;

/** The bytes from 0x80 to 0x9f, by the character that they stand for. */
const BYTES: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 0x20 }, (_, i) => {
    const byte = 0x80 + i;
    return [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)).charCodeAt(0), byte] as const;
  }),
);

import { TextDecoder } from 'node:util';

export type Encoding = 'utf-8' | 'iso-8859-1';

/** Text that was decoded, and how. */
export interface Text {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * The decoder of an encoding. ISO-8859-1 is read as windows-1252, its superset, as the WHATWG Encoding Standard has it: files
 * announced as the one often hold the other's `’` and `œ`. Bytes that are not UTF-8 throw a TypeError where UTF-8 is asked.
 */
export function decoderOf(encoding: Encoding): TextDecoder {
  return encoding === 'utf-8' ? new TextDecoder('utf-8', { fatal: true }) : new TextDecoder('windows-1252');
}

/** UTF-8 when the bytes are, else ISO-8859-1. */
export function detectedEncoding(bytes: Uint8Array): Encoding {
  try {
    decoderOf('utf-8').decode(bytes);
    return 'utf-8';
  } catch {
    return 'iso-8859-1';
  }
}

/** A whole text in the encoding given, or in the one detected; a byte order mark is taken off. */
export function decoded(bytes: Uint8Array, encoding: Encoding = detectedEncoding(bytes)): Text {
  try {
    return { text: decoderOf(encoding).decode(bytes), encoding };
  } catch {
    throw new Error('le texte n’est pas en UTF-8 : essayez --encoding iso-8859-1');
  }
}

/** Whether the bytes are UTF-8, but for a last character that they may cut. */
export function startIsUtf8(start: Uint8Array): boolean {
  try {
    decoderOf('utf-8').decode(start, { stream: true });
    return true;
  } catch {
    return false;
  }
}

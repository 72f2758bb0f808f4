import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import type { Encoding } from './encoding.ts';

/**
 * Returns a text without its byte order mark. By default, its encoding is UTF-8 when its bytes are valid UTF-8, and
 * windows-1252 otherwise. Throws an Error when it is not in the given encoding.
 */
export function decoded(bytes: Uint8Array, encoding: Encoding = encodingOf(bytes)): string {
  try {
    return decoderOf(encoding).decode(bytes);
  } catch {
    throw new Error(NOT_UTF8);
  }
}

/** Yields the text of a file without its byte order mark. Throws an Error when it is not in the encoding. */
export async function* textPieces(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: PIECE })) {
      yield decoder.decode(bytes as Buffer, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new Error(NOT_UTF8);
    throw error;
  }
}

/** Yields the parts of a text between separators of one character. Blank parts are skipped. */
export async function* partsOf(pieces: AsyncIterable<string>, separator: string): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf(separator); at >= 0; at = piece.indexOf(separator, from)) {
      const part = rest + piece.slice(from, at);
      rest = '';
      from = at + 1;
      if (part.trim() !== '') yield part;
    }
    rest += piece.slice(from);
  }
  if (rest.trim() !== '') yield rest;
}

const PIECE = 1 << 18;
const NOT_UTF8 = 'le texte n’est pas en UTF-8 : essayez --encoding iso-8859-1';

function decoderOf(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
}

function encodingOf(bytes: Uint8Array): Encoding {
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

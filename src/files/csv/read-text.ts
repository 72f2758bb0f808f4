import { createReadStream } from 'node:fs';
import { decoderOf, type Encoding } from './text.ts';

/** The text of a file, piece by piece, without its byte order mark. Throws an Error where it is not in the encoding. */
export async function* textPieces(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: PIECE })) {
      yield decoder.decode(bytes as Buffer, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new Error('le texte n’est pas en UTF-8 : essayez --encoding iso-8859-1');
    throw error;
  }
}

/** The parts of a text between separators of one character, without those that are blank. */
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

import { finished, Readable } from 'node:stream';
import { type BrotliDecompress, createBrotliDecompress, createGunzip, createInflate, type Gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../questions/problem.ts';

/**
 * Decodes the bodies that come with a `content-encoding`: gzip, deflate or br. Readers count the decoded bytes. Answers
 * a Problem for another encoding, a body that is not in its encoding, and one that expands beyond reason.
 */
export function decodeBodies(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
    if (encoding === '' || encoding === 'identity') return done(null, payload);
    const makeDecoder = DECODERS.get(encoding);
    if (makeDecoder === undefined) return done(unknownEncoding());
    const body = Readable.from(decodedPieces(payload, makeDecoder(), encoding), { objectMode: false });
    decodedBodies.add(body);
    done(null, body);
  });
}

/** Drops what is left of a body: a client reads the answer after it has sent everything. */
export function dropRest(body: Readable): void {
  // The rest of an encoded body is not decoded.
  if (decodedBodies.has(body)) body.destroy();
  else body.resume();
}

const decodedBodies = new WeakSet<Readable>();

type Decoder = Gunzip | BrotliDecompress;

/** In bytes: with larger pieces, a short body is decoded as a whole before its first piece is answered. */
const PIECE = { chunkSize: 256 * 1024 };
const DECODERS: ReadonlyMap<string, () => Decoder> = new Map<string, () => Decoder>([
  ['gzip', () => createGunzip(PIECE)],
  ['x-gzip', () => createGunzip(PIECE)],
  ['deflate', () => createInflate(PIECE)],
  ['br', () => createBrotliDecompress(PIECE)],
]);

/**
 * The decoded pieces, each once the next one or the end is known: a body of one piece that breaks off gives none, so
 * that its answer is an error.
 */
async function* decodedPieces(payload: Readable, decoder: Decoder, encoding: string): AsyncGenerator<Buffer> {
  let cut: Error | null | undefined;
  const forget = finished(payload, (error) => {
    cut = error;
    if (error) decoder.destroy(error);
  });
  payload.pipe(decoder);
  let size = 0;
  let previous: Buffer | undefined;
  try {
    for await (const piece of decoder as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > TRUSTED && size > decoder.bytesWritten * MOST_EXPANSION) throw tooExpanded();
      if (previous !== undefined) yield previous;
      previous = piece;
    }
    if (previous !== undefined) yield previous;
  } catch (error) {
    throw error === cut || error instanceof Problem ? error : broken(encoding);
  } finally {
    forget();
    payload.unpipe(decoder);
    decoder.destroy();
    payload.resume();
  }
}

/** In decoded bytes. A CSV of one repeated row is legitimate, and a file of this size is answered in a few seconds. */
const TRUSTED = 100_000_000;
/** Files of real places are 4 to 20 times smaller in gzip. */
const MOST_EXPANSION = 100;

function unknownEncoding(): Problem {
  return new Problem(
    'unsupported-media-type',
    'Le codage du corps (Content-Encoding) n’est pas pris en charge : gzip, deflate ou br est attendu, un seul, ' +
      'ou aucun.',
    { headers: { 'accept-encoding': 'gzip, deflate, br' } },
  );
}

function broken(encoding: string): Problem {
  return new Problem(
    'bad-request',
    `Le corps de la requête n’est pas dans le codage annoncé (Content-Encoding : ${encoding}), ou il est incomplet.`,
    { headers: { connection: 'close' } },
  );
}

function tooExpanded(): Problem {
  return new Problem(
    'content-too-large',
    `Le corps décodé dépasse ${TRUSTED / 1_000_000} Mo et plus de ${MOST_EXPANSION} fois sa taille transmise : ` +
      'envoyez-le sans codage, ou en plusieurs fois.',
    { headers: { connection: 'close' } },
  );
}

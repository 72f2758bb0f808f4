import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * An `onSend` hook for routes with long answers. It compresses a text, or bytes that are not compressed yet, with an
 * encoding that the client accepts. Answers under 1 024 characters are not worth it.
 */
export async function compressAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  // A 304 has the same caching headers as the full answer (RFC 9110, section 15.4.5).
  if (reply.statusCode === 304) varyByEncoding(reply);
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  if (payload.length < WORTHWHILE || reply.statusCode !== 200) return payload;
  varyByEncoding(reply);
  const encoding = preferredEncoding(request.headers['accept-encoding'] ?? '');
  if (encoding === null) return payload;
  reply.header('content-encoding', encoding);
  reply.removeHeader('content-length');
  return encoding === 'br' ? brotli(payload, BROTLI) : zip(payload);
}

function varyByEncoding(reply: FastifyReply): void {
  const vary = reply.getHeader('vary');
  reply.header('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding');
}

/** Returns `br` or `gzip`, the one that the client prefers, `br` when equal; null when it accepts neither. */
export function preferredEncoding(accepted: string): 'br' | 'gzip' | null {
  const weights = new Map<string, number>();
  for (const item of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, quality === undefined ? 1 : Number(quality) || 0);
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  const [br, gz] = [weightOf('br'), weightOf('gzip')];
  if (br === 0 && gz === 0) return null;
  return br >= gz ? 'br' : 'gzip';
}

const WORTHWHILE = 1024;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
// The default quality, 11, takes seconds on the zones of a whole country: it is meant for files compressed once.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Problem } from '../../questions/problem.ts';
import { dropRest } from './encoded-body.ts';

/**
 * Reads a whole body of at most `limit` bytes, once decoded. Throws a Problem of the sentence `tooLarge` for a larger
 * one; the rest of it is then read and dropped.
 */
export async function readWhole(
  body: Readable,
  headers: IncomingHttpHeaders,
  limit: number,
  tooLarge: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = Number(headers['content-length'] ?? 0) > limit ? Number.POSITIVE_INFINITY : 0;
  try {
    if (size <= limit) {
      for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit) break;
        chunks.push(chunk);
      }
    }
    if (size <= limit) return Buffer.concat(chunks);
  } catch (error) {
    dropRest(body);
    throw error;
  }
  dropRest(body);
  throw new Problem('content-too-large', tooLarge, { headers: { connection: 'close' } });
}

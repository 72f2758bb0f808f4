import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends what is no secret and seldom changes: the client may keep it, and asks each time whether it still holds (`ETag`). */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, contentType: string, body: string): void {
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  reply.header('cache-control', 'no-cache').header('etag', tag);
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim());
  if (known?.includes(tag) || known?.includes('*')) reply.code(304).send();
  else reply.header('content-type', contentType).send(body);
}

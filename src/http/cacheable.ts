import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends what is no secret and seldom changes: the client may keep it, and asks each time whether it still holds (`ETag`). */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, contentType: string, body: string): void {
  reply.header('cache-control', 'no-cache');
  sendIfChanged(request, reply, contentType, body);
}

/**
 * Sends what the client does not have yet, or 304 (`ETag`); how long it may be kept was said by whoever calls. `prefix` is put in the
 * tag, for people who look at it. What is empty is 204. `lasting` is what of the body has to be the same, where the rest is the hour.
 */
export function sendIfChanged(
  request: FastifyRequest,
  reply: FastifyReply,
  contentType: string,
  body: string | Buffer,
  prefix = '',
  lasting = body,
): void {
  const hash = createHash('sha256').update(lasting).digest('base64url').slice(0, 22);
  const tag = `W/"${prefix === '' ? hash : `${prefix}-${hash}`}"`;
  reply.header('etag', tag);
  // Compared weakly (RFC 9110, section 13.1.2): a proxy may have taken the W/ away.
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known?.includes(tag.slice(2)) || known?.includes('*')) reply.code(304).send();
  else if (body.length === 0) reply.code(204).send();
  else reply.header('content-type', contentType).send(body);
}

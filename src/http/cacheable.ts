import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The content type of JSON answers. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Sends a public answer that rarely changes. The client may keep it and checks each time whether it changed (`ETag`).
 */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, contentType: string, body: string): void {
  reply.header('cache-control', 'no-cache');
  sendIfChanged(request, reply, contentType, body);
}

/**
 * Sends the answer, 304 when the client has it already (`ETag`), or 204 when it is empty. The caller sets how long it
 * may be kept. `prefix` starts the tag, to make it readable. `lasting` is the part of the body that the tag depends on,
 * when the rest is the time of day.
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
  // A weak comparison (RFC 9110, section 13.1.2): a proxy may have removed the W/.
  const known = request.headers['if-none-match']?.split(',').map((value) => value.trim().replace(/^W\//, ''));
  if (known?.includes(tag.slice(2)) || known?.includes('*')) reply.code(304).send();
  else if (body.length === 0) reply.code(204).send();
  else reply.header('content-type', contentType).send(body);
}

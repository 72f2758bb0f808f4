import type { FastifyRequest } from 'fastify';

/**
 * Returns the public address of the service for absolute links, without a final slash: the one of the settings (which
 * may have a path), else the host of the request.
 */
export function publicOrigin(request: FastifyRequest, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl;
  // The client chooses the Host header: a text that is not a host name is not used.
  return HOST.test(request.host) ? `${request.protocol}://${request.host}` : '';
}

const HOST = /^(?:[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?$/;

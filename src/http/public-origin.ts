import type { FastifyRequest } from 'fastify';

/**
 * Where people reach the service, for links that have to be whole, without a last slash: what the settings say (it may have a path), or
 * the host that the request names.
 */
export function publicOrigin(request: FastifyRequest, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl;
  // Whoever asks chooses it: what is no host's name goes no further.
  return HOST.test(request.host) ? `${request.protocol}://${request.host}` : '';
}

const HOST = /^(?:[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?$/;

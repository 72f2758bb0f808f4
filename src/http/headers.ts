import type { FastifyInstance } from 'fastify';

/**
 * Adds the headers of every answer: what a browser may do with it, and which other sites may read it. They are
 * constants: computing them per answer would halve the rate of a short route.
 */
export function addHeaders(app: FastifyInstance, corsOrigins: readonly string[]): void {
  const origins = new Set(corsOrigins);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(everyHeader);
    if (origins.size > 0) {
      reply.header('vary', 'Origin');
      const { origin } = request.headers;
      if (origin !== undefined && origins.has(origin)) {
        reply.header('access-control-allow-origin', origin);
        reply.header(
          'access-control-expose-headers',
          'allow, content-crs, content-disposition, link, location, perimetre-remarks, retry-after',
        );
        if (request.method === 'OPTIONS') {
          reply.header('access-control-allow-methods', 'GET, HEAD, POST, DELETE');
          reply.header('access-control-allow-headers', 'authorization, content-type, idempotency-key');
          reply.header('access-control-max-age', '86400');
        }
      }
    }
    done();
  });
}

export const everyHeader = {
  // Most answers concern a person's address. A route whose answer may be kept sets its own header.
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

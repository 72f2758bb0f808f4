import type { FastifyInstance } from 'fastify';

/**
 * Ignores the body of requests to routes that take none, whatever its type and encoding. Many clients send a content
 * type with every request, also with an erasure.
 */
export function ignoreUselessBodies(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404 || WITHOUT_BODY.has(request.method)) for (const name of HEADERS) delete request.headers[name];
    done();
  });
}

const WITHOUT_BODY = new Set(['DELETE', 'OPTIONS']);
/** Without them the framework reads no body, and the server drops the one that comes. */
const HEADERS = ['content-type', 'content-encoding', 'content-length', 'transfer-encoding'];

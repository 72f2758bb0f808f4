import type { FastifyInstance } from 'fastify';
import { pathOf } from '../error-handler.ts';

/** Redirects the path of a page with a final slash to the one without it. */
export function redirectFinalSlash(app: FastifyInstance, path: string): void {
  app.get(`${path}/`, (request, reply) => {
    const asked = request.raw.url ?? '';
    const [, last] = /([^/]+)\/$/.exec(pathOf(asked))!;
    // Relative, since a proxy may have removed the beginning of the path.
    return reply.redirect(`../${last}${asked.slice(pathOf(asked).length)}`, 308);
  });
}

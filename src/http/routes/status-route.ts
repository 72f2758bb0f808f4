import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { refuseQuery } from '../../questions/query.ts';

/** `GET /v1/status`: whether addresses can be looked up, for a page that otherwise offers another way to ask. */
export function statusRoute(app: FastifyInstance, { addresses }: Pick<Loaded, 'addresses'>): void {
  app.get('/v1/status', async (request, reply) => {
    refuseQuery(request.query as string);
    reply.header('cache-control', 'no-store');
    return { addresses: await addresses.availability() };
  });
}

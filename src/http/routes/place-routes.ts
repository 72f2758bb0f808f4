import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Loaded } from '../../load.ts';
import { findPlaces } from '../../questions/places/find-places.ts';
import { type PlacesQuestion, readPlacesBody, readPlacesQuery } from '../../questions/places/places-question.ts';
import { refuseQuery } from '../../questions/query.ts';

/**
 * `GET /v1/places?q=` and the same as `POST`: the quarters and communes that a text names. Nothing stores the text. A
 * field in which a person may write an address sends it in a body.
 */
export function placesRoutes(app: FastifyInstance, { current }: Pick<Loaded, 'current'>): void {
  const answer = ({ q, date, limit }: PlacesQuestion, reply: FastifyReply) => {
    const { zones } = current;
    reply.header('cache-control', 'no-store');
    return { dataVersion: zones.dataVersion, places: findPlaces(q, { zones, date, limit }) };
  };

  app.get('/v1/places', async (request, reply) => answer(readPlacesQuery(request.query as string), reply));

  app.post('/v1/places', async (request, reply) => {
    refuseQuery(request.query as string);
    return answer(readPlacesBody(request.body), reply);
  });
}

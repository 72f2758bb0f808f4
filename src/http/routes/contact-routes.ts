import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { refuseQuery } from '../../questions/query.ts';
import { JSON_TYPE, sendCacheable } from '../cacheable.ts';

/** `GET /v1/contacts`: the services that verdicts name in `whomToAsk`, with the contacts that the operator gave. */
export function contactsRoute(
  app: FastifyInstance,
  { rulebook, contacts }: Pick<Loaded, 'rulebook' | 'contacts'>,
): void {
  app.get('/v1/contacts', (request, reply) => {
    refuseQuery(request.query as string);
    const list = [...rulebook.services.values()].map(({ code, label }) => {
      const { name = null, phone = null, mail = null, page = null } = contacts.get(code) ?? {};
      return { code, label, name, phone, mail, page };
    });
    sendCacheable(request, reply, JSON_TYPE, JSON.stringify({ contacts: list }));
  });
}

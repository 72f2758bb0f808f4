import type { FastifyInstance } from 'fastify';
import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { DAY_EXPECTED } from '../../questions/fields.ts';
import { Problem } from '../../questions/problem.ts';
import { readQuery, refuseQuery } from '../../questions/query.ts';
import { schemeOnDate } from '../../questions/schemes/scheme-on-date.ts';
import { JSON_TYPE, sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';

/** The list of funding schemes with the distances that their rules use, and one scheme as it is on a date. */
export function schemesRoutes(app: FastifyInstance, { rulebook, current }: Loaded): void {
  const { schemes, rulesVersion } = rulebook;

  app.get('/v1/schemes', { onSend: compressAnswer }, (request, reply) => {
    refuseQuery(request.query as string);
    const list = [...schemes.values()].map(({ id, label, summary, place, verifiedOn }) => ({
      ...{ id, label, summary, place, verifiedOn },
    }));
    const { band, near } = current.zones.distances;
    sendCacheable(
      request,
      reply,
      JSON_TYPE,
      JSON.stringify({ rulesVersion, distances: { band, near }, schemes: list }),
    );
  });

  app.get('/v1/schemes/:id', { onSend: compressAnswer }, (request, reply) => {
    const { id } = request.params as { id: string };
    const faults = new Faults();
    const { date } = readQuery(request.query as string, ['date'], faults);
    if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
    faults.throwIfAny();
    const scheme = schemes.get(id);
    if (scheme === undefined) {
      throw new Problem(
        'not-found',
        `Aucun dispositif ne porte cet identifiant ; connus : ${[...schemes.keys()].join(', ')}.`,
      );
    }
    const body = { ...schemeOnDate(scheme, date ?? todayInParis(), rulebook), rulesVersion };
    sendCacheable(request, reply, JSON_TYPE, JSON.stringify(body));
  });
}

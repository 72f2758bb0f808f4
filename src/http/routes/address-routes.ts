import type { FastifyInstance } from 'fastify';
import { LONGEST_ADDRESS, SHORTEST_ADDRESS } from '../../address/address-length.ts';
import { POSTCODE } from '../../address/codes.ts';
import { cleanTyped } from '../../french/typed-text.ts';
import type { Loaded } from '../../load.ts';
import { toCandidateBody } from '../../questions/address-json.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { readCitycode } from '../../questions/fields.ts';
import { parseDecimal, readQuery } from '../../questions/query.ts';
import { POSTCODE_EXPECTED, toAddressProblem } from '../../questions/where.ts';

/**
 * `GET /v1/addresses?q=`: suggestions for a field that completes an address. This route takes an address in its URL;
 * nothing stores it.
 */
export function addressesRoute(app: FastifyInstance, { addresses }: Loaded): void {
  app.get('/v1/addresses', async (request, reply) => {
    const { text, ...narrowed } = readTyping(request.query as string);
    // One or two letters begin thousands of names: no suggestion yet.
    const found =
      text.length < SHORTEST_ADDRESS
        ? []
        : await addresses.search({ text, ...narrowed, autocomplete: true }).catch((error: unknown) => {
            throw toAddressProblem(error, addresses);
          });
    reply.header('cache-control', 'no-store');
    return { candidates: found.map(toCandidateBody), attribution: ATTRIBUTION };
  });
}

const ATTRIBUTION = 'Base Adresse Nationale, Licence Ouverte 2.0';
const MOST = 20;
const DEFAULT = 6;
const TYPES = ['housenumber', 'street', 'locality', 'municipality'] as const;

function readTyping(text: string) {
  const faults = new Faults();
  const query = readQuery(text, ['q', 'limit', 'citycode', 'postcode', 'type', 'near'] as const, faults);
  const { citycode, postcode, type } = query;
  const q = query.q === undefined ? undefined : cleanTyped(query.q);
  if (q === undefined) faults.add('q', '« q » manque : le début d’une adresse est attendu.');
  else if (q.length > LONGEST_ADDRESS) {
    faults.add('q', `« q » : au plus ${LONGEST_ADDRESS} caractères sont attendus ; reçu : ${q.length}.`);
  }
  const limit = query.limit === undefined ? DEFAULT : Number(query.limit);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MOST)) {
    faults.add('limit', `« limit » : un nombre de 1 à ${MOST} est attendu ; reçu : ${echo(query.limit)}.`);
  }
  const commune = readCitycode(citycode, 'citycode', 'citycode', faults);
  if (postcode !== undefined && !POSTCODE.test(postcode)) {
    faults.add('postcode', `« postcode » : ${POSTCODE_EXPECTED} ; reçu : ${echo(postcode)}.`);
  }
  if (type !== undefined && !TYPES.includes(type as never)) {
    faults.add('type', `« type » : l’une de ces valeurs est attendue : ${TYPES.join(', ')} ; reçu : ${echo(type)}.`);
  }
  const [lon = Number.NaN, lat = Number.NaN, ...more] = query.near?.split(',').map(parseDecimal) ?? [];
  const isPoint = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && more.length === 0;
  if (query.near !== undefined && !isPoint) {
    faults.add(
      'near',
      '« near » : une longitude et une latitude WGS84 sont attendues, en degrés, séparées par une virgule.',
    );
  }
  faults.throwIfAny();
  return {
    text: q!.trim(),
    limit,
    citycode: commune.citycode,
    postcode,
    type: type as (typeof TYPES)[number] | undefined,
    near: query.near === undefined ? undefined : { lon, lat },
  };
}

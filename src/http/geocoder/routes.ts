import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Loaded } from '../../load.ts';
import { toAddressProblem } from '../../questions/where.ts';
import { JSON_TYPE } from '../cacheable.ts';
import { placesAround, searchPlaces } from './places.ts';
import { readReverse, readSearch } from './query-parameters.ts';

/**
 * `GET /search` and `GET /reverse`, like addok and the Géoplateforme, under the paths of both: their clients only
 * change their base URL. Their contract puts the address in the URL.
 */
export function geocoderRoutes(app: FastifyInstance, loaded: Loaded): void {
  const { addresses, departements } = loaded;

  for (const path of geocoderPaths('/search')) {
    app.get(path, async (request, reply) => {
      const question = readSearch(request.query as string);
      const places = await known(searchPlaces(question, addresses), loaded);
      const { text, limit, near, types, postcode, citycode } = question;
      const type = types.join('+') || undefined;
      const { toFeature } = await import('./feature-json.ts');
      const features = places.map((place) => toFeature(place, departements));
      const center = near && [near.lon, near.lat];
      return collection(reply, { features, query: text, filters: { type, postcode, citycode }, center, limit });
    });
  }

  for (const path of geocoderPaths('/reverse')) {
    app.get(path, async (request: FastifyRequest, reply: FastifyReply) => {
      const question = readReverse(request.query as string);
      const places = await known(placesAround(question, addresses), loaded);
      const { lon, lat, limit, types, postcode, citycode } = question;
      const type = types.join('+') || undefined;
      const { toFeature } = await import('./feature-json.ts');
      const features = places.map((place) => toFeature(place, departements));
      return collection(reply, { features, filters: { type, postcode, citycode }, center: [lon, lat], limit });
    });
  }
}

/**
 * Returns the paths under which clients call the geocoder: with or without the Géoplateforme's prefix and a final
 * slash.
 */
export function geocoderPaths(path: string): string[] {
  return ['', '/geocodage'].flatMap((prefix) => [`${prefix}${path}`, `${prefix}${path}/`]);
}

/** Resolves like `answer`, and throws a Problem when the geocoder does not answer. */
function known<Answer>(answer: Promise<Answer>, { addresses }: Loaded): Promise<Answer> {
  return answer.catch((error: unknown) => {
    throw toAddressProblem(error, addresses);
  });
}

function collection(reply: FastifyReply, { features, filters, ...asked }: Collection): FastifyReply {
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const answer = {
    type: 'FeatureCollection',
    version: 'draft',
    features,
    attribution: 'BAN',
    licence: 'ETALAB-2.0',
    ...asked,
    ...(isFiltered ? { filters } : {}),
  };
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(answer));
}

interface Collection {
  readonly features: readonly object[];
  readonly query?: string;
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly center?: readonly number[] | undefined;
  readonly limit: number;
}

import type { Addresses } from '../../address/addresses.ts';
import { type Candidate, GeocoderUnavailable } from '../../address/candidate.ts';
import type { LocalAddresses } from '../../address/local/local-addresses.ts';
import { groundDistance } from '../../geo/ground.ts';
import type { PlaceQuestion, PlaceType, ReverseQuestion } from './query-parameters.ts';

/**
 * Returns the places that a text may mean, like a geocoder of the Base Adresse Nationale: for a number missing from the
 * data, its street; never a position between two houses. Throws a GeocoderUnavailable when no geocoder answers.
 */
export async function searchPlaces(question: PlaceQuestion, addresses: Addresses): Promise<Candidate[]> {
  const candidates = await searchCandidates(question, addresses);
  return asPlaces(candidates, question.types, addresses.local).slice(0, question.limit);
}

/**
 * Returns the candidates from which `asPlaces` makes the places. Throws a GeocoderUnavailable when no geocoder answers.
 */
export async function searchCandidates(
  { types, ...question }: PlaceQuestion,
  addresses: Addresses,
): Promise<readonly Candidate[]> {
  const { postcode } = question;
  const [type, ...others] = types;
  // A query for a street may contain one of its numbers, so all types are searched.
  const isWider = others.length > 0 || (addresses.local !== null && type === 'street');
  const found = await addresses.search(
    isWider ? { ...question, type: undefined, limit: MOST_LOOKED_AT } : { ...question, type },
  );
  // A postcode narrows the search here. A commune may have more postcodes than the one it is listed with.
  return found.filter(
    (place) => postcode === undefined || place.postcode === postcode || place.type === 'municipality',
  );
}

/** Throws a GeocoderUnavailable when no address can be searched now. */
export function checkAvailable({ local, provider, remote }: Addresses): void {
  if (provider === 'off' || (provider === 'local' && !local)) throw new GeocoderUnavailable(NO_ADDRESSES);
  if (provider === 'geoplateforme' && remote.state === 'open') throw new GeocoderUnavailable(SILENT);
}

/**
 * Returns candidates as a geocoder of the Base Adresse Nationale does, each once; only those of `types` when
 * there are some.
 */
export function asPlaces(
  candidates: readonly Candidate[],
  types: readonly PlaceType[],
  local: LocalAddresses | null,
): Candidate[] {
  const isStreetEnough = types.includes('street') && !types.includes('housenumber');
  const places = candidates.map((candidate) => {
    const isStreet = candidate.type === 'interpolated' || (isStreetEnough && candidate.type === 'housenumber');
    return isStreet ? toStreet(candidate, local) : candidate;
  });
  const wanted = types.length === 0 ? places : places.filter((place) => types.includes(place.type as PlaceType));
  return wanted.filter(({ id }, i) => wanted.findIndex((other) => other.id === id) === i);
}

/** A place near a point, with its distance in ground metres. */
export type PlaceAround = Candidate & { readonly distance: number };

/**
 * Returns the places around a point, the nearest first: house numbers unless another type is requested. Throws a
 * GeocoderUnavailable when no geocoder answers.
 */
export async function placesAround(question: ReverseQuestion, addresses: Addresses): Promise<PlaceAround[]> {
  const { local, provider } = addresses;
  const found = local ? aroundIn(local, question) : [];
  if (found.length > 0 || (local && provider === 'local')) return found;
  checkAvailable(addresses);
  const { lon, lat, limit, types } = question;
  const [type, ...more] = types;
  const others = await addresses.remote.reverse({ lon, lat, limit, type: more.length === 0 ? type : undefined });
  return others
    .filter((place) => more.length === 0 || types.includes(place.type as PlaceType))
    .filter((place) => isAsked(place, question))
    .map((place) => ({ ...place, distance: groundDistance(lon, lat, place.lon, place.lat) }));
}

function aroundIn(local: LocalAddresses, question: ReverseQuestion): PlaceAround[] {
  const [type = 'housenumber', ...others] = question.types;
  if (others.length === 0) return ofTypeIn(local, question, type);
  return question.types
    .flatMap((each) => ofTypeIn(local, question, each))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, question.limit);
}

function ofTypeIn(local: LocalAddresses, question: ReverseQuestion, type: PlaceType): PlaceAround[] {
  const { lon, lat, limit, postcode, citycode } = question;
  const isNarrow = type !== 'housenumber' || postcode !== undefined || citycode !== undefined;
  const numbers = local
    .reverse({ lon, lat, limit: isNarrow ? MOST_LOOKED_AT : limit })
    .filter((place) => isAsked(place, question));
  if (type === 'housenumber') return numbers.slice(0, limit);
  if (type === 'locality') return [];
  const wholes = numbers.map((number) =>
    type === 'street' ? { ...toStreet(number, local), distance: number.distance } : toCommune(number, question, local),
  );
  return wholes
    .filter((whole) => whole !== null)
    .filter(({ id }, i) => wholes.findIndex((other) => other?.id === id) === i)
    .slice(0, limit);
}

function isAsked({ postcode, citycode }: Candidate, asked: ReverseQuestion): boolean {
  return (
    (asked.postcode === undefined || asked.postcode === postcode) &&
    (asked.citycode === undefined || asked.citycode === citycode)
  );
}

/** The street of a number, from the file of addresses; without it, the street at the position of the number. */
function toStreet(number: Candidate, local: LocalAddresses | null): Candidate {
  const name = number.street ?? number.name;
  const id = number.id.split('_').slice(0, 2).join('_');
  const { citycode, score } = number;
  const street = local
    ?.search({ text: name, citycode, type: 'street', limit: MOST_LOOKED_AT })
    .find((place) => place.id === id);
  if (street) return { ...street, score };
  const label = number.housenumber ? number.label.replace(`${number.housenumber} `, '') : number.label;
  return { ...number, type: 'street', id, label, name, street: null, housenumber: null };
}

function toCommune(
  { city, citycode, score }: Candidate,
  { lon, lat }: ReverseQuestion,
  local: LocalAddresses,
): PlaceAround | null {
  const commune = local
    .search({ text: city, citycode, type: 'municipality', limit: MOST_LOOKED_AT })
    .find((place) => place.citycode === citycode);
  return commune ? { ...commune, score, distance: groundDistance(lon, lat, commune.lon, commune.lat) } : null;
}

/** The most candidates of any query. */
const MOST_LOOKED_AT = 50;
const SILENT = 'Le service d’adresses ne répond plus : réessayez dans un instant.';
const NO_ADDRESSES = 'Aucune adresse n’est chargée dans ce service.';

import { LONGEST_ADDRESS, SHORTEST_ADDRESS } from '../address/address-length.ts';
import type { Addresses } from '../address/addresses.ts';
import { type Candidate, GeocoderUnavailable, MOST_CANDIDATES } from '../address/candidate.ts';
import { POSTCODE } from '../address/codes.ts';
import { communesOfFrance } from '../address/communes-of-france.ts';
import { cleanTyped } from '../french/typed-text.ts';
import { type AddressSituation, situationOfAddress } from '../situation/address-situation.ts';
import { MOST_UNCERTAIN } from '../situation/place.ts';
import { formerCommune } from '../situation/reasons.ts';
import { type Place, type PointPlace, type Reason, type Situation, situationOf } from '../situation/situation.ts';
import type { Zones } from '../zones/zones.ts';
import { toAddressBody } from './address-json.ts';
import type { Faults } from './faults.ts';
import { Fields, UNCERTAINTY_EXPECTED } from './fields.ts';
import { faultPosition, isPosition } from './position.ts';
import { Problem } from './problem.ts';
import { readFootprint } from './read-footprint.ts';
import { toSituationBody } from './situation-json.ts';

/** Reads the place of a question: a point, an address or a drawn geometry. Returns null after a fault. */
export function readWhere(value: unknown, path: string, faults: Faults): Where | null {
  if (value === undefined) {
    faults.add(path, `« ${path} » manque : ${ALTERNATIVES}.`);
    return null;
  }
  const fields = new Fields(value, path, faults);
  if (!fields.isObject) return null;
  const point = { lon: fields.raw('lon'), lat: fields.raw('lat') };
  const geometry = fields.raw('geometry');
  const address = fields.raw('address');
  const isPoint = point.lon !== undefined || point.lat !== undefined;
  const given = [isPoint, geometry !== undefined, address !== undefined].filter(Boolean).length;
  if (given !== 1) {
    faults.add(path, `« ${path} » ${given === 0 ? 'ne dit pas où' : 'le dit de plusieurs façons'} : ${ALTERNATIVES}.`);
    return null;
  }
  if (address !== undefined) return readAddress(fields, `${path}.`, faults);
  const uncertainty = fields.number('uncertainty', 0, MOST_UNCERTAIN, UNCERTAINTY_EXPECTED) ?? 0;
  const commune = fields.commune('citycode');
  fields.close();
  if (geometry !== undefined) {
    const footprint = readFootprint(geometry, `${path}.geometry`, faults);
    return footprint && { geometry: footprint, uncertainty, ...commune };
  }
  if (!isPosition(point.lon, point.lat)) {
    faultPosition(point.lon, point.lat, `${path}.`, faults);
    return null;
  }
  return { lon: Number(point.lon), lat: Number(point.lat), uncertainty, ...commune };
}

/** A place, or an address to look up. */
export type Where = Place | AddressWhere;

export interface AddressWhere {
  readonly address: string;
  readonly citycode?: string | undefined;
  /** The stated code, when it is that of a former commune that is part of `citycode` today. */
  readonly formerCitycode?: string | undefined;
  readonly postcode: string | undefined;
}

/** Reads `address`, `citycode` and `postcode` from an object at `prefix`. Any field not read yet is a fault. */
export function readAddress(fields: Fields, prefix: string, faults: Faults): AddressWhere | null {
  const written = fields.raw('address');
  const commune = fields.commune('citycode');
  const postcode = fields.text('postcode', POSTCODE, POSTCODE_EXPECTED);
  fields.close();
  const path = `${prefix}address`;
  if (typeof written !== 'string') {
    faults.add(path, `« address » : une adresse sur une ligne est attendue, en texte.`);
    return null;
  }
  const address = cleanTyped(written);
  const length = address.trim().length;
  if (length < SHORTEST_ADDRESS || length > LONGEST_ADDRESS) {
    faults.add(
      path,
      `« address » : une adresse de ${SHORTEST_ADDRESS} à ${LONGEST_ADDRESS} caractères est attendue ; ` +
        `reçu : ${length}.`,
    );
    return null;
  }
  if (!address.isWellFormed() || UNPRINTABLE.test(address)) {
    faults.add(
      path,
      '« address » : une adresse sur une ligne est attendue ; celle-ci contient un caractère qui n’en est ' +
        'pas un, de commande ou de fin de ligne.',
    );
    return null;
  }
  return { address, ...commune, postcode };
}

/** Control characters: a proof could not show them. */
const UNPRINTABLE = /\p{Cc}/u;

/**
 * Returns the situation of the place on a date, and its JSON. Throws a Problem when an address cannot be looked up,
 * which has no bearing on the address itself.
 */
export async function situationOfWhere(
  where: Where,
  date: string,
  zones: Zones,
  asked: Geocoded,
  streetSide?: PointPlace['streetSide'],
): Promise<Located> {
  if (!('address' in where)) {
    const place = 'geometry' in where || streetSide === undefined ? where : { ...where, streetSide };
    const situation = withPostcodeNamed(situationOf(place, date, zones), place.citycode);
    return { situation, body: { situation: toSituationBody(situation, place) }, found: null };
  }
  const found = await findAddress(where, date, zones, asked, streetSide);
  return { situation: found.situation, body: toAddressBody(found), found };
}

export interface Located {
  readonly situation: Situation;
  /** The situation as JSON, with the address and its candidates when the question had an address. */
  readonly body: {
    readonly situation: object;
    readonly address?: object | null;
    readonly candidates?: readonly object[];
  };
  readonly found: AddressSituation | null;
}

/** Returns the situation of an address and of its candidates. Throws a Problem when it cannot be looked up. */
export async function findAddress(
  where: AddressWhere,
  date: string,
  zones: Zones,
  asked: Geocoded,
  streetSide?: PointPlace['streetSide'],
): Promise<AddressSituation> {
  const candidates = await searchAddress(where, asked);
  const { address: text, citycode } = where;
  const found = situationOfAddress(candidates, { text, citycode, streetSide }, date, zones);
  const isFound = found.candidates.some(({ candidate }) => candidate.citycode === citycode);
  const ambiguous = citycode === undefined || isFound ? undefined : postcodeOfOthers(citycode);
  const { situation } = found;
  const reasons = [...situation.reasons, ...formerCommune(where), ...(ambiguous ? [ambiguous] : [])];
  return { ...found, situation: { ...situation, reasons } };
}

function withPostcodeNamed(situation: Situation, citycode: string | undefined): Situation {
  if (citycode === undefined || !situation.reasons.some(({ code }) => code === 'commune-contradicts')) return situation;
  const ambiguous = postcodeOfOthers(citycode);
  return ambiguous ? { ...situation, reasons: [...situation.reasons, ambiguous] } : situation;
}

/** The reason why a stated INSEE code may be meant as a postcode: 62400 is Haillicourt, and the postcode of Béthune. */
function postcodeOfOthers(citycode: string): Reason | undefined {
  const communes = communesOfFrance();
  const own = communes.nameOf(citycode);
  const others = communes.ofPostcode(citycode).map((code) => communes.nameOf(code));
  if (own === undefined || others.length === 0) return undefined;
  return {
    code: 'citycode-is-postcode',
    message:
      `Le code ${citycode} est lu comme le code INSEE de la commune ${own} ; ` +
      `c’est aussi un code postal (${others.slice(0, 3).join(', ')}) : indiquez un code INSEE.`,
  };
}

/** The geocoder that answers. */
export interface Geocoded {
  readonly addresses: Pick<Addresses, 'search' | 'provider'>;
}

/** Returns the candidates of an address, the best first. Throws a Problem when it cannot be looked up. */
export async function searchAddress(
  { address: text, citycode, postcode }: AddressWhere,
  { addresses }: Geocoded,
): Promise<readonly Candidate[]> {
  try {
    return await addresses.search({ text, citycode, postcode, limit: MOST_CANDIDATES });
  } catch (error) {
    throw toAddressProblem(error, addresses);
  }
}

/** Returns the Problem for a geocoder that does not answer; any other error unchanged. */
export function toAddressProblem(error: unknown, { provider }: Pick<Addresses, 'provider'>): unknown {
  if (!(error instanceof GeocoderUnavailable)) return error;
  if ((provider === 'off' || provider === 'local') && error.retryAfter === undefined)
    return new Problem('no-addresses', error.message);
  return new Problem('addresses-unavailable', error.message, {
    headers: { 'retry-after': String(Math.ceil(error.retryAfter ?? RETRY)) },
  });
}

/** In seconds. */
const RETRY = 5;
export const POSTCODE_EXPECTED = 'un code postal, de 5 chiffres, est attendu';

const ALTERNATIVES =
  'un point (lon, lat), une adresse (address) ou un tracé (geometry), et un seul des trois, est attendu';

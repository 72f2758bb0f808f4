import { type Random, randomFrom } from '../../shapes.ts';
import { type Axis, lengthOf, placeBeside } from './axis.ts';
import { type HouseNumber, madeUpNumbers, numbersAlong } from './numbering.ts';
import { weighted } from './words.ts';

/**
 * A position of a made-up address, in the columns of the BAN, under the names of this project. Never a real address.
 */
export interface MadeAddress {
  /** The interoperability key. Several positions of one address share it. */
  readonly id: string;
  readonly number: number;
  readonly suffix: string | null;
  readonly street: string;
  readonly postcode: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcitycode: string | null;
  readonly oldcity: string | null;
  readonly lon: number;
  readonly lat: number;
  /** In the form of the BAN; empty for an unknown type. */
  readonly positionType: string;
  readonly streetId: string;
}

/** Common fields of the addresses of a street. */
export interface StreetPlace {
  readonly id: string;
  readonly name: string;
  readonly postcode: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcitycode: string | null;
  readonly oldcity: string | null;
}

export interface MadeStreet extends StreetPlace {
  /** Odd numbers are on its left, even ones on its right, except those of 5000 and more. */
  readonly axis: Axis;
  readonly addresses: readonly MadeAddress[];
}

/**
 * A made-up street exactly along `line`, such as a limit or a part of it: odd numbers on its left, even ones on its
 * right, in order, 6 to 12 m away by default. There is no house where the line bends so sharply that it would be across
 * it.
 */
export function streetAlong(line: Axis, place: Partial<StreetPlace> = {}, options: AlongOptions = {}): MadeStreet {
  const { seed = 1, positionType = 'entrée', metric = false } = options;
  const random = randomFrom(seed);
  const numbers = numbersAlong(random, lengthOf(line), Number.POSITIVE_INFINITY, metric);
  return withHouses(random, { ...SOMEWHERE, ...place }, line, numbers, { ...options, positionType });
}

export interface AlongOptions {
  readonly seed?: number;
  /** Minimum and maximum metres between the axis and its houses. */
  readonly away?: readonly [number, number];
  readonly positionType?: string;
  /** Metric numbers. */
  readonly metric?: boolean;
}

/**
 * A made-up street along an axis, with all features of the BAN's streets: made-up numbers, addresses in several
 * positions.
 */
export function streetWithHouses(random: Random, place: StreetPlace, axis: Axis, numbers: HouseNumber[]): MadeStreet {
  const madeUp = random() < 0.03 ? madeUpNumbers(random, lengthOf(axis)) : [];
  return withHouses(random, place, axis, [...numbers, ...madeUp], { positions: 'several' });
}

const SOMEWHERE: StreetPlace = {
  id: '62119_9990',
  name: 'Rue de la Limite',
  postcode: '62400',
  citycode: '62119',
  city: 'Béthune',
  oldcitycode: null,
  oldcity: null,
};

interface HouseOptions {
  readonly away?: readonly [number, number];
  readonly positionType?: string;
  readonly positions?: 'several';
}

function withHouses(
  random: Random,
  place: StreetPlace,
  axis: Axis,
  numbers: readonly HouseNumber[],
  { away: [least, most] = [6, 12], positionType, positions }: HouseOptions,
): MadeStreet {
  const addresses: MadeAddress[] = [];
  for (const house of numbers) {
    const away = least + (most - least) * random();
    const at = placeBeside(axis, house.along, house.side, away);
    if (at === undefined) continue;
    const address = addressOf(place, house, at, positionType ?? weighted(random, POSITION_TYPES));
    addresses.push(address);
    if (positions !== 'several' || random() > 0.015) continue;
    const deeper = placeBeside(axis, house.along, house.side, away + 4 + 12 * random());
    const type = weighted(random, POSITION_TYPES);
    if (deeper && type !== address.positionType) addresses.push(addressOf(place, house, deeper, type));
  }
  return { ...place, axis, addresses };
}

function addressOf(
  place: StreetPlace,
  { number, suffix }: HouseNumber,
  [lon, lat]: Axis[number],
  positionType: string,
): MadeAddress {
  const { id: streetId, name: street, postcode, citycode, city, oldcitycode, oldcity } = place;
  const id = `${streetId}_${String(number).padStart(5, '0')}${suffix === null ? '' : `_${suffix}`}`;
  return {
    id,
    number,
    suffix,
    street,
    postcode,
    citycode,
    city,
    oldcitycode,
    oldcity,
    lon,
    lat,
    positionType,
    streetId,
  };
}

/** Both apostrophes occur. */
const POSITION_TYPES: readonly (readonly [string, number])[] = [
  ['entrée', 56],
  ['segment', 14],
  ['parcelle', 9],
  ['bâtiment', 8],
  ['', 7],
  ['délivrance postale', 3],
  ['logement', 1],
  ['cage d’escalier', 0.7],
  ["cage d'escalier", 0.5],
  ['service technique', 0.8],
];

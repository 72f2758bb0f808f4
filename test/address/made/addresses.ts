import type { BoundingBox } from '../../../src/geo/polygon.ts';
import { type Random, randomFrom } from '../../shapes.ts';
import { drawnAxis, longestIn } from './axis.ts';
import { inventedCommunes, type MadeCommune, realCommunes } from './communes.ts';
import { numbersAlong } from './numbering.ts';
import { envelope } from './spelling.ts';
import { type MadeAddress, type MadeStreet, type StreetPlace, streetWithHouses } from './street.ts';
import { streetNames } from './street-names.ts';

/**
 * Addresses from a seed, for tests and benchmarks. The communes of the agglomeration are real; streets, numbers and
 * positions are invented.
 */
export function madeAddresses(options: MadeOptions = {}): MadeSet {
  const streets = [...madeStreets(options)];
  return { communes: madeCommunes(options), streets, addresses: streets.flatMap((street) => street.addresses) };
}

export interface MadeSet {
  readonly communes: readonly MadeCommune[];
  readonly streets: readonly MadeStreet[];
  readonly addresses: readonly MadeAddress[];
}

export interface MadeOptions {
  readonly seed?: number;
  readonly size?: MadeSize;
  /** Minimum number of addresses; by default, that of the size. */
  readonly addresses?: number;
}

/** The agglomeration alone, or with as many invented communes around it as a département has. */
export type MadeSize = keyof typeof SIZES;

const SIZES = {
  agglomeration: { addresses: 100_000, invented: 0 },
  departement: { addresses: 600_000, invented: 790 },
};

/**
 * Yields the streets of `madeAddresses`, commune by commune, so that a file can be written without all of them in
 * memory.
 */
export function* madeStreets(options: MadeOptions = {}): Generator<MadeStreet> {
  const { seed = DEFAULT_SEED, size = 'agglomeration' } = options;
  const communes = madeCommunes(options);
  const wanted = options.addresses ?? SIZES[size].addresses;
  const whole = communes.reduce((sum, commune) => sum + commune.size, 0);
  for (const commune of communes) {
    // Each commune has its own random numbers: it is the same in any set.
    const random = randomFrom(seed * 100_003 + Number(commune.citycode));
    yield* streetsOf(random, commune, Math.ceil((wanted * commune.size) / whole), namesAround(commune, communes));
  }
}

export function madeCommunes({ seed = DEFAULT_SEED, size = 'agglomeration' }: MadeOptions = {}): MadeCommune[] {
  return [...realCommunes(), ...inventedCommunes(seed, SIZES[size].invented)];
}

export const DEFAULT_SEED = 62;

function* streetsOf(random: Random, commune: MadeCommune, wanted: number, around: string[]): Generator<MadeStreet> {
  const ids = streetIds(random, commune.citycode);
  const taken = new Set<string>();
  for (const { share, old, box } of partsOf(commune)) {
    // A former commune keeps some names that the main one has too.
    const kept = new Set([...taken].filter(() => random() < 0.85));
    let left = Math.ceil(wanted * share);
    for (const name of streetNames(random, around, kept)) {
      if (left <= 0) break;
      taken.add(name);
      const place: StreetPlace = {
        id: ids.next().value!,
        name: random() < 0.02 ? envelope(name) : name,
        postcode: commune.postcodes.at(random() < 0.3 ? -1 : 0)!,
        citycode: commune.citycode,
        city: commune.name,
        oldcitycode: old?.citycode ?? null,
        oldcity: old?.name ?? null,
      };
      const numbers = numbersAlong(random, longestIn(box) - 20, houseCount(random));
      const length = Math.max(...numbers.map(({ along }) => along)) + 10;
      const street = streetWithHouses(random, place, drawnAxis(random, box, length), numbers);
      left -= street.addresses.length;
      yield street;
    }
  }
}

/** The main part of a commune, in the east, and its former communes, in the west. */
function partsOf({ extent, former }: MadeCommune) {
  const [west, south, east, north] = extent;
  const share = 0.4 / former.length;
  const width = (east - west) * 0.4;
  const cut = former.length === 0 ? west : west + width;
  const parts = former.map((old, i) => {
    const [bottom, top] = [i, i + 1].map((n) => south + ((north - south) * n) / former.length) as [number, number];
    return { share, old, box: [west, bottom, cut, top] as BoundingBox };
  });
  const main = { share: former.length === 0 ? 1 : 0.6, old: null, box: [cut, south, east, north] as BoundingBox };
  return [main, ...parts];
}

/** Most streets are short, few are long. */
function houseCount(random: Random): number {
  const mean = random() < 0.12 ? 30 : 9.5;
  return 2 + Math.floor(-mean * Math.log(1 - random()));
}

/** Four digits, as the land register numbers streets, or six letters and digits for streets that it lacks. */
function* streetIds(random: Random, citycode: string): Generator<string, never> {
  for (let i = 2; ; i++) {
    const unknown = Math.floor(random() * 36 ** 5)
      .toString(36)
      .padStart(5, '0');
    yield random() < 0.08 ? `${citycode}_${unknown}${i % 10}` : `${citycode}_${String(5 * i).padStart(4, '0')}`;
  }
}

function namesAround(commune: MadeCommune, communes: readonly MadeCommune[]): string[] {
  const distance = ({ extent: [west, south] }: MadeCommune) =>
    Math.hypot(west - commune.extent[0], 1.6 * (south - commune.extent[1]));
  return communes
    .map((other) => ({ name: other.name, distance: distance(other) }))
    .filter(({ name }) => name !== commune.name)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 10)
    .map(({ name }) => name);
}

import { communesOfFrance, todaysCitycode } from '../address/communes-of-france.ts';
import { covers } from '../geo/covers.ts';
import { degreesEast, degreesNorth } from '../geo/moved.ts';
import type { BoundingBox, MultiPolygon, Position } from '../geo/polygon.ts';
import type { CommuneArea } from '../zones/communes.ts';
import type { Zones } from '../zones/zones.ts';
import { positionIn } from './invented-qic.ts';
import { type Random, randomFrom } from './random.ts';
import { streetNames } from './street-names.ts';

/**
 * Yields made-up addresses as lines of a file of the Base Adresse Nationale, the names of the columns first: 20 000 in
 * the contours of the communes of the agglomeration, more of them in and around quarters. The same quarters give the
 * same addresses.
 */
export function* madeAddressLines(zones: Zones): Generator<string> {
  yield COLUMNS;
  const quarters = zones.generations.flatMap(({ drawn }) => drawn);
  const communes = zones.communes.areas.filter(({ isContour }) => isContour);
  const near = quarters.length * NEAR_A_QUARTER;
  const elsewhere = Math.ceil((ADDRESSES - near) / communes.length);
  for (const commune of communes) {
    const random = randomFrom(Number.parseInt(commune.citycode, 36));
    const lines = new CommuneLines(random, commune);
    for (const { box } of quarters.filter(({ zone }) => zone.communes[0] === commune.citycode)) {
      yield* lines.write(NEAR_A_QUARTER, () => positionNear(random, box, commune.shape));
    }
    yield* lines.write(elsewhere, () => positionIn(random, commune.shape));
  }
}

/** The streets of a commune, numbered one after the other. */
class CommuneLines {
  readonly #random: Random;
  readonly #commune: CommuneArea;
  readonly #names: Generator<string, never>;
  readonly #ofCommune: string;
  #streets = 0;

  constructor(random: Random, commune: CommuneArea) {
    this.#random = random;
    this.#commune = commune;
    this.#names = streetNames(random);
    const known = communesOfFrance();
    const citycode = todaysCitycode(commune.citycode);
    const [postcode] = known.postcodesOf(citycode);
    const former = citycode === commune.citycode ? ';' : `${commune.citycode};${commune.name}`;
    this.#ofCommune = `${postcode ?? ''};${citycode};${known.nameOf(citycode) ?? commune.name};${former}`;
  }

  /** Yields `count` addresses, in streets that begin where `start` says. */
  *write(count: number, start: () => Position): Generator<string> {
    let left = count;
    while (left > 0) {
      const houses = housesAlong(this.#random, start(), this.#commune.shape).slice(0, left);
      if (houses.length === 0) continue;
      const street = `${this.#commune.citycode}_${String(++this.#streets).padStart(4, '0')}`;
      const name = this.#names.next().value;
      for (const { number, at } of houses) {
        const id = `${street}_${String(number).padStart(5, '0')}`;
        yield `${id};${number};;${name};${this.#ofCommune};${at[0].toFixed(6)};${at[1].toFixed(6)};entrée`;
      }
      left -= houses.length;
    }
  }
}

/** The houses of a straight street, odd numbers on one side, even ones on the other, as far as the commune goes. */
function housesAlong(random: Random, [lon, lat]: Position, commune: MultiPolygon) {
  const heading = random() * 2 * Math.PI;
  const houses: { readonly number: number; readonly at: Position }[] = [];
  for (let number = 1; number <= 8 + 24 * random(); number++) {
    const [along, away] = [number * SPACING, number % 2 === 0 ? SETBACK : -SETBACK];
    const at: Position = [
      lon + degreesEast(along * Math.cos(heading) - away * Math.sin(heading), lat),
      lat + degreesNorth(along * Math.sin(heading) + away * Math.cos(heading)),
    ];
    if (covers(commune, ...at)) houses.push({ number, at });
  }
  return houses;
}

/** A position of the commune in the surroundings of a quarter, or anywhere where few of them are in the commune. */
function positionNear(random: Random, [west, south, east, north]: BoundingBox, commune: MultiPolygon): Position {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const [wide, high] = [east - west + degreesEast(2 * AROUND, lat), north - south + degreesNorth(2 * AROUND)];
  for (let tries = 0; tries < 50; tries++) {
    const at: Position = [lon + (random() - 0.5) * wide, lat + (random() - 0.5) * high];
    if (covers(commune, ...at)) return at;
  }
  return positionIn(random, commune);
}

const COLUMNS =
  'id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;' +
  'lon;lat;type_position';
const ADDRESSES = 20_000;
const NEAR_A_QUARTER = 200;
/** Metres. */
const AROUND = 350;
const SPACING = 9;
const SETBACK = 8;

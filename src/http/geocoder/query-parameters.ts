import { LONGEST_ADDRESS, SHORTEST_ADDRESS } from '../../address/address-length.ts';
import type { AddressQuestion } from '../../address/candidate.ts';
import { CITYCODE, POSTCODE } from '../../address/codes.ts';
import { todaysCitycode } from '../../address/communes-of-france.ts';
import { cleanTyped } from '../../french/typed-text.ts';
import { Faults } from '../../questions/faults.ts';

/** Reads the query of `GET /search` like the Géoplateforme's geocoder. Throws a Problem that lists its faults. */
export function readSearch(query: string): PlaceQuestion {
  const faults = new Faults();
  const parameters = new Parameters(query, faults);
  const written = parameters.text('q');
  const text = written === undefined ? undefined : cleanTyped(written);
  if (text === undefined) faults.add('q', 'une adresse est attendue.');
  else if (text.length < SHORTEST_ADDRESS || text.length > LONGEST_ADDRESS || !/^[\p{L}\p{N}]/u.test(text)) {
    faults.add(
      'q',
      `de ${SHORTEST_ADDRESS} à ${LONGEST_ADDRESS} caractères sont attendus, dont une lettre ou un chiffre d’abord.`,
    );
  }
  const near = parameters.position();
  const autocomplete = parameters.boolean('autocomplete') ?? true;
  const question = { text: text ?? '', autocomplete, near, ...parameters.shared() };
  faults.throwIfAny();
  return question;
}

/** Reads the query of `GET /reverse` in the same way. */
export function readReverse(query: string): ReverseQuestion {
  const faults = new Faults();
  const parameters = new Parameters(query, faults);
  const position = parameters.position();
  if (!parameters.hasPosition) faults.add('lon', 'lon et lat sont attendus.');
  const shared = parameters.shared();
  faults.throwIfAny();
  return { ...position!, ...shared };
}

/** A search for the addresses around a point. */
export interface ReverseQuestion {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  readonly limit: number;
  readonly types: readonly PlaceType[];
  readonly postcode?: string | undefined;
  readonly citycode?: string | undefined;
}

/** A search for places of some types; of all when `types` is empty. */
export type PlaceQuestion = Omit<AddressQuestion, 'type'> & { readonly types: readonly PlaceType[] };

/** The types of places, with the names of the Base Adresse Nationale. */
export const placeTypes = ['housenumber', 'street', 'locality', 'municipality'] as const;
export type PlaceType = (typeof placeTypes)[number];

/**
 * Reads one type or several, as `street+housenumber`: addok joins the values of a filter with a plus sign, which is a
 * blank once a URL is decoded. Returns null when one of them is unknown.
 */
export function typesNamed(text: string): PlaceType[] | null {
  const types = [...new Set(text.split(/[+\s]+/).filter((name) => name !== ''))];
  return types.every((name) => placeTypes.includes(name as never)) ? (types as PlaceType[]) : null;
}

const TYPE_NAMES = placeTypes.join(', ');
export const TYPES_EXPECTED = `une de ces valeurs, ou plusieurs jointes par « + », est attendue : ${TYPE_NAMES}`;

/**
 * The parameters of a query, read like the Géoplateforme: names in any case, the last value of a repeated one; empty
 * and unknown ones are ignored. A fault never repeats a value, which may be an address.
 */
class Parameters {
  readonly #values = new Map<string, string>();
  readonly #faults: Faults;

  constructor(query: string, faults: Faults) {
    for (const [name, value] of new URLSearchParams(query)) this.#values.set(name.trim().toLowerCase(), value.trim());
    this.#faults = faults;
  }

  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  boolean(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (['1', 'true', 'yes'].includes(value)) return true;
    if (['0', 'false', 'no'].includes(value)) return false;
    this.#faults.add(name, '0 ou 1 est attendu.');
    return undefined;
  }

  get hasPosition(): boolean {
    return [...LONGITUDES, ...LATITUDES].some((name) => this.text(name) !== undefined);
  }

  /** Reads `lon` and `lat`: both or neither. */
  position(): { lon: number; lat: number } | undefined {
    const [lon, lat] = [this.#coordinate(LONGITUDES, 180), this.#coordinate(LATITUDES, 90)];
    if (lon !== undefined && lat !== undefined) return { lon, lat };
    if (lon !== undefined) this.#faults.add('lat', 'lon et lat vont ensemble.');
    if (lat !== undefined) this.#faults.add('lon', 'lon et lat vont ensemble.');
    return undefined;
  }

  /** The parameters of both queries. */
  shared() {
    const index = this.text('index');
    if (index?.split(',').some((name) => name.trim() !== 'address')) {
      this.#faults.add('index', 'seul l’index address est servi ici.');
    }
    const types = typesNamed(this.text('type') ?? '');
    if (types === null) this.#faults.add('type', `${TYPES_EXPECTED}.`);
    return {
      limit: this.#limit(),
      types: types ?? [],
      postcode: this.#form('postcode', POSTCODE, '5 chiffres sont attendus.'),
      citycode: todaysCitycode(this.#form('citycode', CITYCODE, 'un code INSEE de 5 caractères est attendu.')),
    };
  }

  #limit(): number {
    const text = this.text('limit');
    if (text === undefined) return USUAL;
    const limit = /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (limit >= 1 && limit <= MOST) return limit;
    this.#faults.add('limit', `un entier de 1 à ${MOST} est attendu.`);
    return USUAL;
  }

  #coordinate(names: readonly string[], most: number): number | undefined {
    const name = names.find((alias) => this.text(alias) !== undefined);
    const text = name && this.text(name);
    if (name === undefined || text === undefined) return undefined;
    const value = /^[+-]?\d+(?:\.\d*)?$/.test(text) ? Number(text) : Number.NaN;
    if (Math.abs(value) <= most) return value;
    this.#faults.add(name, `un nombre de -${most} à ${most} est attendu.`);
    // Reported once: the missing coordinate is not a second fault.
    return 0;
  }

  #form(name: string, form: RegExp, expected: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !form.test(text)) this.#faults.add(name, expected);
    return text;
  }
}

/** The names that addok accepts. */
const LONGITUDES = ['lon', 'lng', 'long', 'longitude'];
const LATITUDES = ['lat', 'latitude'];
/** Numbers of answers. */
const USUAL = 10;
const MOST = 50;

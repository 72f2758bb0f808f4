import type { AddressQuestion } from '../../address/candidate.ts';
import { CITYCODE, POSTCODE } from '../../address/codes.ts';
import { Faults } from '../../questions/faults.ts';

/** Reads `GET /search` as the Géoplateforme's geocoder does. Throws the Problem that says what is wrong. */
export function readSearch(query: string): AddressQuestion {
  const faults = new Faults();
  const parameters = new Parameters(query, faults);
  const text = parameters.text('q');
  if (text === undefined) faults.add('q', 'une adresse est attendue.');
  else if (text.length < SHORTEST || text.length > LONGEST || !/^[\p{L}\p{N}]/u.test(text)) {
    faults.add('q', `de ${SHORTEST} à ${LONGEST} caractères sont attendus, dont une lettre ou un chiffre d’abord.`);
  }
  const near = parameters.position();
  const autocomplete = parameters.boolean('autocomplete') ?? true;
  const question = { text: text ?? '', autocomplete, near, ...parameters.shared() };
  faults.throwIfAny();
  return question;
}

/** Reads `GET /reverse` in the same way. */
export function readReverse(query: string): ReverseQuestion {
  const faults = new Faults();
  const parameters = new Parameters(query, faults);
  const position = parameters.position();
  if (!parameters.hasPosition) faults.add('lon', 'lon et lat sont attendus.');
  const shared = parameters.shared();
  faults.throwIfAny();
  return { ...position!, ...shared };
}

/** Which addresses are around a point. */
export interface ReverseQuestion {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  readonly limit: number;
  readonly type?: AddressQuestion['type'];
  readonly postcode?: string | undefined;
  readonly citycode?: string | undefined;
}

/** The types of places that may be asked for, as the Base Adresse Nationale names them. */
export const placeTypes = ['housenumber', 'street', 'locality', 'municipality'] as const;

/**
 * The parameters of a question, as the Géoplateforme reads them: names in any case, the last of several, an empty one as none,
 * an unknown one as nothing. A fault never repeats a value, which may be an address.
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

  /** `lon` and `lat`, both or neither. */
  position(): { lon: number; lat: number } | undefined {
    const [lon, lat] = [this.#coordinate(LONGITUDES, 180), this.#coordinate(LATITUDES, 90)];
    if (lon !== undefined && lat !== undefined) return { lon, lat };
    if (lon !== undefined) this.#faults.add('lat', 'lon et lat vont ensemble.');
    if (lat !== undefined) this.#faults.add('lon', 'lon et lat vont ensemble.');
    return undefined;
  }

  /** What both questions take. */
  shared() {
    const index = this.text('index');
    if (index?.split(',').some((one) => one.trim() !== 'address')) {
      this.#faults.add('index', 'seul l’index address est servi ici.');
    }
    const type = this.text('type');
    if (type !== undefined && !placeTypes.includes(type as never)) {
      this.#faults.add('type', `une de ces valeurs est attendue : ${placeTypes.join(', ')}.`);
    }
    return {
      limit: this.#limit(),
      type: type as AddressQuestion['type'],
      postcode: this.#form('postcode', POSTCODE, '5 chiffres sont attendus.'),
      citycode: this.#form('citycode', CITYCODE, 'un code INSEE de 5 caractères est attendu.'),
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
    const name = names.find((one) => this.text(one) !== undefined);
    const text = name && this.text(name);
    if (name === undefined || text === undefined) return undefined;
    const value = /^[+-]?\d+(?:\.\d*)?$/.test(text) ? Number(text) : Number.NaN;
    if (Math.abs(value) <= most) return value;
    this.#faults.add(name, `un nombre de -${most} à ${most} est attendu.`);
    // Told once: its absence is no second fault.
    return 0;
  }

  #form(name: string, form: RegExp, expected: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !form.test(text)) this.#faults.add(name, expected);
    return text;
  }
}

/** As addok lets them be called. */
const LONGITUDES = ['lon', 'lng', 'long', 'longitude'];
const LATITUDES = ['lat', 'latitude'];
/** Characters. */
const SHORTEST = 3;
const LONGEST = 200;
/** Answers. */
const USUAL = 10;
const MOST = 50;

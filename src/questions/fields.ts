import { CITYCODE } from '../address/codes.ts';
import { communesOfFrance, statedCommune } from '../address/communes-of-france.ts';
import { isDay } from '../french/calendar.ts';
import { MOST_UNCERTAIN } from '../situation/place.ts';
import { echo, type Faults, shownName } from './faults.ts';

/**
 * Reads the fields of a JSON object and collects its faults. Nothing is converted: a number written as a string is a
 * fault. A field with a fault reads as undefined. After `close`, a field that was never read is a fault too.
 */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #faults: Faults;
  readonly #asked = new Set<string>();
  /** When false, every field is absent and the only fault is that the value is not an object. */
  readonly isObject: boolean;

  /** `path` is the path of the object in the request; empty for the body itself. */
  constructor(value: unknown, path: string, faults: Faults) {
    this.isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!this.isObject)
      faults.add(path, `Un objet JSON est attendu${path === '' ? ' comme corps' : ` pour « ${path} »`}.`);
    this.#object = this.isObject ? (value as Record<string, unknown>) : {};
    this.#prefix = path === '' ? '' : `${path}.`;
    this.#faults = faults;
  }

  /** Returns the fields of a request's body. Throws a Problem when it is not an object. */
  static ofBody(body: unknown, faults: Faults): Fields {
    const fields = new Fields(body, '', faults);
    faults.throwIfAny();
    return fields;
  }

  raw(name: string): unknown {
    this.#asked.add(name);
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  number(name: string, least: number, most: number, what: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= least && value <= most) return value;
    return this.#refuse(name, value, `${what} est attendu`);
  }

  /** Reads a value accepted by `isFit`. `expected` describes it in French. */
  fit<Value>(name: string, isFit: (value: unknown) => value is Value, expected: string): Value | undefined {
    const value = this.raw(name);
    if (value === undefined || isFit(value)) return value;
    return this.#refuse(name, value, expected);
  }

  boolean(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#refuse(name, value, 'true ou false est attendu');
  }

  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.raw(name);
    if (value === undefined || values.includes(value as Value)) return value as Value | undefined;
    return this.#refuse(name, value, `l’une de ces valeurs est attendue : ${values.join(', ')}`);
  }

  /** Reads a calendar day, `YYYY-MM-DD`. */
  day(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || isDay(value)) return value;
    return this.#refuse(name, value, DAY_EXPECTED);
  }

  /** Reads a text that matches `form`. `expected` describes it in French. */
  text(name: string, form: RegExp, expected: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || (typeof value === 'string' && form.test(value))) return value;
    return this.#refuse(name, value, expected);
  }

  /** Reads the INSEE code of a commune, present or former, as `readCitycode`. */
  commune(name: string): StatedCommune {
    return readCitycode(this.raw(name), `${this.#prefix}${name}`, name, this.#faults);
  }

  /** Adds a fault for every field that was not read. */
  close(): void {
    for (const name of Object.keys(this.#object)) {
      if (this.#asked.has(name)) continue;
      const shown = shownName(name);
      this.#faults.add(
        `${this.#prefix}${shown}`,
        `Le champ « ${shown} » est inconnu ; acceptés : ${[...this.#asked].join(', ')}.`,
      );
    }
  }

  #refuse(name: string, value: unknown, expected: string): undefined {
    this.#faults.add(`${this.#prefix}${name}`, `« ${name} » : ${expected} ; reçu : ${echo(value)}.`);
    return undefined;
  }
}

export const DAY_EXPECTED = 'une date qui existe, écrite AAAA-MM-JJ, est attendue';

const CITYCODE_EXPECTED = 'un code INSEE de commune, de 5 caractères, est attendu';
export const COMMUNE_EXPECTED = 'le code INSEE d’une commune de France, présente ou ancienne, est attendu';

/** The commune that a question states; no code where it states none. */
export interface StatedCommune {
  readonly citycode?: string;
  /** The stated code, when it is that of a former commune. */
  readonly formerCitycode?: string;
}

/**
 * Returns today's commune of the INSEE code of a commune, present or former; none where none is stated. Adds a fault at
 * `path` for any other value.
 */
export function readCitycode(value: unknown, path: string, name: string, faults: Faults): StatedCommune {
  if (value === undefined) return {};
  const isCode = typeof value === 'string' && CITYCODE.test(value);
  if (isCode && communesOfFrance().has(value)) return statedCommune(value);
  faults.add(path, `« ${name} » : ${isCode ? COMMUNE_EXPECTED : CITYCODE_EXPECTED} ; reçu : ${echo(value)}.`);
  return {};
}

export const UNCERTAINTY_EXPECTED = `un nombre de mètres, de 0 à ${MOST_UNCERTAIN},`;

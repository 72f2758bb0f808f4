import { isDay } from '../french/day.ts';
import { echo, type Faults, shownName } from './faults.ts';

/**
 * Reads a JSON object field by field and says what is wrong with it. Nothing is converted: a number written as a string is a
 * fault, and so is, once `close` is called, a field that nobody asked for. A fault reads as undefined.
 */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #faults: Faults;
  readonly #asked = new Set<string>();
  /** Otherwise every field is absent, and that one fault is said. */
  readonly isObject: boolean;

  /** `path` is that of the object in the request, empty for the body itself. */
  constructor(value: unknown, path: string, faults: Faults) {
    this.isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!this.isObject)
      faults.add(path, `Un objet JSON est attendu${path === '' ? ' comme corps' : ` pour « ${path} »`}.`);
    this.#object = this.isObject ? (value as Record<string, unknown>) : {};
    this.#prefix = path === '' ? '' : `${path}.`;
    this.#faults = faults;
  }

  /** The fields of a request's body. Throws the Problem that says so when it is no object. */
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

  /** A value that `isFit` takes, which `expected` describes. */
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

  /** A day of the calendar, `YYYY-MM-DD`. */
  day(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || isDay(value)) return value;
    return this.#refuse(name, value, DAY_EXPECTED);
  }

  /** A text of the given form, which `expected` describes. */
  text(name: string, form: RegExp, expected: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || (typeof value === 'string' && form.test(value))) return value;
    return this.#refuse(name, value, expected);
  }

  /** Every field that was not asked for is a fault. */
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

export const CITYCODE_EXPECTED = 'un code INSEE de commune, de 5 caractères, est attendu';

/** Metres: beyond, a position says nothing. */
export const MOST_UNCERTAIN = 100_000;
export const UNCERTAINTY_EXPECTED = `un nombre de mètres, de 0 à ${MOST_UNCERTAIN},`;

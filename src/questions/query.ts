import { Faults, shownName } from './faults.ts';

/**
 * Reads the parameters of a query string (without its `?`). An unknown, repeated or badly encoded parameter is a fault.
 * An empty value is kept; its reader decides whether it is valid. The values of a name of `repeated` are added to its
 * list. `_` is ignored.
 */
export function readQuery<Name extends string>(
  text: string,
  names: readonly Name[],
  faults: Faults,
  repeated?: Readonly<Record<string, string[]>>,
): Partial<Record<Name, string>> {
  const values: Partial<Record<string, string>> = {};
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) {
      const equals = text.indexOf('=', start);
      const nameEnd = equals === -1 || equals > end ? end : equals;
      const name = decoded(text.slice(start, nameEnd));
      const value = decoded(text.slice(Math.min(nameEnd + 1, end), end));
      const list = repeated && name !== null && Object.hasOwn(repeated, name) ? repeated[name] : undefined;
      if (name === PASSING_BY) {
        // Ignored: browser libraries add it to get past a cache.
      } else if (name === null || !(list || names.includes(name as Name))) {
        const accepted = [...names, ...Object.keys(repeated ?? {})];
        const known = accepted.length > 0 ? `acceptés : ${accepted.join(', ')}` : `cette ressource n’en accepte aucun`;
        const shown = shownName(name ?? '');
        faults.add(shown, `Le paramètre « ${shown} » est inconnu ; ${known}.`);
      } else if (values[name] !== undefined) {
        faults.add(name, `Le paramètre « ${name} » est donné plusieurs fois ; une seule valeur est attendue.`);
      } else if (value === null) {
        faults.add(name, `Le paramètre « ${name} » n’est pas correctement encodé (RFC 3986, UTF-8).`);
      } else if (list) {
        list.push(value);
      } else {
        values[name] = value;
      }
    }
    start = end + 1;
  }
  return values as Partial<Record<Name, string>>;
}

/** `?_=1722855000000` */
const PASSING_BY = '_';

/** Throws a Problem when there is a query at all. For routes whose parameters are all in the body. */
export function refuseQuery(text: string): void {
  const faults = new Faults();
  readQuery(text, [], faults);
  faults.throwIfAny();
}

/** Returns a decimal number written with a point, as in JSON; NaN for any other text. */
export function parseDecimal(text: string): number {
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function decoded(text: string): string | null {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

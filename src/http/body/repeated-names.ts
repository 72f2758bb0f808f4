import { Faults, shownName } from '../../questions/faults.ts';

/**
 * Throws a Problem that names each field given twice in one object of a JSON text. `value` is what `JSON.parse` made of
 * it: it has fewer fields than the text when one is repeated, and only then are names compared.
 */
export function refuseRepeatedNames(json: Buffer, value: unknown): void {
  if (!isContainer(value) || fieldsIn(json) === fieldsOf(value)) return;
  const faults = new Faults();
  findRepeated(json.toString('utf8'), faults);
  faults.throwIfAny();
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** The number of fields that a well-formed text writes: its colons outside strings. */
function fieldsIn(json: Buffer): number {
  const { length } = json;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const byte = json[i];
    if (byte === COLON) count++;
    else if (byte === QUOTE) {
      for (i++; json[i] !== QUOTE; i++) if (json[i] === BACKSLASH) i++;
    }
  }
  return count;
}

/** The number of fields of a value, at any depth. The depth of a text is not bounded, so there is no recursion. */
function fieldsOf(value: object): number {
  let count = 0;
  const left = [value];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    if (Array.isArray(item)) {
      for (const element of item) if (isContainer(element)) left.push(element);
    } else {
      // Names of one shape are listed once by the engine: three times faster than Object.values.
      for (const name in item) {
        count++;
        const member = (item as Record<string, unknown>)[name];
        if (isContainer(member)) left.push(member);
      }
    }
  }
  return count;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

interface Container {
  /** The fields so far; null for an array. */
  readonly names: Set<string> | null;
  /** The path of the container in the body. */
  readonly path: string;
  /** The field or the element that is being read. */
  member: string;
  index: number;
}

/** Walks through the tokens of a well-formed text and adds a fault for each name that its object already has. */
function findRepeated(json: string, faults: Faults): void {
  const open: Container[] = [];
  for (const [token, colon] of json.matchAll(TOKEN)) {
    const inside = open.at(-1);
    if (token === '{' || token === '[') {
      const path = inside === undefined ? '' : pathIn(inside);
      open.push({ names: token === '{' ? new Set() : null, path, member: '', index: 0 });
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ',') inside!.index++;
    else if (colon !== undefined) {
      const name = JSON.parse(colon) as string;
      inside!.member = name;
      if (inside!.names!.has(name)) {
        const shown = shownName(name);
        faults.add(
          pathIn(inside!),
          `Le champ « ${shown} » est donné plusieurs fois dans le même objet ; un seul est attendu.`,
        );
      }
      inside!.names!.add(name);
    }
  }
}

/** A bracket, a comma, the name of a field with its colon, or another string, which is skipped. */
const TOKEN = /[{}[\],]|("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"/g;

function pathIn({ names, path, member, index }: Container): string {
  const parent = path.length > LONGEST_PATH ? '…' : path;
  if (names === null) return `${parent}[${index}]`;
  return parent === '' ? shownName(member) : `${parent}.${shownName(member)}`;
}

/** In characters. */
const LONGEST_PATH = 200;

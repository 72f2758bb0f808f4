import { LONGEST_ADDRESS } from '../../address/address-length.ts';
import { cleanTyped } from '../../french/typed-text.ts';
import { Faults } from '../../questions/faults.ts';
import { parseDecimal } from '../../questions/query.ts';
import { isExchanged } from '../../zones/france.ts';

/** The types of quarters with an answer, and the other types of SIG Ville, about which this service has no data. */
export const quarterTypes = ['QP', 'QP_2015', 'QIC'] as const;
export const otherQuarterTypes = ['ZFU', 'ZUS', 'ZRU', 'CUCS'] as const;
export type QuarterType = (typeof quarterTypes)[number] | (typeof otherQuarterTypes)[number];

/** A question about an address and one or more types of quarters. */
export interface GeoreferencerQuestion {
  readonly types: readonly QuarterType[];
  /** The address, on one line. */
  readonly text: string;
}

/** Reads a question to the georeferencer from a query. Throws a Problem that lists its faults. */
export function readGeoreferencerQuery(query: string): GeoreferencerQuestion {
  const faults = new Faults();
  return readQuestion(fieldsOf(new URLSearchParams(query), faults), faults);
}

/**
 * Reads it from a JSON body. The address is an object, a list of lines, or fields with the flat names of a query.
 * Throws a Problem that lists its faults.
 */
export function readGeoreferencerBody(body: unknown): GeoreferencerQuestion {
  const faults = new Faults();
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    faults.add('', 'Un objet JSON est attendu.');
    faults.throwIfAny();
  }
  return readQuestion(fieldsOf(flattened(body as object, faults), faults), faults);
}

/** A question about a point and one or more types of quarters. */
export interface PointQuestion {
  readonly types: readonly QuarterType[];
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
}

/**
 * Reads a question about a point from a query: `x` is the longitude, `y` the latitude. Throws a Problem that lists its
 * faults.
 */
export function readPointQuery(query: string): PointQuestion {
  const faults = new Faults();
  const fields = fieldsOf(new URLSearchParams(query), faults);
  const types = readTypes(fields, faults);
  const [lon, lat] = ['x', 'y'].map((name) => parseDecimal((fields.get(name)?.at(-1) ?? '').trim()));
  if (!(Math.abs(lon!) <= 180)) faults.add('x', '« x » : une longitude WGS84, en degrés, est attendue.');
  if (!(Math.abs(lat!) <= 90)) faults.add('y', '« y » : une latitude WGS84, en degrés, est attendue.');
  if (isExchanged(lon!, lat!)) faults.addExchanged('x', '« x » est la longitude, « y » la latitude');
  faults.throwIfAny();
  return { types, lon: lon!, lat: lat! };
}

/**
 * The values of each field. `type_quartier[]` and `type_quartier[0]` are elements of a list; `adresse[nom_voie]` is a
 * name.
 */
type FormFields = ReadonlyMap<string, readonly string[]>;

/** Collects the fields. Throws a Problem when there are too many. */
function fieldsOf(entries: Iterable<readonly [string, string]>, faults: Faults): FormFields {
  const fields = new Map<string, string[]>();
  for (const [written, value] of entries) {
    const name = /^type_quartier\[\d*\]$/.test(written) ? 'type_quartier' : written;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
    if (fields.size > MOST_FIELDS || (values?.length ?? 0) > MOST_VALUES) refuseMany(faults);
  }
  return fields;
}

function refuseMany(faults: Faults): never {
  const most = `${MOST_FIELDS} champs, et ${MOST_VALUES} valeurs d’un champ`;
  faults.add('', `La question est trop longue : ${most}, sont permis au plus.`);
  faults.throwIfAny();
  throw new Error('unreachable: the fault above is thrown');
}

const MOST_FIELDS = 100;
const MOST_VALUES = 20;

/** The fields of an object, with the names that a query would use. */
function* flattened(object: object, faults: Faults, name = (key: string) => key): Generator<[string, string]> {
  if (Array.isArray(object) ? object.length > MOST_VALUES : Object.keys(object).length > MOST_FIELDS)
    refuseMany(faults);
  for (const [key, value] of Object.entries(object)) {
    const field = name(key);
    if (typeof value === 'string' || typeof value === 'number') yield [field, String(value)];
    else if (typeof value === 'object' && value !== null && name('') === '') {
      yield* flattened(value, faults, (inner) => `${key}[${inner}]`);
    } else if (value !== null) {
      const path = LISTED.test(field) ? field : 'adresse';
      faults.add(path, `« ${path} » : un texte est attendu.`);
    }
  }
}

/** The field names that a fault may repeat. */
const LISTED = /^(?:type_quartier|type_adresse|adresse)(?:\[(?:\d{0,2}|num_voie|nom_voie|code_postal|nom_commune)\])?$/;

function readQuestion(fields: FormFields, faults: Faults): GeoreferencerQuestion {
  const types = readTypes(fields, faults);
  const text = readAddress(fields, faults);
  faults.throwIfAny();
  return { types, text };
}

function readTypes(fields: FormFields, faults: Faults): QuarterType[] {
  const known: readonly string[] = [...quarterTypes, ...otherQuarterTypes];
  const asked = (fields.get('type_quartier') ?? []).flatMap((value) => value.split(','));
  const types = [...new Set(asked.map((type) => type.trim().toUpperCase()).filter((type) => type !== ''))];
  if (types.length === 0 || types.some((type) => !known.includes(type))) {
    faults.add(
      'type_quartier',
      `« type_quartier » : un type, ou plusieurs, est attendu parmi ${quarterTypes.join(', ')}.`,
    );
  }
  return types as QuarterType[];
}

/** The address on one line: its named parts, or the lines of the postal standard in order. */
function readAddress(fields: FormFields, faults: Faults): string {
  const type = (fields.get('type_adresse')?.at(-1) ?? 'WSA').trim().toUpperCase();
  if (!ADDRESS_TYPES.includes(type)) {
    faults.add('type_adresse', `« type_adresse » : un type est attendu parmi ${ADDRESS_TYPES.join(', ')}.`);
  }
  const named = PARTS.map((part) => fields.get(`adresse[${part}]`)?.at(-1) ?? '');
  const lines = [...fields].flatMap(([name, values]) => (/^adresse(?:\[\w*\])?$/.test(name) ? values : []));
  const parts = type === 'AFNOR2' && named.every((part) => part === '') ? lines : named;
  const text = parts
    .map((part) => cleanTyped(part).trim())
    .filter((part) => part !== '')
    .join(' ');
  if (!/[\p{L}\p{N}].*[\p{L}\p{N}].*[\p{L}\p{N}]/su.test(text))
    faults.add('adresse', '« adresse » : une adresse est attendue.');
  else if (text.length > LONGEST_ADDRESS)
    faults.add('adresse', `« adresse » : ${LONGEST_ADDRESS} caractères au plus sont attendus.`);
  return text;
}

const ADDRESS_TYPES = ['WSA', 'MIXTE', 'AFNOR2'];
const PARTS = ['num_voie', 'nom_voie', 'code_postal', 'nom_commune'];

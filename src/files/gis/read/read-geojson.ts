import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { crsOfMember } from '../../crs/crs-name.ts';
import type { Feature, Field, FieldType, Geometry, Layer, Value } from '../../feature.ts';
import { startOf } from '../../file-start.ts';
import { freeName } from '../../free-name.ts';
import { reasonOf } from '../../system-error.ts';
import { wholeLength } from '../../text/detect-encoding.ts';
import type { Encoding } from '../../text/encoding.ts';
import { decoded, partsOf, textPieces } from '../../text/read-text.ts';
import type { Content } from './container.ts';
import { geometryOfJson } from './json-geometry.ts';
import { membersOf } from './json-members.ts';

/**
 * Reads the features of a GeoJSON: a FeatureCollection, one Feature or one geometry (RFC 7946, with or without the
 * `crs` member of the 2008 specification), or a sequence of features (RFC 8142, or one per line). The file is read
 * twice, feature by feature: for its fields, then for their values. A nested property is read as JSON text. Throws an
 * Error for any other content.
 */
export async function readGeoJson(content: Content, name: string, encoding?: Encoding): Promise<Layer> {
  const start = typeof content === 'string' ? startOf(content, SAMPLE) : Buffer.from(content.subarray(0, SAMPLE));
  const used = encoding ?? (isUtf8(start.subarray(0, wholeLength(start))) ? 'utf-8' : 'windows-1252');
  const reading = { content, encoding: used, separator: separatorOf(name, start) } as const;
  const schema = await schemaOf(reading);
  const { fields } = schema;
  return {
    name: schema.name ?? basename(name).replace(/\.[^.]*$/, ''),
    fields,
    encoding: used,
    notices: encoding === undefined && used !== 'utf-8' ? [NOT_UTF8] : [],
    crs: schema.crs,
    geometryType: schema.geometryTypes.size > 1 ? 'Geometry' : ([...schema.geometryTypes][0] ?? null),
    count: schema.count,
    features: { [Symbol.asyncIterator]: () => featuresOf(reading, schema) },
  };
}

const NOT_UTF8 = 'le texte n’est pas en UTF-8, comme devrait l’être un GeoJSON : il est lu en windows-1252';
const SAMPLE = 1 << 20;
const RECORD_SEPARATOR = '\x1e';

interface Reading {
  readonly content: Content;
  readonly encoding: Encoding;
  /** The separator of features; null when they are in one object. */
  readonly separator: string | null;
}

function separatorOf(name: string, start: Buffer): string | null {
  const text = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith(RECORD_SEPARATOR)) return RECORD_SEPARATOR;
  const end = text.indexOf('\n');
  const isFollowed = end >= 0 && text.slice(end).trim() !== '';
  if (isFollowed && isObject(parsedOr(text.slice(0, end), null))) return '\n';
  return /\.(geojsonl|geojsons|ndjson|ndgeojson|jsonl)$/i.test(name) ? '\n' : null;
}

interface Schema {
  readonly name: string | null;
  readonly crs: string | null;
  readonly fields: readonly Field[];
  /** The name of the field for the features' `id`; null when no `id` adds anything to the properties. */
  readonly idField: string | null;
  readonly geometryTypes: ReadonlySet<Geometry['type']>;
  readonly count: number;
}

async function schemaOf(reading: Reading): Promise<Schema> {
  const types = new Map<string, ValueType | null>();
  const geometryTypes = new Set<Geometry['type']>();
  const root: Json = {};
  let count = 0;
  let hasId = false;
  for await (const item of itemsOf(reading, root)) {
    count++;
    if (!isObject(item)) continue;
    const properties = propertiesOf(item);
    for (const [name, value] of Object.entries(properties)) {
      const known = types.get(name);
      types.set(name, known === undefined ? typeOf(value) : joined(known, typeOf(value)));
    }
    // Most programs repeat the id among the properties.
    hasId ||= item.id !== undefined && !(Object.hasOwn(properties, ID) && String(properties[ID]) === String(item.id));
    try {
      const geometry = geometryOfJson(geometryMember(item));
      if (geometry !== null) geometryTypes.add(geometry.type);
    } catch {
      // Reported when the feature is read.
    }
  }
  const taken = new Set([...types.keys()].map((name) => name.toLowerCase()));
  const idField = hasId ? freeName(ID, taken) : null;
  if (idField !== null) types.set(idField, 'text');
  const crs = root.crs === undefined || root.crs === null ? 'EPSG:4326' : crsOfMember(root.crs);
  return {
    name: typeof root.name === 'string' && root.name !== '' ? root.name : null,
    crs,
    fields: [...types].map(([name, type]) => ({ name, type: type === 'long' ? 'integer' : (type ?? 'text') })),
    idField,
    geometryTypes,
    count,
  };
}

/** The member `id` of a feature, and its field when no property has that name. */
const ID = 'id';

async function* featuresOf(reading: Reading, { fields, idField }: Schema): AsyncGenerator<Feature> {
  const nothing: Value[] = fields.map(() => null);
  for await (const item of itemsOf(reading, {})) {
    if (!isObject(item)) {
      yield { values: nothing, geometry: null, problem: 'ce n’est pas du JSON entier : une Feature était attendue' };
      continue;
    }
    const properties = propertiesOf(item);
    const values = fields.map(({ name, type }) =>
      plain(name === idField ? item.id : Object.hasOwn(properties, name) ? properties[name] : null, type),
    );
    try {
      yield { values, geometry: geometryOfJson(geometryMember(item)) };
    } catch (error) {
      yield { values, geometry: null, problem: reasonOf(error, 'géométrie illisible') };
    }
  }
}

type Json = Record<string, unknown>;

/** Every feature, parsed; undefined for invalid JSON. Members of the collection itself are added to `root`. */
async function* itemsOf({ content, encoding, separator }: Reading, root: Json): AsyncGenerator<unknown> {
  const pieces = typeof content === 'string' ? textPieces(content, encoding) : textOf(content, encoding);
  if (separator !== null) {
    for await (const text of partsOf(pieces, separator)) yield parsedOr(text, undefined);
    return;
  }
  let hasList = false;
  for await (const { key, text, isItem } of membersOf(pieces, 'features')) {
    if (!isItem) root[key] = parsedOr(text, null);
    else {
      hasList = true;
      const item = parsedOr(text, undefined);
      if (item === undefined) throw new Error('ce n’est pas un document JSON entier');
      yield item;
    }
  }
  if (hasList || root.type === 'FeatureCollection') return;
  if (root.type === 'Feature' || isGeometry(root)) yield { ...root };
  else {
    const type = typeof root.type === 'string' ? `« ${root.type.slice(0, 40)} »` : 'absent';
    throw new Error(`son type est ${type} ; une FeatureCollection GeoJSON était attendue`);
  }
}

async function* textOf(bytes: Uint8Array, encoding: Encoding): AsyncGenerator<string> {
  yield decoded(bytes, encoding);
}

function parsedOr<T>(text: string, otherwise: T): unknown {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Whole numbers that a double may not hold. They are parsed separately, which takes longer. */
const LONG_NUMBER = /[:[,\s]-?\d{16}/;

function exactly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(context?.source ?? '') ? BigInt(context!.source!) : value;
}

function isGeometry(item: Json): boolean {
  return 'coordinates' in item || 'geometries' in item;
}

function geometryMember(item: Json): unknown {
  return isGeometry(item) ? item : item.geometry;
}

function propertiesOf(item: Json): Json {
  return isObject(item.properties) ? item.properties : {};
}

/** The type of a value. `long` is a whole number that a double cannot hold. */
type ValueType = FieldType | 'long';

/** Null for a null value, which any type accepts. */
function typeOf(value: unknown): ValueType | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? 'long' : 'text';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'real';
  return 'text';
}

/** The type that holds both: numbers when no digit is lost, else texts. */
function joined(a: ValueType | null, b: ValueType | null): ValueType | null {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const both = [a, b];
  if (both.includes('text') || both.includes('boolean')) return 'text';
  if (!both.includes('real')) return 'long';
  return both.includes('long') ? 'text' : 'real';
}

function plain(value: unknown, type: FieldType): Value {
  if (value === null || value === undefined) return null;
  // A number that a double cannot hold is an identifier and stays text.
  if (typeof value === 'bigint') return String(value);
  if (type !== 'text') return value as Value;
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

function jsonOf(value: object): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

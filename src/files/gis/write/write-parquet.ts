import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { projJsonOf } from '../../crs/crs-text.ts';
import type { Feature, FeatureWriter, Field, FieldType, Geometry, Head, Value } from '../../feature.ts';
import { freeName } from '../../free-name.ts';
import { emptyBox, growToHold, hasHeights, positionsOf } from '../../geometry.ts';
import { momentOf } from '../../moment.ts';
import { wkbOf } from './write-wkb.ts';

/**
 * Writes a Parquet file at `path`, one row group at a time; a layer as GeoParquet 1.1, with its geometry in well-known
 * binary. Throws an Error when the reference system cannot be written.
 */
export function writeParquet(path: string, head: Head): FeatureWriter {
  const names = namesOf(head);
  const isSpatial = head.geometryType !== null;
  const crs = isSpatial ? crsMember(head.crs) : {};
  const schema = schemaOf(head, names);
  const extent = new Extent();
  // The metadata after the rows are only known once all rows are written.
  const kvMetadata: { key: string; value: string }[] = [];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, kvMetadata, createdBy: 'perimetre' });
  let waiting: Feature[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const columnData = names.map((name, i) => {
      const field = head.fields[i];
      const data = waiting.map(({ values, geometry }) =>
        field ? cellOf(values[i]!, field.type) : geometry && wkbOf(geometry),
      );
      return { name, data };
    });
    writer.write({ columnData, rowGroupSize: waiting.length });
    waiting = [];
  };
  return {
    write(feature) {
      waiting.push(feature);
      if (feature.geometry !== null) extent.add(feature.geometry);
      if (waiting.length === ROW_GROUP) flush();
    },
    async close() {
      flush();
      if (isSpatial) kvMetadata.push({ key: 'geo', value: JSON.stringify(geoOf(names.at(-1)!, crs, extent)) });
      writer.finish();
    },
  };
}

/** Rows held in memory and written together. */
const ROW_GROUP = 20_000;

function namesOf({ fields, geometryType }: Head): string[] {
  const taken = new Set<string>();
  const names = [...fields.map(({ name }) => name), ...(geometryType === null ? [] : ['geometry'])];
  return names.map((name) => {
    const free = freeName(name === '' ? 'colonne' : name, taken);
    taken.add(free.toLowerCase());
    return free;
  });
}

function schemaOf({ fields }: Head, names: readonly string[]): SchemaElement[] {
  const columns = names.map((name, i): SchemaElement => {
    const field: Field | undefined = fields[i];
    return { name, repetition_type: 'OPTIONAL', ...(field ? typeOf(field) : { type: 'BYTE_ARRAY' }) };
  });
  return [{ name: 'root', num_children: columns.length }, ...columns];
}

function typeOf({ type, isLocal }: Field): Omit<SchemaElement, 'name'> {
  return type === 'datetime' && isLocal ? LOCAL : TYPES[type];
}

const LOCAL: Omit<SchemaElement, 'name'> = {
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
};

const TYPES: Readonly<Record<FieldType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
  datetime: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

function cellOf(value: Value, type: FieldType): unknown {
  if (value === null) return null;
  switch (type) {
    case 'integer':
      return /^-?\d+$/.test(String(value)) ? wholeNumber(String(value)) : null;
    case 'real':
      return Number.isFinite(Number(value)) ? Number(value) : null;
    case 'boolean':
      return Boolean(value);
    case 'date':
    case 'datetime':
      return momentOf(String(value));
    default:
      return String(value);
  }
}

function wholeNumber(digits: string): bigint {
  const number = BigInt(digits);
  if (BigInt.asIntN(64, number) === number) return number;
  throw new Error('un Parquet ne tient que des entiers de 64 bits : choisissez un autre format de sortie');
}

/** The `crs` member: absent for longitude and latitude in WGS84, null when the system is unknown. */
function crsMember(crs: string | null): { crs?: Record<string, unknown> | null } {
  if (crs === null) return { crs: null };
  if (crs === 'EPSG:4326') return {};
  const definition = projJsonOf(crs);
  if (definition === null) {
    throw new Error(
      'un GeoParquet ne peut porter ce système de coordonnées : un code (EPSG:2154) ou un PROJJSON était attendu',
    );
  }
  return { crs: definition };
}

/** The types and bounding box of the geometries, for readers of the metadata alone. */
class Extent {
  readonly types = new Set<string>();
  readonly box = emptyBox();

  add(geometry: Geometry): void {
    this.types.add(hasHeights(geometry) ? `${geometry.type} Z` : geometry.type);
    growToHold(this.box, positionsOf(geometry));
  }
}

function geoOf(column: string, crs: object, { types, box }: Extent): object {
  const bbox = box.every(Number.isFinite) ? { bbox: box } : {};
  return {
    version: '1.1.0',
    primary_column: column,
    columns: { [column]: { encoding: 'WKB', geometry_types: [...types].sort(), ...crs, ...bbox } },
  };
}

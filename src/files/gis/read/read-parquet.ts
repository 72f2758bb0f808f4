import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
} from 'hyparquet';
import { getTreePath } from 'hyparquet/src/schema.js';
import type { Feature, Field, FieldType, Layer, Value } from '../../feature.ts';
import { reasonOf } from '../../system-error.ts';
import type { Content } from './container.ts';
import { type GeometryColumn, geometryColumn } from './parquet-geometry.ts';
import { compressors, expectSoundPages } from './parquet-pages.ts';

/**
 * Reads a Parquet file, some rows at a time, with its geometry when it has one. A nested value is read as JSON text.
 * Throws an Error when the file is truncated or damaged, or uses unsupported features.
 */
export async function readParquet(content: Content, name: string): Promise<Layer> {
  const file = typeof content === 'string' ? await asyncBufferFromFile(content) : bufferOf(content);
  const metadata = await metadataOf(file);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const geometry = geometryColumn(metadata, columns);
  const fields = columns.filter((column) => column.name !== geometry?.name).map(fieldOf);
  return {
    name: basename(name).replace(/\.[^.]*$/, ''),
    fields,
    crs: geometry?.crs ?? null,
    geometryType: geometry?.type ?? null,
    count: Number(metadata.num_rows),
    features: { [Symbol.asyncIterator]: () => featuresOf({ file, metadata, columns, fields, geometry }) },
  };
}

function bufferOf(bytes: Uint8Array): AsyncBuffer {
  return { byteLength: bytes.length, slice: (start, end) => Uint8Array.from(bytes.subarray(start, end)).buffer };
}

/** Geometries are left as bytes for our own reader; JSON is read as text. */
const parsers: Partial<ParquetParsers> = {
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
  jsonFromBytes: (bytes) => bytes && textOf(bytes),
};

async function metadataOf(file: AsyncBuffer): Promise<FileMetaData> {
  try {
    const metadata = await parquetMetadataAsync(file, { geoparquet: false, parsers });
    // Types of bytes that the library refuses to read; they are read as bytes.
    for (const element of metadata.schema) {
      if (element.converted_type === 'BSON' || element.converted_type === 'INTERVAL') delete element.converted_type;
    }
    parquetSchema(metadata);
    const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (rows !== Number(metadata.num_rows) || rows > MOST_ROWS_A_BYTE * file.byteLength) throw new Error('bad count');
    return metadata;
  } catch (error) {
    throw new Error('le fichier Parquet est tronqué ou abîmé', { cause: error });
  }
}

/** A row takes some space, so far more rows than bytes are made to fill the disk. */
const MOST_ROWS_A_BYTE = 100;

function fieldOf(element: SchemaElement): Field {
  const type = typeOf(element);
  // pandas writes moments without a time zone this way.
  const { logical_type: logical } = element;
  const isLocal = type === 'datetime' && logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC;
  return { name: element.name, type, ...(isLocal && { isLocal }) };
}

function typeOf({
  type,
  converted_type: converted,
  logical_type: logical,
  num_children: children,
}: SchemaElement): FieldType {
  if (children !== undefined || type === undefined) return 'text';
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date';
  if (logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP') || type === 'INT96') return 'datetime';
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL' || logical?.type === 'FLOAT16') return 'real';
  if (type === 'BOOLEAN') return 'boolean';
  // No other format holds a full 64-bit unsigned number: such numbers are identifiers and stay text.
  if (converted === 'UINT_64' || (logical?.type === 'INTEGER' && logical.bitWidth === 64 && !logical.isSigned))
    return 'text';
  if (type === 'INT32' || type === 'INT64') return 'integer';
  return type === 'FLOAT' || type === 'DOUBLE' ? 'real' : 'text';
}

interface Reading {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: readonly SchemaElement[];
  readonly fields: readonly Field[];
  readonly geometry: GeometryColumn | null;
}

async function* featuresOf(reading: Reading): AsyncGenerator<Feature> {
  const { metadata, columns } = reading;
  const step = Math.max(LEAST_ROWS, Math.floor(MOST_CELLS / columns.length));
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    await expectSoundGroup(reading, group);
    for (let at = start; at < end; at += step) {
      for (const row of await rowsOf(reading, at, Math.min(at + step, end))) yield featureOf(row, reading);
    }
    start = end;
  }
}

/** Cells held at a time, whatever the size of the row groups: two million, or some rows of a wide table. */
const MOST_CELLS = 2e6;
const LEAST_ROWS = 1000;

function featureOf(row: readonly unknown[], { columns, fields, geometry }: Reading): Feature {
  const at = geometry === null ? -1 : columns.findIndex(({ name }) => name === geometry.name);
  const cells = at < 0 ? row : row.toSpliced(at, 1);
  const faults = new Map<number, string>();
  const values = cells.map((cell, i) => {
    if (cell instanceof Date && Number.isNaN(cell.getTime())) {
      faults.set(i, 'moment hors du calendrier');
      return null;
    }
    return plain(cell, fields[i]!);
  });
  const rest = faults.size > 0 ? { faults } : {};
  try {
    return { values, geometry: at < 0 ? null : geometry!.read(row[at]), ...rest };
  } catch (error) {
    return { values, geometry: null, problem: `géométrie illisible : ${reasonOf(error, 'elle est abîmée')}`, ...rest };
  }
}

async function expectSoundGroup({ file, metadata }: Reading, { columns, num_rows: rows }: RowGroup): Promise<void> {
  const tree = parquetSchema(metadata);
  for (const { meta_data: column } of columns) {
    if (column?.codec === undefined) throw new Error('le fichier Parquet est abîmé : une de ses colonnes manque');
    const [name = ''] = column.path_in_schema;
    if (!(column.codec in compressors || ['UNCOMPRESSED', 'SNAPPY'].includes(column.codec))) {
      throw new Error(`la colonne ${name} est compressée en ${column.codec}, qui ne se lit pas`);
    }
    await ofColumn(name, async () => {
      const start = Number(column.dictionary_page_offset || column.data_page_offset);
      const chunk = await file.slice(start, start + Number(column.total_compressed_size));
      expectSoundPages(chunk, column, getTreePath(tree, column.path_in_schema), Number(rows));
    });
  }
}

/** The rows of a group, with cells in the order of the columns. */
async function rowsOf({ file, metadata, columns }: Reading, rowStart: number, rowEnd: number): Promise<unknown[][]> {
  const rows: unknown[][] = Array.from({ length: rowEnd - rowStart }, () => Array(columns.length).fill(null));
  const reading = { file, metadata, rowStart, rowEnd, compressors, parsers, geoparquet: false, utf8: false };
  for (const [i, { name }] of columns.entries()) {
    await ofColumn(name, () =>
      parquetRead({
        ...reading,
        columns: [name],
        onComplete: (read) => {
          if (read.length !== rows.length) throw new Error(`${read.length} rows`);
          for (const [row, [cell]] of read.entries()) rows[row]![i] = cell;
        },
      }),
    );
  }
  return rows;
}

async function ofColumn<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`la colonne ${name} du fichier Parquet est abîmée`, { cause: error });
  }
}

function plain(cell: unknown, { type, isLocal = false }: Field): Value {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') {
    return Number.isSafeInteger(Number(cell)) && type !== 'text' ? Number(cell) : String(cell);
  }
  if (cell instanceof Date) {
    const moment = cell.toISOString();
    return type === 'date' ? moment.slice(0, 10) : isLocal ? moment.slice(0, -1) : moment;
  }
  // Bytes without a text type may still be text: some programs write them that way.
  if (cell instanceof Uint8Array) return textOf(cell);
  if (typeof cell === 'object') {
    return JSON.stringify(cell, (_, value) =>
      typeof value === 'bigint' ? Number(value) : value instanceof Uint8Array ? textOf(value) : value,
    );
  }
  return cell as Value;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString(isUtf8(bytes) ? 'utf8' : 'hex');
}

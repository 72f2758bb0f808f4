import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { crsOfName } from '../../crs/crs-name.ts';
import type { Feature, Field, FieldType, GeometryType, Layer, Value } from '../../feature.ts';
import { geometryOfWkb } from './read-wkb.ts';

/**
 * A Parquet file, one row group in memory at a time; its primary geometry where it is a GeoParquet (versions 1.0 and 1.1, in well-known
 * binary). What is nested is read as JSON text. Throws an Error when it is cut short, or asks for what cannot be read.
 */
export async function readParquet(path: string): Promise<Layer> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false }).catch((error: unknown) => {
    throw new Error('le fichier Parquet est tronqué ou abîmé', { cause: error });
  });
  const geo = geoOf(metadata);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const fields = columns.filter(({ name }) => name !== geo?.column).map(fieldOf);
  return {
    name: basename(path).replace(/\.[^.]*$/, ''),
    fields,
    crs: geo?.crs ?? null,
    geometryType: geo?.type ?? null,
    count: Number(metadata.num_rows),
    features: { [Symbol.asyncIterator]: () => featuresOf(file, metadata, columns, fields, geo?.column ?? null) },
  };
}

const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ZSTD: (bytes) => zstdDecompressSync(bytes),
};

interface Geo {
  readonly column: string;
  readonly crs: string | null;
  readonly type: GeometryType | 'Geometry';
}

function geoOf(metadata: FileMetaData): Geo | null {
  const text = metadata.key_value_metadata?.find(({ key }) => key === 'geo')?.value;
  if (text === undefined) return null;
  const geo = JSON.parse(text) as {
    primary_column: string;
    columns: Record<string, { encoding: string; crs?: unknown; geometry_types?: readonly string[] }>;
  };
  const column = geo.columns[geo.primary_column];
  if (column === undefined) throw new Error('ses métadonnées GeoParquet ne décrivent pas sa géométrie');
  if (column.encoding.toUpperCase() !== 'WKB') {
    throw new Error(`sa géométrie est codée en ${column.encoding} ; un GeoParquet en WKB était attendu`);
  }
  const types = [...new Set((column.geometry_types ?? []).map((type) => type.replace(/ Z$/, '')))];
  return {
    column: geo.primary_column,
    crs: crsOfProjJson(column.crs),
    type: types.length === 1 ? (types[0] as GeometryType) : 'Geometry',
  };
}

/** Longitude and latitude in WGS84 where nothing is said; a null says that nobody knows. */
function crsOfProjJson(crs: unknown): string | null {
  if (crs === undefined) return 'EPSG:4326';
  if (crs === null) return null;
  const { id } = crs as { id?: { authority: string; code: number | string } };
  if (id !== undefined) {
    const name = crsOfName(`${id.authority}:${id.code}`);
    if (name.startsWith('EPSG:')) return name;
  }
  return JSON.stringify(crs);
}

function fieldOf(element: SchemaElement): Field {
  return { name: element.name, type: typeOf(element) };
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
  // No other format holds a number that takes all of 64 bits: such are identifiers, and stay digits.
  if (converted === 'UINT_64' || (logical?.type === 'INTEGER' && logical.bitWidth === 64 && !logical.isSigned))
    return 'text';
  if (type === 'INT32' || type === 'INT64') return 'integer';
  return type === 'FLOAT' || type === 'DOUBLE' ? 'real' : 'text';
}

async function* featuresOf(
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>,
  metadata: FileMetaData,
  columns: readonly SchemaElement[],
  fields: readonly Field[],
  geometryColumn: string | null,
): AsyncGenerator<Feature> {
  const at = geometryColumn === null ? -1 : columns.findIndex(({ name }) => name === geometryColumn);
  const isLocal = columns.filter((_, i) => i !== at).map(tellsNoOffset);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    for (const row of await rowsOf(file, metadata, columns, rowStart, rowEnd)) {
      const blob = at < 0 ? null : row[at];
      const values = (at < 0 ? row : row.toSpliced(at, 1)).map((cell, i) => plain(cell, fields[i]!.type, isLocal[i]!));
      try {
        yield { values, geometry: blob instanceof Uint8Array ? geometryOfWkb(blob) : null };
      } catch (error) {
        yield { values, geometry: null, problem: `géométrie illisible : ${(error as Error).message}` };
      }
    }
    rowStart = rowEnd;
  }
}

/** Whether the moments of a column are those of a clock that nobody names, as pandas writes them where it is told of none. */
function tellsNoOffset({ logical_type: logical }: SchemaElement): boolean {
  return logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC;
}

/** The rows of a group, their cells in the order of the columns. */
async function rowsOf(
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>,
  metadata: FileMetaData,
  columns: readonly SchemaElement[],
  rowStart: number,
  rowEnd: number,
): Promise<unknown[][]> {
  const rows: unknown[][] = Array.from({ length: rowEnd - rowStart }, () => Array(columns.length).fill(null));
  for (const [i, { name }] of columns.entries()) {
    await parquetRead({
      file,
      metadata,
      columns: [name],
      rowStart,
      rowEnd,
      compressors,
      geoparquet: false,
      utf8: false,
      onComplete: (read) => {
        read.forEach(([cell], row) => {
          rows[row]![i] = cell;
        });
      },
    }).catch((error: unknown) => {
      throw new Error(`la colonne ${name} du fichier Parquet ne se lit pas (${(error as Error).message})`, {
        cause: error,
      });
    });
  }
  return rows;
}

function plain(cell: unknown, type: FieldType, isLocal: boolean): Value {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') {
    return Number.isSafeInteger(Number(cell)) && type !== 'text' ? Number(cell) : String(cell);
  }
  if (cell instanceof Date) {
    const moment = cell.toISOString();
    return type === 'date' ? moment.slice(0, 10) : isLocal ? moment.slice(0, -1) : moment;
  }
  // Bytes that nothing calls text may be text all the same, as some programs leave them.
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

import type { FileMetaData, SchemaElement } from 'hyparquet';
import { crsOfName, crsOfText } from '../../crs/crs-name.ts';
import type { Coordinates, Geometry, GeometryType } from '../../feature.ts';
import { geometryOfWkb } from './read-wkb.ts';

/** The geometry column of a Parquet file. */
export interface GeometryColumn {
  readonly name: string;
  readonly crs: string | null;
  readonly type: GeometryType | 'Geometry';
  /** Returns the geometry of a cell; null when it is empty. Throws an Error in French when it is invalid. */
  read(cell: unknown): Geometry | null;
}

/**
 * Returns the primary geometry of a GeoParquet file (versions 1.0 and 1.1), else the first column of Parquet's own type
 * GEOMETRY or GEOGRAPHY; null for a table. Throws an Error when the metadata match no column.
 */
export function geometryColumn(metadata: FileMetaData, columns: readonly SchemaElement[]): GeometryColumn | null {
  const text = metadata.key_value_metadata?.find(({ key }) => key === 'geo')?.value;
  return text === undefined ? ownGeometry(metadata, columns) : describedGeometry(text, metadata, columns);
}

function ownGeometry(metadata: FileMetaData, columns: readonly SchemaElement[]): GeometryColumn | null {
  const found = columns.find((column) => isGeometry(column));
  if (found === undefined) return null;
  return { name: found.name, crs: ownCrs(found, metadata) ?? 'EPSG:4326', type: 'Geometry', read: ofWkb };
}

function isGeometry({ logical_type: logical }: SchemaElement): boolean {
  return logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY';
}

/** The CRS of the type itself: a code, a PROJJSON, or the name of one in the metadata; undefined when it has none. */
function ownCrs({ logical_type: logical }: SchemaElement, metadata: FileMetaData): string | undefined {
  const crs = logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY' ? logical.crs?.trim() : undefined;
  if (!crs) return undefined;
  const [, kind, name] = /^(srid|projjson):(.*)$/.exec(crs) ?? [];
  if (kind === 'srid') return `EPSG:${name}`;
  const text = kind === 'projjson' ? metadata.key_value_metadata?.find(({ key }) => key === name)?.value : crs;
  if (text?.startsWith('{')) return crsOfProjJson(parsed(text)) ?? undefined;
  return text === undefined ? undefined : /[[(]/.test(text) ? crsOfText(text) : crsOfName(text);
}

function describedGeometry(text: string, metadata: FileMetaData, columns: readonly SchemaElement[]): GeometryColumn {
  const geo = objectOr(parsed(text));
  const name = geo?.primary_column;
  const described = typeof name === 'string' ? objectOr(objectOr(geo?.columns)?.[name]) : null;
  const element = columns.find((column) => column.name === name);
  if (typeof name !== 'string' || described === null || element === undefined) throw badMetadata();
  if (typeof described.encoding !== 'string') throw badMetadata();
  const { encoding, geometry_types: types } = described;
  const read = READERS.get(String(encoding).toLowerCase());
  if (read === undefined) {
    throw new Error(`sa géométrie est codée en ${String(encoding).slice(0, 40)}, qui ne se lit pas`);
  }
  const named = Array.isArray(types) ? types.map((type) => String(type).replace(/ Z$/, '')) : [];
  const distinct = new Set(named.filter((type): type is GeometryType => GEOMETRY_TYPES.has(type)));
  return {
    name,
    crs: 'crs' in described ? crsOfProjJson(described.crs) : (ownCrs(element, metadata) ?? 'EPSG:4326'),
    type: distinct.size === 1 && distinct.size === new Set(named).size ? [...distinct][0]! : 'Geometry',
    read,
  };
}

const GEOMETRY_TYPES = new Set<string>([
  ...['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'GeometryCollection'],
]);

function badMetadata(cause?: unknown): Error {
  return new Error('ses métadonnées GeoParquet ne décrivent pas sa géométrie', { cause });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badMetadata(error);
  }
}

function objectOr(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

/** Null when it is unknown. Versions before 1.0 had a well-known text. */
function crsOfProjJson(crs: unknown): string | null {
  if (crs === null || crs === undefined) return null;
  if (typeof crs === 'string') return crsOfText(crs);
  const id = objectOr(objectOr(crs)?.id);
  if (id !== null) {
    const name = crsOfName(`${id.authority}:${id.code}`);
    if (name.startsWith('EPSG:')) return name;
  }
  return crsOfText(JSON.stringify(crs));
}

function ofWkb(cell: unknown): Geometry | null {
  return cell instanceof Uint8Array ? geometryOfWkb(cell) : null;
}

/**
 * By encoding of GeoParquet 1.1: well-known binary, or lists of structures of `x`, `y` and possibly `z`, nested as in
 * GeoArrow.
 */
const READERS = new Map<string, (cell: unknown) => Geometry | null>([
  ['wkb', ofWkb],
  ['point', nested((cell) => ({ type: 'Point', coordinates: position(cell) }))],
  ['linestring', nested((cell) => ({ type: 'LineString', coordinates: list(cell, position) }))],
  ['multipoint', nested((cell) => ({ type: 'MultiPoint', coordinates: list(cell, position) }))],
  ['polygon', nested((cell) => ({ type: 'Polygon', coordinates: list(cell, line) }))],
  ['multilinestring', nested((cell) => ({ type: 'MultiLineString', coordinates: list(cell, line) }))],
  ['multipolygon', nested((cell) => ({ type: 'MultiPolygon', coordinates: list(cell, (rings) => list(rings, line)) }))],
]);

function nested(read: (cell: unknown) => Geometry): (cell: unknown) => Geometry | null {
  return (cell) =>
    cell === null || cell === undefined || (Array.isArray(cell) && cell.length === 0) ? null : read(cell);
}

function list<T>(cell: unknown, read: (item: unknown) => T): T[] {
  if (Array.isArray(cell)) return cell.map(read);
  throw new Error('des listes de positions étaient attendues');
}

function line(cell: unknown): Coordinates[] {
  return list(cell, position);
}

function position(cell: unknown): Coordinates {
  const { x, y, z } = objectOr(cell) ?? {};
  if (typeof x !== 'number' || typeof y !== 'number') throw new Error('une position en x et y était attendue');
  return typeof z === 'number' ? [x, y, z] : [x, y];
}

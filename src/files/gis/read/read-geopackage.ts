import { quoted } from '../../../store/identifier.ts';
import { type Database, openBytes, openReadOnly } from '../../../store/open.ts';
import { chosen } from '../../chosen-name.ts';
import { crsOfText } from '../../crs/crs-name.ts';
import type { Feature, FieldType, GeometryType, Layer, Value } from '../../feature.ts';
import { reasonOf } from '../../system-error.ts';
import type { Content } from './container.ts';
import { type Column, columnsOf } from './geopackage-columns.ts';
import { geometryOfGeoPackage } from './read-wkb.ts';

/**
 * Reads a layer or a plain table of a GeoPackage (OGC 12-128r17): the one named `wanted`, or the only one, or the only
 * one with polygons when `draws` is set. Layers come before tables. The features' own numbers become a key field.
 * Throws an Error that lists the layers when there are several, and for a view, whose query may take any time.
 */
export async function readGeoPackage(content: Content, wanted?: string, draws?: 'polygons'): Promise<Layer> {
  return withDatabase(content, (database) => {
    const table = chosenTable(tablesOf(database), wanted, draws);
    if (!isTable(database, table.name)) {
      throw new Error(`la couche ${table.name} est une vue : enregistrez-la comme une table du GeoPackage`);
    }
    const columns = columnsOf(database, table.name, table.column);
    const count = database
      .prepare(`SELECT count(*) FROM ${quoted(table.name)}`)
      .pluck()
      .get() as number;
    return {
      name: table.name,
      fields: columns.map(({ isKey, ...field }) => ({ ...field, ...(isKey ? { isKey } : {}) })),
      crs: table.column === null ? null : crsOf(database, table.srs),
      geometryType: table.column === null ? null : (TYPES.get(table.type ?? '') ?? 'Geometry'),
      count,
      features: { [Symbol.asyncIterator]: () => featuresOf(content, table, columns) },
    };
  });
}

/** The type of a layer once its arcs are converted to segments. */
const TYPES = new Map<string, GeometryType>([
  ...(
    ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'GeometryCollection'] as const
  ).map((type) => [type.toUpperCase(), type] as const),
  ['CIRCULARSTRING', 'LineString'],
  ['COMPOUNDCURVE', 'LineString'],
  ['CURVEPOLYGON', 'Polygon'],
  ['MULTICURVE', 'MultiLineString'],
  ['MULTISURFACE', 'MultiPolygon'],
]);

/** The types of layers that may contain polygons. */
const SURFACES = /^(MULTI)?(CURVE)?POLYGON$|^(MULTI)?SURFACE$|^GEOMETRY(COLLECTION)?$/;

interface Table {
  readonly name: string;
  /** The column of the geometry; null in a plain table, like its type and its system. */
  readonly column: string | null;
  readonly type: string | null;
  readonly srs: number | null;
}

function opened(content: Content): Database {
  try {
    return typeof content === 'string' ? openReadOnly(content) : openBytes(content);
  } catch (error) {
    throw inWords(error);
  }
}

function withDatabase<T>(content: Content, read: (database: Database) => T): T {
  const database = opened(content);
  try {
    return read(database);
  } catch (error) {
    throw inWords(error);
  } finally {
    database.close();
  }
}

function inWords(error: unknown): unknown {
  const { code } = error as { code?: string };
  return code?.startsWith('SQLITE_') ? new Error('le GeoPackage est abîmé', { cause: error }) : error;
}

function tablesOf(database: Database): Table[] {
  const has = (name: string) => isTable(database, name);
  if (!has('gpkg_contents')) {
    throw new Error('c’est une base SQLite sans gpkg_contents ; un GeoPackage était attendu');
  }
  const geometry = has('gpkg_geometry_columns')
    ? 'g.column_name AS "column", upper(g.geometry_type_name) AS type, g.srs_id AS srs'
    : 'NULL AS "column", NULL AS type, NULL AS srs';
  const join = has('gpkg_geometry_columns')
    ? 'LEFT JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name)'
    : '';
  return database
    .prepare(
      `SELECT c.table_name AS name, ${geometry} FROM gpkg_contents c ${join}
       WHERE c.data_type IN ('features', 'attributes', 'aspatial') ORDER BY c.table_name`,
    )
    .all() as Table[];
}

/** Whether rows are stored under this name, rather than computed by a view or a virtual table. */
function isTable(database: Database, name: string): boolean {
  const type = database
    .prepare("SELECT type FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?)")
    .pluck()
    .get(name);
  return type === 'table';
}

function chosenTable(tables: readonly Table[], wanted: string | undefined, draws: 'polygons' | undefined): Table {
  if (tables.length === 0) throw new Error('le GeoPackage ne contient ni couche ni table');
  const names = tables.map(({ name }) => name);
  if (wanted !== undefined) return tables[names.indexOf(chosen(names, wanted))]!;
  const drawn = tables.filter(({ column }) => column !== null);
  const surfaces = draws === 'polygons' ? drawn.filter(({ type }) => SURFACES.test(type ?? '')) : [];
  const candidates = surfaces.length > 0 ? surfaces : drawn.length > 0 ? drawn : tables;
  if (candidates.length === 1) return candidates[0]!;
  const described = candidates.map(({ name, type }) => (type === null ? name : `${name} (${type})`)).join(', ');
  throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${described}`);
}

/** A definition, when the EPSG number is missing or belongs to another register. */
function crsOf(database: Database, srs: number | null): string | null {
  if (!isTable(database, 'gpkg_spatial_ref_sys')) return null;
  const row = database
    .prepare(
      'SELECT organization, organization_coordsys_id AS id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?',
    )
    .get(srs) as { organization: string; id: number; definition: string } | undefined;
  if (row === undefined || srs === -1 || srs === 0) return null;
  const isText = /[[(]/.test(row.definition);
  const stated = `${row.organization.toUpperCase()}:${row.id}`;
  const crs = crsOfText(isText ? row.definition : '', stated);
  return crs === stated && !stated.startsWith('EPSG:') ? null : crs;
}

async function* featuresOf(content: Content, table: Table, columns: readonly Column[]): AsyncGenerator<Feature> {
  const database = opened(content);
  try {
    const key = columns.find(({ isKey }) => isKey);
    const list = [table.column, ...columns.map(({ name }) => name)].map((name) =>
      name === null ? 'NULL' : quoted(name),
    );
    const rows = database
      .prepare(`SELECT ${list.join(', ')} FROM ${quoted(table.name)}${key ? ` ORDER BY ${quoted(key.name)}` : ''}`)
      .safeIntegers()
      .raw()
      .iterate() as IterableIterator<unknown[]>;
    for (const [blob, ...cells] of rows) {
      const values = cells.map((cell, i) => plain(cell, columns[i]!.type));
      try {
        yield { values, geometry: blob instanceof Uint8Array ? geometryOfGeoPackage(blob) : null };
      } catch (error) {
        yield { values, geometry: null, problem: `géométrie illisible : ${reasonOf(error, 'elle est abîmée')}` };
      }
    }
  } catch (error) {
    throw inWords(error);
  } finally {
    database.close();
  }
}

/** SQLite columns may hold any value. A value that does not fit the column's type is left to the writer. */
function plain(cell: unknown, type: FieldType): Value {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex');
  if (typeof cell === 'bigint') return wholeNumber(cell, type);
  if (type === 'text' && typeof cell === 'number') return String(cell);
  return cell as Value;
}

/** A number that a double cannot hold is an identifier and stays text. */
function wholeNumber(cell: bigint, type: FieldType): Value {
  if (type === 'boolean') return cell !== 0n;
  return type !== 'text' && (type === 'real' || Number.isSafeInteger(Number(cell))) ? Number(cell) : String(cell);
}

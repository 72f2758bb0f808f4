import { chosen } from '../../files/chosen-name.ts';
import type { Geometry } from '../../files/feature.ts';
import { geometryOfGeoPackage } from '../../files/gis/read/read-wkb.ts';
import { type ReferenceSystem, transformationOf } from '../../geo/projection.ts';
import { quoted } from '../../store/identifier.ts';
import { type Database, openReadOnly } from '../../store/open.ts';
import {
  type Layer,
  type LayerFeature,
  nameOf,
  type PlanarMultiPolygon,
  type Properties,
  type ReadOptions,
} from './layer.ts';

/**
 * The polygon layer of a GeoPackage (OGC 12-128r18): the only one, or the one that `options.layer` names. Throws an
 * Error that says what is wrong, and in which feature.
 */
export function readGeoPackage(path: string, options: ReadOptions): Layer {
  const database = openReadOnly(path);
  try {
    const table = tableOf(layersOf(database), options.layer);
    const notices: string[] = [];
    const system = systemOf(database, table, options, notices);
    return { system, encoding: 'utf-8', features: featuresOf(database, table), notices };
  } catch (error) {
    throw (error as { code?: string }).code?.startsWith('SQLITE_')
      ? new Error(`le GeoPackage est abîmé (${(error as { code: string }).code})`, { cause: error })
      : error;
  } finally {
    database.close();
  }
}

type Connection = Database;

interface Table {
  readonly name: string;
  readonly column: string;
  readonly type: string;
  readonly srs: number;
}

function layersOf(database: Connection): Table[] {
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_geometry_columns'").get();
  if (known === undefined)
    throw new Error('c’est une base SQLite sans gpkg_geometry_columns ; un GeoPackage était attendu');
  return database
    .prepare(
      `SELECT g.table_name AS name, g.column_name AS "column", upper(g.geometry_type_name) AS type, g.srs_id AS srs
       FROM gpkg_geometry_columns g JOIN gpkg_contents c ON lower(c.table_name) = lower(g.table_name)
       WHERE c.data_type = 'features' ORDER BY g.table_name`,
    )
    .all() as Table[];
}

/** The types of a layer that can hold polygons; what a feature really is shows when it is read. */
const POLYGON_TYPES = [
  ...['POLYGON', 'CURVEPOLYGON', 'MULTIPOLYGON', 'SURFACE', 'MULTISURFACE'],
  ...['GEOMETRY', 'GEOMETRYCOLLECTION'],
];

function tableOf(layers: readonly Table[], wanted: string | undefined): Table {
  if (layers.length === 0)
    throw new Error('le GeoPackage ne contient aucune couche ; une couche de polygones était attendue');
  const described = layers.map(({ name, type }) => `${name} (${type})`).join(', ');
  const polygons = layers.filter(({ type }) => POLYGON_TYPES.includes(type));
  if (wanted !== undefined) {
    const names = layers.map(({ name }) => name);
    const table = layers[names.indexOf(chosen(names, wanted))]!;
    if (!polygons.includes(table))
      throw new Error(`la couche ${table.name} est de type ${table.type} ; des polygones étaient attendus`);
    return table;
  }
  if (polygons.length === 0) throw new Error(`aucune couche de polygones ; il y a ${described}`);
  if (polygons.length > 1)
    throw new Error(`plusieurs couches de polygones, choisissez-en une (--layer) : ${described}`);
  return polygons[0]!;
}

function systemOf(database: Connection, table: Table, options: ReadOptions, notices: string[]): ReferenceSystem {
  const row = database
    .prepare('SELECT organization, organization_coordsys_id AS id FROM gpkg_spatial_ref_sys WHERE srs_id = ?')
    .get(table.srs) as { organization: string; id: number } | undefined;
  const found = row === undefined ? null : `${row.organization.toUpperCase()}:${row.id}`;
  if (options.crs !== undefined) {
    const system = transformationOf(options.crs);
    if (found !== system.code)
      notices.push(
        `le fichier se dit en ${found ?? 'un système inconnu'} ; il est lu en ${system.code}, comme demandé`,
      );
    return system;
  }
  if (found === null || found.startsWith('NONE')) {
    throw new Error(`la couche ${table.name} n’a pas de système de coordonnées : précisez-le (--crs)`);
  }
  return transformationOf(found);
}

function featuresOf(database: Connection, table: Table): LayerFeature[] {
  const columns = database.pragma(`table_info(${quoted(table.name)})`) as { name: string; type: string; pk: number }[];
  const attributes = columns.filter(({ name, pk }) => pk === 0 && name.toLowerCase() !== table.column.toLowerCase());
  const key = columns.find(({ pk, type }) => pk === 1 && type.toUpperCase() === 'INTEGER');
  const order = key === undefined ? '' : ` ORDER BY ${quoted(key.name)}`;
  const list = [table.column, ...attributes.map(({ name }) => name)].map(quoted).join(', ');
  const rows = database
    .prepare(`SELECT ${list} FROM ${quoted(table.name)}${order}`)
    .raw()
    .all() as unknown[][];
  return rows.map(([geometry, ...values], index) => {
    const properties: Properties = {};
    attributes.forEach(({ name }, i) => {
      properties[name] = plain(values[i], name);
    });
    const feature = nameOf(index, properties);
    if (!(geometry instanceof Uint8Array))
      throw new Error(`${feature} n’a pas de géométrie ; un polygone était attendu`);
    try {
      return { properties, geometry: polygonsOf(geometryOfGeoPackage(geometry)) };
    } catch (error) {
      throw new Error(`${feature} : ${(error as Error).message}`);
    }
  });
}

function polygonsOf(geometry: Geometry | null): PlanarMultiPolygon {
  if (geometry === null) throw new Error('sa géométrie est vide');
  if (geometry.type === 'Polygon') return [geometry.coordinates] as unknown as PlanarMultiPolygon;
  if (geometry.type === 'MultiPolygon') return geometry.coordinates as unknown as PlanarMultiPolygon;
  throw new Error(`c’est ${NAMES[geometry.type]} ; un polygone était attendu`);
}

const NAMES = {
  Point: 'un point',
  LineString: 'une ligne',
  MultiPoint: 'un ensemble de points',
  MultiLineString: 'un ensemble de lignes',
  GeometryCollection: 'une collection',
};

function plain(value: unknown, column: string): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`la colonne ${column} contient des données binaires ; du texte ou des nombres étaient attendus`);
}

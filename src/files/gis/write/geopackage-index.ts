import { quoted } from '../../../store/identifier.ts';
import type { Database, Statement } from '../../../store/open.ts';

/**
 * The spatial index of a layer of a GeoPackage that is being filled (extension gpkg_rtree_index, OGC 12-128r17, annex
 * F.3): an R-tree of SQLite, one row a feature.
 */
export class GeoPackageIndex {
  readonly #database: Database;
  readonly #layer: IndexedLayer;
  readonly #insert: Statement;

  constructor(database: Database, layer: IndexedLayer) {
    this.#database = database;
    this.#layer = layer;
    const index = quoted(indexName(layer));
    database.exec(`${EXTENSIONS}; CREATE VIRTUAL TABLE ${index} USING rtree(id, minx, maxx, miny, maxy)`);
    database
      .prepare('INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)')
      .run(layer.table, layer.geometry, 'gpkg_rtree_index', DEFINITION, 'write-only');
    this.#insert = database.prepare(`INSERT INTO ${index} VALUES (?, ?, ?, ?, ?)`);
  }

  /**
   * Adds the feature that the layer's key names, with its bounding box in the layer's system: west, south, east, north.
   * One that is beyond all numbers of single precision, or not a number, is in no window: it is left out.
   */
  add(id: bigint, box: readonly number[]): void {
    if (!box.every((edge) => Math.abs(edge) < GREATEST)) return;
    const [west, south, east, north] = box;
    this.#insert.run(id, west, east, south, north);
  }

  /** Writes the triggers that maintain the index when another program edits the layer. */
  end(): void {
    this.#database.exec(triggersOf(this.#layer));
  }
}

export interface IndexedLayer {
  readonly table: string;
  readonly geometry: string;
  /** The column of whole numbers that names each feature. */
  readonly key: string;
}

/** The largest value in single precision, with a margin for rounding. */
const GREATEST = 3e38;

const DEFINITION = 'http://www.geopackage.org/spec120/#extension_rtree';

const EXTENSIONS = `CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))`;

/** The triggers of the extension. They call functions of the program that edits the file. */
function triggersOf(layer: IndexedLayer): string {
  const [table, column, key] = [layer.table, layer.geometry, layer.key].map(quoted);
  const name = indexName(layer);
  const index = quoted(name);
  const isDrawn = `NEW.${column} NOTNULL AND NOT ST_IsEmpty(NEW.${column})`;
  const isEmpty = `NEW.${column} ISNULL OR ST_IsEmpty(NEW.${column})`;
  const put =
    `INSERT OR REPLACE INTO ${index} VALUES (NEW.${key}, ST_MinX(NEW.${column}), ` +
    `ST_MaxX(NEW.${column}), ST_MinY(NEW.${column}), ST_MaxY(NEW.${column}));`;
  const remove = `DELETE FROM ${index} WHERE id = OLD.${key};`;
  const triggers = [
    ['insert', 'INSERT', isDrawn, put],
    ['update1', `UPDATE OF ${column}`, `OLD.${key} = NEW.${key} AND (${isDrawn})`, put],
    ['update2', `UPDATE OF ${column}`, `OLD.${key} = NEW.${key} AND (${isEmpty})`, remove],
    ['update3', 'UPDATE', `OLD.${key} != NEW.${key} AND (${isDrawn})`, `${remove} ${put}`],
    [
      'update4',
      'UPDATE',
      `OLD.${key} != NEW.${key} AND (${isEmpty})`,
      `DELETE FROM ${index} WHERE id IN (OLD.${key}, NEW.${key});`,
    ],
    ['delete', 'DELETE', `OLD.${column} NOTNULL`, remove],
  ];
  return triggers
    .map(
      ([suffix, event, when, what]) =>
        `CREATE TRIGGER ${quoted(`${name}_${suffix}`)} AFTER ${event} ON ${table} WHEN ${when} BEGIN ${what} END;`,
    )
    .join('\n');
}

function indexName({ table, geometry }: IndexedLayer): string {
  return `rtree_${table}_${geometry}`;
}

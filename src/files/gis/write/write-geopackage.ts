import { readDefinition } from '../../../geo/crs-definition.ts';
import { isDefinition } from '../../../geo/projection.ts';
import { quoted } from '../../../store/identifier.ts';
import { type Database, openNew, type Statement } from '../../../store/open.ts';
import { nameOfCrs, wktOf } from '../../crs/crs-text.ts';
import type { Feature, FeatureWriter, Field, FieldType, Head, Value } from '../../feature.ts';
import { freeName } from '../../free-name.ts';
import { emptyBox, growToHold, hasHeights, positionsOf } from '../../geometry.ts';
import { hasOffset, momentOf } from '../../moment.ts';
import { GeoPackageIndex } from './geopackage-index.ts';
import { wkbOf } from './write-wkb.ts';

/**
 * Writes a GeoPackage 1.3 (OGC 12-128r17) with one layer at `path`, which must not exist yet. A key field stays the
 * key; the geometry is in `geom`, with a spatial index. Throws an Error when the reference system cannot be written.
 */
export function writeGeoPackage(path: string, head: Head): FeatureWriter {
  const srs = srsOf(head.crs);
  const database = openNew(path, SCHEMA);
  const table = new Table(database, head, srs.id);
  try {
    if (!KNOWN_SRS.includes(srs.id)) {
      database
        .prepare('INSERT INTO gpkg_spatial_ref_sys VALUES (@name, @id, @organization, @number, @definition, NULL)')
        .run(srs);
    }
    table.create();
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    write: (feature) => table.add(feature),
    async close() {
      try {
        table.end();
      } finally {
        database.close();
      }
    },
  };
}

/** Features per transaction. */
const BATCH = 10_000;

/**
 * The application id `GPKG` and version 1.3; the three reference systems required in every GeoPackage; the tables of
 * features and of plain rows.
 */
const SCHEMA = `
PRAGMA application_id = 0x47504b47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, '${wktOf('EPSG:4326')}', 'longitude and latitude in degrees');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
`;

interface Srs {
  readonly id: number;
  readonly name: string;
  readonly organization: string;
  readonly number: number;
  readonly definition: string;
}

const KNOWN_SRS = [-1, 4326];
/** The number of a system that has a definition but no code. */
const OWN_SRS = 100_000;

function srsOf(crs: string | null): Srs {
  if (crs === null) return { id: -1, name: '', organization: '', number: -1, definition: '' };
  const definition = wktOf(crs);
  if (definition === null) {
    throw new Error(
      'un GeoPackage ne peut porter ce système de coordonnées : un code (EPSG:2154) ou un WKT était attendu',
    );
  }
  const name = nameOfCrs(definition);
  const code = isDefinition(crs) ? codeIn(definition) : crs;
  if (code === null) return { id: OWN_SRS, name, organization: 'NONE', number: OWN_SRS, definition };
  const id = Number(/(\d+)$/.exec(code)![1]);
  return { id, name, organization: 'EPSG', number: id, definition };
}

function codeIn(definition: string): string | null {
  try {
    return readDefinition(definition).code;
  } catch {
    return null;
  }
}

const COLUMN_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'DATETIME',
};

class Table {
  readonly #database: Database;
  readonly #head: Head;
  readonly #srs: number;
  readonly #name: string;
  readonly #extent = emptyBox();
  #insert!: Statement;
  #index: GeoPackageIndex | null = null;
  #count = 0;
  #solid = 0;
  #drawn = 0;

  constructor(database: Database, head: Head, srs: number) {
    this.#database = database;
    this.#head = head;
    this.#srs = srs;
    this.#name = head.name === '' || /^(gpkg|rtree|sqlite)_/i.test(head.name) ? `couche_${head.name}` : head.name;
  }

  create(): void {
    const { fields, geometryType } = this.#head;
    const names = columnNames(fields);
    const isSpatial = geometryType !== null;
    const columns = fields.map(
      ({ type, isKey }, i) => `${quoted(names.of[i]!)} ${isKey ? 'INTEGER PRIMARY KEY' : COLUMN_TYPES[type]}`,
    );
    if (!fields.some(({ isKey }) => isKey)) columns.unshift(`${quoted(names.key)} INTEGER PRIMARY KEY AUTOINCREMENT`);
    if (isSpatial) columns.push(`${quoted(names.geometry)} ${geometryType.toUpperCase()}`);
    this.#database.exec(`CREATE TABLE ${quoted(this.#name)} (${columns.join(', ')})`);
    this.#database
      .prepare('INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)')
      .run(this.#name, isSpatial ? 'features' : 'attributes', this.#name, isSpatial ? this.#srs : null);
    if (isSpatial) {
      this.#database
        .prepare('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)')
        .run(this.#name, names.geometry, geometryType.toUpperCase(), this.#srs);
      const key = fields.findIndex(({ isKey }) => isKey);
      this.#index = new GeoPackageIndex(this.#database, {
        table: this.#name,
        geometry: names.geometry,
        key: key < 0 ? names.key : names.of[key]!,
      });
    }
    const filled = [...names.of, ...(isSpatial ? [names.geometry] : [])];
    const insert = this.#database.prepare(
      filled.length === 0
        ? `INSERT INTO ${quoted(this.#name)} DEFAULT VALUES`
        : `INSERT INTO ${quoted(this.#name)} (${filled.map(quoted).join(', ')}) VALUES ` +
            `(${filled.map(() => '?').join(', ')})`,
    );
    // The key of a feature may exceed the integers of a double.
    this.#insert = insert.safeIntegers();
    this.#database.exec('BEGIN');
  }

  add({ values, geometry }: Feature): void {
    const bound: (string | number | Uint8Array | null)[] = values.map((value, i) =>
      plain(value, this.#head.fields[i]!.type),
    );
    const box = emptyBox();
    if (geometry !== null) growToHold(box, positionsOf(geometry));
    const isBounded = box.every(Number.isFinite);
    if (isBounded) growToHold(this.#extent, [box.slice(0, 2), box.slice(2)]);
    if (this.#head.geometryType !== null) bound.push(geometry === null ? null : this.#blob(geometry, box));
    const { lastInsertRowid } = this.#insert.run(...bound);
    if (isBounded) this.#index?.add(lastInsertRowid as bigint, box);
    if (++this.#count % BATCH === 0) this.#database.exec('COMMIT; BEGIN');
  }

  end(): void {
    this.#index?.end();
    const [west, south, east, north] = this.#extent;
    if (Number.isFinite(west)) {
      this.#database
        .prepare('UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?')
        .run(west, south, east, north);
    }
    if (this.#drawn > 0) {
      // 0: no third coordinate, 1: on all geometries, 2: on some.
      const z = this.#solid === 0 ? 0 : this.#solid === this.#drawn ? 1 : 2;
      this.#database.prepare('UPDATE gpkg_geometry_columns SET z = ?').run(z);
    }
    this.#database.exec('COMMIT');
  }

  /** `GP`, the version, flags, the system and, except for points, the envelope; then well-known binary. */
  #blob(geometry: NonNullable<Feature['geometry']>, box: readonly number[]): Uint8Array {
    const isEmpty = box[0] === Number.POSITIVE_INFINITY;
    this.#drawn++;
    if (hasHeights(geometry)) this.#solid++;
    const hasEnvelope = geometry.type !== 'Point' && box.every(Number.isFinite);
    const head = Buffer.alloc(hasEnvelope ? 40 : 8);
    head.write('GP', 'latin1');
    head[3] = 1 | (hasEnvelope ? 0b10 : 0) | (isEmpty ? 0b1_0000 : 0);
    head.writeInt32LE(this.#srs, 4);
    if (hasEnvelope) {
      [box[0], box[2], box[1], box[3]].forEach((edge, i) => {
        head.writeDoubleLE(edge!, 8 + i * 8);
      });
    }
    return Buffer.concat([head, wkbOf(geometry)]);
  }
}

function plain(value: Value, type: FieldType): string | number | null {
  if (typeof value === 'boolean') return Number(value);
  if (type !== 'datetime' || typeof value !== 'string') return value;
  // The format only allows moments in UTC: one without an offset would become another moment, so it stays a text.
  return hasOffset(value) ? (momentOf(value)?.toISOString() ?? value) : value;
}

/** SQLite refuses two columns whose names differ only by case: the later one gets a number. */
function columnNames(fields: readonly Field[]): { of: string[]; key: string; geometry: string } {
  const taken = new Set<string>();
  const free = (name: string): string => {
    const found = freeName(name, taken);
    taken.add(found.toLowerCase());
    return found;
  };
  const of = fields.map(({ name }) => free(name === '' ? 'colonne' : name));
  return { of, key: free('fid'), geometry: free('geom') };
}

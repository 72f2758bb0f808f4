import Database from 'better-sqlite3';
import type { Coordinates } from '../../src/files/feature.ts';

export interface PackageLayer {
  readonly name: string;
  readonly type: string;
  readonly srs: number;
  readonly rows: readonly { readonly code: string; readonly geometry: Uint8Array | null }[];
}

/**
 * Writes a GeoPackage with the tables that a reader needs: contents, geometry columns, reference systems, layers with a
 * `code` and a `geom`.
 */
export function writeGeoPackage(path: string, layers: readonly PackageLayer[]): void {
  const database = new Database(path);
  database.exec(`
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('a', 4326, 'EPSG', 4326, ''), ('b', 100001, 'epsg', 2154, ''), ('c', -1, 'NONE', -1, ''), ('d', 9, 'EPSG', 32699, '');
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);`);
  for (const { name, type, srs, rows } of layers) {
    database.prepare("INSERT INTO gpkg_contents VALUES (?, 'features')").run(name);
    database.prepare("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)").run(name, type, srs);
    database.exec(`CREATE TABLE "${name}" (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, people INTEGER)`);
    const insert = database.prepare(`INSERT INTO "${name}" (geom, code, people) VALUES (?, ?, 12)`);
    for (const { code, geometry } of rows) insert.run(geometry, code);
  }
  database.close();
}

export interface BinaryOptions {
  readonly little?: boolean;
  /** 0 for xy, 1000 for Z, 2000 for M, 3000 for both, as ISO 13249-3 has it. */
  readonly dimensions?: 0 | 1000 | 2000 | 3000;
  readonly empty?: boolean;
  /** Kind of the header's envelope: 0 for none, 1 for xy … */
  readonly envelope?: 0 | 1 | 2 | 3 | 4;
  readonly multi?: boolean;
}

/** A polygon, or a multipolygon of one, in the binary format of GeoPackage. */
export function packagePolygon(rings: readonly (readonly Coordinates[])[], options: BinaryOptions = {}): Buffer {
  const { little = true, dimensions = 0, empty = false, envelope = 0, multi = false } = options;
  const head = Buffer.from([0x47, 0x50, 0, (little ? 1 : 0) | (envelope << 1) | (empty ? 16 : 0), 0, 0, 0, 0]);
  const box = Buffer.alloc([0, 32, 48, 48, 64][envelope]!);
  const integer = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (little) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
  const double = (value: number) => {
    const bytes = Buffer.alloc(8);
    if (little) bytes.writeDoubleLE(value);
    else bytes.writeDoubleBE(value);
    return bytes;
  };
  const extra = { 0: [], 1000: [7], 2000: [8], 3000: [7, 8] }[dimensions];
  const order = Buffer.from([little ? 1 : 0]);
  const polygon = Buffer.concat([
    order,
    integer(3 + dimensions),
    integer(rings.length),
    ...rings.flatMap((ring) => [integer(ring.length), ...ring.flatMap((at) => [...at, ...extra].map(double))]),
  ]);
  const body = multi ? Buffer.concat([order, integer(6 + dimensions), integer(1), polygon]) : polygon;
  return Buffer.concat([head, box, body]);
}

/** A point, where a polygon is expected. */
export function packagePoint(): Buffer {
  return Buffer.concat([Buffer.from([0x47, 0x50, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0]), Buffer.alloc(16)]);
}

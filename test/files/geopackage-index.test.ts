import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GeoPackageIndex } from '../../src/files/gis/write/geopackage-index.ts';
import { writeGeoPackage } from '../../src/files/gis/write/write-geopackage.ts';
import { openNew, openReadOnly } from '../../src/store/open.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { randomFrom } from '../shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'geopackage-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const layer = { table: 'a "layer"', geometry: 'geom', key: 'fid' };
const INDEX = '"rtree_a ""layer""_geom"';

function indexed(name: string, boxes: readonly (readonly number[])[], first = 1n) {
  const database = openNew(join(folder, name), 'CREATE TABLE "a ""layer""" (fid INTEGER PRIMARY KEY, geom)');
  database.exec('BEGIN');
  const index = new GeoPackageIndex(database, layer);
  for (const [i, box] of boxes.entries()) index.add(first + BigInt(i), box);
  index.end();
  database.exec('COMMIT');
  const check = database.prepare('SELECT rtreecheck(?)').pluck().get('rtree_a "layer"_geom');
  const find = database
    .prepare(`SELECT id FROM ${INDEX} WHERE maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ? ORDER BY id`)
    .safeIntegers()
    .pluck();
  return { database, check, within: (box: readonly number[]) => find.all(...box) as bigint[] };
}

describe('the spatial index of a GeoPackage', () => {
  // One node has 51 entries, two levels 51 times more.
  it.each([0, 1, 51, 52, 2601, 2602, 7000])('of %i boxes is valid, and finds the boxes that meet a window', (count) => {
    const random = randomFrom(count);
    const boxes = Array.from({ length: count }, (_, i) => {
      const [x, y] = [600_000 + 1e5 * random(), 7_000_000 + 1e5 * random()];
      return i % 3 === 0 ? [x, y, x, y] : [x, y, x + 3000 * random() ** 4, y + 3000 * random() ** 4];
    });
    const { database, check, within } = indexed(`${count}.gpkg`, boxes);
    expect(check).toBe('ok');
    for (let i = 0; i < 30; i++) {
      const [x, y, size] = [600_000 + 1e5 * random(), 7_000_000 + 1e5 * random(), 2e4 * random()];
      const window = [x, y, x + size, y + size];
      const found = new Set(within(window));
      // Floats have steps of half a metre there: a result may be that much outside, but none is missing.
      const meets = (by: number) =>
        boxes.flatMap(([west, south, east, north], n) =>
          east! >= window[0]! - by && north! >= window[1]! - by && west! <= window[2]! + by && south! <= window[3]! + by
            ? [BigInt(n + 1)]
            : [],
        );
      expect(meets(0).filter((id) => !found.has(id))).toEqual([]);
      expect([...found].filter((id) => !meets(2).includes(id))).toEqual([]);
    }
    database.close();
  });

  it('of boxes with the largest numbers, or all at one place, is valid', () => {
    const points = Array.from({ length: 3000 }, (_, i) => [i % 100, i % 97, i % 100, i % 97]);
    const first = 2n ** 63n - 20_000n;
    const { database, check, within } = indexed('great.gpkg', points, first);
    expect(check).toBe('ok');
    expect(within([7, 5, 7, 5])).toEqual(
      points.flatMap(([x, y], i) => (x === 7 && y === 5 ? [first + BigInt(i)] : [])),
    );
    database.close();
    const one = indexed(
      'one-place.gpkg',
      Array.from({ length: 3000 }, () => [-1e-60, -5, 1e-60, -5]),
    );
    expect([one.check, one.within([0, -5, 0, -5]).length]).toEqual(['ok', 3000]);
    one.database.close();
  });
});

describe('a GeoPackage', () => {
  it.each<[string, number[]]>([
    ['beyond single precision', [1e39, 50.5]],
    ['no number', [Number.NaN, 50.5]],
    ['without an end', [2.6, Number.POSITIVE_INFINITY]],
  ])('with a position %s has the others in its index', async (name, odd) => {
    const path = join(folder, `${name}.gpkg`);
    const random = randomFrom(8);
    const head = { name: 'places', fields: [], crs: 'EPSG:4326', geometryType: 'Point' as const };
    const writer = writeGeoPackage(path, head);
    for (let i = 0; i < 300; i++) {
      const coordinates = i === 150 ? odd : [2 + random(), 50 + random()];
      await writer.write({ values: [], geometry: { type: 'Point', coordinates } });
    }
    await writer.close();
    const database = openReadOnly(path);
    const get = (sql: string) => database.prepare(sql).pluck().get();
    expect(get("SELECT rtreecheck('rtree_places_geom')")).toBe('ok');
    expect(get('SELECT count(DISTINCT id) FROM rtree_places_geom')).toBe(299);
    expect(get('SELECT count(*) FROM places')).toBe(300);
    expect(get('SELECT min_y >= 50 AND min_x >= 2 FROM gpkg_contents')).toBe(1);
    database.close();
  });
});

describe.skipIf(!hasPrograms('ogr2ogr', 'ogrinfo'))(withPrograms('GDAL', 'ogr2ogr', 'ogrinfo'), () => {
  const path = join(folder, 'gdal.gpkg');
  const rows = async (...args: string[]) => {
    const printed = await run('ogrinfo', ['-so', '-al', ...args, path]);
    return Number(/Feature Count: (\d+)/.exec(printed)![1]);
  };

  it('finds features by the index, and keeps it correct when it edits the layer', async () => {
    const random = randomFrom(5);
    const head = { name: 'places', fields: [], crs: 'EPSG:2154', geometryType: 'Point' as const };
    const writer = writeGeoPackage(path, head);
    let expected = 0;
    for (let i = 0; i < 5000; i++) {
      const coordinates = [660_000 + 2e4 * random(), 7_040_000 + 2e4 * random()];
      if (coordinates[0]! >= 665_000 && coordinates[0]! <= 670_000 && coordinates[1]! <= 7_050_000) expected++;
      await writer.write({ values: [], geometry: i % 10 === 9 ? null : { type: 'Point', coordinates } });
      if (i % 10 === 9 && coordinates[0]! >= 665_000 && coordinates[0]! <= 670_000 && coordinates[1]! <= 7_050_000) {
        expected--;
      }
    }
    await writer.close();
    const window = ['-spat', '665000', '7040000', '670000', '7050000'];
    expect(await rows(...window)).toBe(expected);
    const sql = async (statement: string) => run('ogrinfo', ['-q', '-dialect', 'sqlite', '-sql', statement, path]);
    expect(await sql("SELECT HasSpatialIndex('places', 'geom')")).toMatch(/= 1/);
    await run('ogrinfo', ['-sql', 'DELETE FROM places WHERE fid <= 4000', path]);
    const database = openReadOnly(path);
    expect(database.prepare("SELECT rtreecheck('rtree_places_geom')").pluck().get()).toBe('ok');
    expect(database.prepare('SELECT count(*) FROM rtree_places_geom').pluck().get()).toBe(900);
    database.close();
    expect(await rows(...window)).toBeLessThan(expected / 4);
  });
});

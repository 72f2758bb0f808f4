import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PMTiles } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwritten } from '../../src/commands/whole-file.ts';
import { writeLayer } from '../../src/commands/zones/export-file.ts';
import { openLayer } from '../../src/files/open-layer.ts';
import { transformationOf } from '../../src/geo/projection.ts';
import { featuresOf, fieldsOf } from '../../src/ogc/features.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { openService } from '../http/service.ts';
import { addressAt } from '../ogc/tile-places.ts';
import { shipped } from '../world.ts';
import { perimetre, spawned } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'zones-export-'));
const database = join(folder, 'perimetre.db');
beforeAll(async () => {
  await perimetre(['zones', 'versions'], database);
});
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = '2024-10-01';
const zones = featuresOf('zones', { from: DAY, to: DAY }, shipped);

async function exported(name: string, ...args: string[]) {
  const path = join(folder, name);
  return { path, ...(await perimetre(['zones', 'export', '--out', path, '--date', DAY, ...args], database)) };
}

/** The values by name, and the positions, of a file that GDAL has read. */
async function rowsOf(path: string) {
  const layer = await openLayer(path);
  const rows: { values: Record<string, unknown>; positions: number[][] }[] = [];
  for await (const { values, geometry } of layer.features) {
    const coordinates = geometry === null ? [] : (geometry as unknown as { coordinates: unknown[] }).coordinates;
    rows.push({
      values: Object.fromEntries(layer.fields.map(({ name }, i) => [name, values[i]])),
      positions: coordinates.flat(2) as number[][],
    });
  }
  return { crs: layer.crs, rows };
}

it('a CSV for a spreadsheet has no name that becomes a formula', async () => {
  const path = join(folder, 'formula.csv');
  const head = {
    name: 'zones',
    fields: [
      { name: 'name', type: 'text' as const },
      { name: 'distance', type: 'real' as const },
    ],
    crs: 'EPSG:4326',
    geometryType: 'Point' as const,
  };
  const geometry = { type: 'Point' as const, coordinates: [-2, 50] };
  await writeLayer(path, 'csv', head, [{ values: ['=HYPERLINK("x")', -5], geometry }]);
  expect(readFileSync(path, 'utf8')).toBe('name,distance,WKT\n"\'=HYPERLINK(""x"")",-5,POINT (-2 50)\n');
});

it('a full disk is reported for a database as for any file', () => {
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  expect(unwritten('zones.gpkg', full).message).toBe('zones.gpkg : il n’y a plus de place sur le disque');
});

const sorted = (positions: readonly (readonly number[])[]) => [...new Set(positions.map(String))].sort();

describe.skipIf(!hasPrograms('ogr2ogr'))(withPrograms('perimetre zones export, as GDAL reads it', 'ogr2ogr'), () => {
  it.each([
    ['zones.geojson', 0],
    ['zones.geojsonl', 0],
    ['zones.geojsons', 0],
    ['zones.gpkg', 0],
    ['zones.kml', 0],
    ['zones.csv', 0],
    ['zones.shp', 10],
    ['zones.shp.zip', 10],
  ])('%s contains every zone with its values, and its positions as stored', async (name, longest) => {
    const { code, stderr, stdout, path } = await exported(name);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^25 objets dans ${path} \\(EPSG:4326, version 2026-12-01\\.1\\)\n• sans géométrie`),
    );
    const copy = `${path}.gpkg`;
    await run('ogr2ogr', [
      '-f',
      'GPKG',
      copy,
      path,
      '-nln',
      'read',
      '-nlt',
      'PROMOTE_TO_MULTI',
      '-oo',
      'AUTODETECT_TYPE=YES',
    ]);
    const { rows } = await rowsOf(copy);
    expect(rows).toHaveLength(zones.length);
    for (const [i, { properties, geometry }] of zones.entries()) {
      const { values, positions } = rows[i]!;
      // Bit for bit: the number read is the same.
      expect(sorted(positions)).toEqual(sorted((geometry ?? []).flat(2)));
      for (const { name: field } of fieldsOf('zones')) {
        const expected = properties[field]!;
        const short = longest === 0 ? field : field.slice(0, longest);
        // LIBKML has a separate field for the name.
        const read = values[short] ?? values[`${short[0]!.toUpperCase()}${short.slice(1)}`];
        if (expected === null) expect([null, undefined, '']).toContain(read);
        else if (typeof expected === 'number') expect(Number(read)).toBe(expected);
        else if (longest > 0) expect(expected).toContain(read);
        // A list of one commune, and a generation, are numbers in a CSV.
        else expect(String(read)).toBe(String(expected));
      }
    }
  });
});

describe('perimetre zones export', () => {
  it('writes Lambert-93 to the millimetre', async () => {
    const { stderr, path } = await exported('lambert.gpkg', '--crs', 'EPSG:2154', '--kind', 'qpv');
    expect(stderr).toBe(`16 objets dans ${path} (EPSG:2154, version 2026-12-01.1)\n`);
    const { crs, rows } = await rowsOf(path);
    expect(crs).toBe('EPSG:2154');
    const lambert = transformationOf('EPSG:2154');
    for (const [i, { positions }] of rows.entries()) {
      for (const [j, [lon, lat]] of zones[i]!.geometry!.flat(2).entries()) {
        const [x, y] = lambert.fromWgs84(lon, lat);
        expect(Math.hypot(x - positions[j]![0]!, y - positions[j]![1]!)).toBeLessThan(0.00071);
      }
    }
  });

  it('writes GeoParquet, bit for bit', async () => {
    const { crs, rows } = await rowsOf((await exported('zones.parquet')).path);
    expect(crs).toBe('EPSG:4326');
    expect(rows).toHaveLength(25);
    for (const [i, { values, positions }] of rows.entries()) {
      expect(values).toMatchObject(zones[i]!.properties);
      expect(positions).toEqual((zones[i]!.geometry ?? []).flat(2));
    }
  });

  it('writes the bands, and the communes', async () => {
    const bands = JSON.parse(readFileSync((await exported('bands.geojson', '--layer', 'bands')).path, 'utf8'));
    expect(bands.features).toHaveLength(16);
    expect(bands.features[0].properties).toMatchObject({ code: 'QN06204M', metres: 300 });
    const communes = JSON.parse(readFileSync((await exported('communes.geojson', '--layer', 'communes')).path, 'utf8'));
    expect(communes.features).toHaveLength(shipped.communes.areas.length);
  });

  it('exports a whole generation, and the named format', async () => {
    const path = join(folder, 'generation.txt');
    const { code, stderr } = await perimetre(
      ['zones', 'export', '--out', path, '--generation', '2015', '--format', 'geojsonl'],
      database,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('21 objets') });
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(21);
  });

  it('can be imported again with identical perimeters', async () => {
    for (const name of ['again.gpkg', 'again.geojson', 'again.shp.zip']) {
      const { path } = await exported(name, '--kind', 'qpv');
      const { code, stdout } = await perimetre(
        ['zones', 'import', path, '--generation', '2024', '--kind', 'qpv', '--json'],
        database,
      );
      expect(code).toBe(0);
      const { matched, differences, problems, repaired } = JSON.parse(stdout);
      expect(matched).toHaveLength(16);
      expect({ problems, repaired }).toEqual({ problems: [], repaired: [] });
      for (const { gained, lost } of differences) expect([gained, lost]).toEqual([0, 0]);
    }
  });

  it('replaces a file only by a complete one, and leaves nothing else behind', async () => {
    const place = join(folder, 'place');
    mkdirSync(place);
    const path = join(place, 'zones.shp');
    writeFileSync(path, 'before');
    expect((await spawned(['zones', 'export', '--out', path, '--date', DAY], database)).code).toBe(0);
    expect(readdirSync(place).sort()).toEqual(['zones.cpg', 'zones.dbf', 'zones.prj', 'zones.shp', 'zones.shx']);
    const before = readFileSync(path);
    const refused = await spawned(['zones', 'export', '--out', path, '--date', DAY, '--crs', 'EPSG:2972'], database);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'perimetre : EPSG:2972 ne couvre pas tout ce qui est demandé (QN06204M, QN06205M, QN06206M et 13 de plus) ' +
        ': un autre système de coordonnées, ou WGS84, était attendu\n',
    });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(place)).toHaveLength(5);
  });

  it.each([
    [['--out', 'x.docx'], '--out : un nom en .geojson, '],
    [[], '--out : le nom du fichier à écrire était attendu'],
    [['--out', 'x.gpkg', '--format', 'dwg'], '--format : geojson, '],
    [['--out', 'x.gpkg', '--kind', 'zrr'], '--kind : qpv ou qic était attendu'],
    [['--out', 'x.gpkg', '--layer', 'streets'], '--layer : zones, bands, communes était attendu'],
    [
      ['--out', 'x.gpkg', '--layer', 'communes', '--kind', 'qpv'],
      '--kind et --generation ne valent pas pour les communes',
    ],
    [['--out', 'x.gpkg', '--date', DAY, '--generation', '2015'], '--date et --generation : l’un ou l’autre'],
    [['--out', 'x.gpkg', '--generation', '1996'], '--generation : 2015 ou 2024 était attendu'],
    [['--out', 'x.gpkg', '--date', '2024-02-30'], '--date : « 2024-02-30 » n’est pas une date'],
    [['--out', 'x.kml', '--crs', 'EPSG:2154'], '--crs : un fichier kml est toujours en WGS84'],
    [['--out', 'x.pmtiles', '--crs', 'EPSG:2154'], '--layer et --crs ne valent pas pour des tuiles'],
  ])('refuses %j, with what was expected', async (args, message) => {
    const { code, stdout, stderr } = await perimetre(['zones', 'export', ...args], database);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`perimetre : ${message}`);
    expect(stderr).toContain('\nusage : perimetre zones export --out FICHIER');
  });

  it('removes the leftovers of a killed command, but not the file that another is writing', async () => {
    const left = join(folder, '.left.geojson.999999999.part');
    const other = join(folder, `.left.geojson.${process.ppid}.part`);
    const ours = join(folder, `.left.geojson.${process.pid}.part`);
    for (const path of [left, other, ours]) mkdirSync(path);
    expect((await exported('left.geojson')).code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('.left'))).toEqual([basename(other)]);
    rmSync(other, { recursive: true });
  });

  it('reports in one line a missing folder, or a missing version', async () => {
    const nowhere = join(folder, 'nowhere', 'x.gpkg');
    expect(await perimetre(['zones', 'export', '--out', nowhere], database)).toEqual({
      code: 1,
      stdout: '',
      stderr: `perimetre : ${nowhere} : ce dossier n’existe pas\n`,
    });
    const { stderr } = await exported('x.gpkg', '--data-version', 'none');
    expect(stderr).toBe(
      'perimetre : il n’y a pas de version none des périmètres : « perimetre zones versions » les liste\n',
    );
  });
});

describe('perimetre zones export, as PMTiles', () => {
  it('contains exactly the tiles of the service', async () => {
    const { code, stderr, path } = await exported('zones.pmtiles');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^[\d\s\u202f]+ tuiles dans .*\n• sans périmètre, montrés par leurs communes : QIC-CATORIVE, /,
    );
    const bytes = readFileSync(path);
    const archive = new PMTiles({
      getKey: () => path,
      getBytes: async (offset, length) => ({ data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer }),
    });
    const { minZoom, maxZoom, minLon, maxLat, numAddressedTiles } = await archive.getHeader();
    expect({ minZoom, maxZoom }).toEqual({ minZoom: 0, maxZoom: 16 });
    const metadata = (await archive.getMetadata()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      name: 'Périmètre : quartiers en vigueur le 2024-10-01',
      attribution:
        'ANCT, quartiers prioritaires de la politique de la ville 2024 (Licence Ouverte 2.0) ; ' +
        'IGN, Admin Express 2018, par france-geojson (Licence Ouverte 2.0)',
      dataVersion: '2026-12-01.1',
      type: 'overlay',
    });
    const service = openService();
    try {
      const described = (await service.app.inject(`/tiles.json?date=${DAY}`)).json();
      expect(metadata.vector_layers).toEqual(described.vector_layers);
      expect([minLon, maxLat]).toEqual(
        [described.bounds[0], described.bounds[3]].map((edge) => expect.closeTo(edge, 6)),
      );
      let compared = 0;
      for (const { geometry } of zones) {
        for (const [lon, lat] of (geometry ?? []).flat(2).filter((_, i) => i % 80 === 0)) {
          for (let z = 0; z <= 16; z += 2) {
            const { x, y } = addressAt(lon, lat, z);
            const tile = await archive.getZxy(z, x, y);
            const answer = await service.app.inject(`/tiles/${z}/${x}/${y}.mvt?date=${DAY}`);
            expect(Buffer.from(tile!.data).equals(answer.rawPayload)).toBe(true);
            compared++;
          }
        }
      }
      expect(compared).toBeGreaterThan(250);
      // Where one is empty, so is the other.
      expect(await archive.getZxy(12, 0, 0)).toBeUndefined();
      expect((await service.app.inject(`/tiles/12/0/0.mvt?date=${DAY}`)).statusCode).toBe(204);
      expect(numAddressedTiles).toBeGreaterThan(1000);
    } finally {
      await service.close();
    }
  });
});

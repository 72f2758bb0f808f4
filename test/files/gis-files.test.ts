import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeCsv } from '../../src/files/csv/write-csv.ts';
import type { Feature, FeatureWriter, Field, Geometry, Head } from '../../src/files/feature.ts';
import { readGeoPackage } from '../../src/files/gis/read/read-geopackage.ts';
import { writeGeoJson } from '../../src/files/gis/write/write-geojson.ts';
import { writeGeoPackage } from '../../src/files/gis/write/write-geopackage.ts';
import { writeKml } from '../../src/files/gis/write/write-kml.ts';
import { writeShapefile } from '../../src/files/gis/write/write-shapefile.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { randomFrom, square, star } from '../shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'gis-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fields: Field[] = [
  { name: 'code', type: 'text' },
  { name: 'longFieldName', type: 'text' },
  { name: 'longFieldName2', type: 'integer' },
  { name: 'metres', type: 'real' },
  { name: 'since', type: 'date' },
  { name: 'known', type: 'boolean' },
];
const head: Head = { name: 'couche', fields, crs: 'EPSG:4326', geometryType: 'MultiPolygon' };
const random = randomFrom(7);
/** Outer ring and hole in the same direction, which GeoJSON tolerates. */
const withHole: Geometry = {
  type: 'MultiPolygon',
  coordinates: [[square(2.6, 50.5, 900)[0]!, star(random, 2.6, 50.5, 300, 11)], [star(random, 2.7, 50.55, 700, 40)]],
};
const features: Feature[] = [
  { values: ['A-1', 'Cité « 10 » & <suite>, dite "l’Étoile"', 12, 0.1 + 0.2, '2024-04-15', true], geometry: withHole },
  { values: ['A-2', null, null, null, null, false], geometry: null },
  {
    values: ['A-3', `ligne\nsuivante ; ${'é'.repeat(90)}`, -3, -12.5, '2015-01-01', null],
    geometry: { type: 'MultiPolygon', coordinates: [[star(random, -61.5, 16.2, 400, 25)]] },
  },
];

async function written(writer: FeatureWriter, given: readonly Feature[] = features): Promise<void> {
  for (const feature of given) await writer.write(feature);
  await writer.close();
}

/** Rings that begin at their smallest position and have one direction, as all formats keep them. */
function settled(geometry: Geometry | null): unknown {
  if (geometry === null) return null;
  const { coordinates } = geometry as unknown as { coordinates: number[][][][] };
  const polygons = geometry.type === 'Polygon' ? [coordinates as unknown as number[][][]] : coordinates;
  return polygons.map((rings) =>
    rings.map((ring) => {
      const open = ring.slice(0, -1).map(String);
      const least = open.indexOf([...open].sort()[0]!);
      const turned = [...open.slice(least), ...open.slice(0, least)];
      return turned[1]! < turned.at(-1)! ? turned : [turned[0], ...turned.slice(1).reverse()];
    }),
  );
}

/** GDAL converts a file to a GeoPackage, which we read. */
async function asGdalReads(path: string, options: readonly string[] = []) {
  const copy = `${path}.read.gpkg`;
  await run('ogr2ogr', ['-f', 'GPKG', ...options, copy, path]);
  const layer = await readGeoPackage(copy);
  const rows: { values: Record<string, unknown>; geometry: Geometry | null }[] = [];
  for await (const { values, geometry } of layer.features) {
    rows.push({ values: Object.fromEntries(layer.fields.map(({ name }, i) => [name, values[i]])), geometry });
  }
  return { layer, rows };
}

describe.skipIf(!hasPrograms('ogr2ogr'))(withPrograms('what we write, as GDAL reads it', 'ogr2ogr'), () => {
  it.each<{ name: string; writer: (path: string) => FeatureWriter }>([
    { name: 'one.geojson', writer: (path) => writeGeoJson(path, head) },
    { name: 'one.geojsonl', writer: (path) => writeGeoJson(path, head, 'lines') },
    { name: 'one.geojsons', writer: (path) => writeGeoJson(path, head, 'sequence') },
    { name: 'one.gpkg', writer: (path) => writeGeoPackage(path, head) },
    { name: 'one.kml', writer: (path) => writeKml(path, head) },
    { name: 'one.csv', writer: (path) => writeCsv(path, head, { geometryName: 'WKT' }) },
  ])('$name has the same features, values and positions', async ({ name, writer }) => {
    const path = join(folder, name);
    await written(writer(path));
    const { rows, layer } = await asGdalReads(path, name.endsWith('csv') ? ['-oo', 'AUTODETECT_TYPE=YES'] : []);
    expect(rows).toHaveLength(3);
    if (!name.endsWith('csv')) expect(layer.crs).toBe('EPSG:4326');
    for (const [i, { values, geometry }] of rows.entries()) {
      expect(settled(geometry)).toEqual(settled(features[i]!.geometry));
      for (const [j, { name: field, type }] of fields.entries()) {
        const expected = features[i]!.values[j]!;
        const read = values[field];
        if (expected === null) expect([null, undefined, '']).toContain(read);
        else if (type === 'boolean') expect(String(read)).toMatch(expected ? /^(1|true)$/i : /^(0|false)$/i);
        else if (typeof expected === 'number') expect(Number(read)).toBe(expected);
        else expect(read).toBe(expected);
      }
    }
  });

  it('also in a shapefile, except long names and texts, which are reported', async () => {
    const path = join(folder, 'one.shp');
    const long = { ...features[1]!, values: ['A-4', 'é'.repeat(200), 1, 1e300, '2024-02-29', null] };
    const writer = writeShapefile(path, head);
    await written(writer, [...features, long]);
    expect(writer.notices).toEqual([
      'noms de colonnes raccourcis à dix caractères : longFieldName → longFieldN, longFieldName2 → longFiel_1',
      'textes coupés à 254 octets : longFieldName (1)',
    ]);
    const { rows, layer } = await asGdalReads(path, ['-nlt', 'PROMOTE_TO_MULTI']);
    expect(layer.crs).toBe('EPSG:4326');
    expect(rows.map(({ geometry }) => settled(geometry))).toEqual(
      [...features, long].map(({ geometry }) => settled(geometry)),
    );
    expect(rows.map(({ values }) => values.code)).toEqual(['A-1', 'A-2', 'A-3', 'A-4']);
    expect(rows.map(({ values }) => values.longFieldN)).toEqual([
      features[0]!.values[1],
      null,
      features[2]!.values[1],
      'é'.repeat(127),
    ]);
    expect(rows.map(({ values }) => values.longFiel_1)).toEqual([12, null, -3, 1]);
    expect(rows.map(({ values }) => values.metres)).toEqual([0.1 + 0.2, null, -12.5, 1e300]);
    expect(rows.map(({ values }) => values.since)).toEqual(['2024-04-15', null, '2015-01-01', '2024-02-29']);
    expect(rows.map(({ values }) => String(values.known ?? ''))).toEqual(
      ['T', 'F', '', ''].map((letter) => expect.stringMatching(booleanOf(letter))),
    );
  });

  it('a shapefile in Lambert-93 has the .prj of ESRI', async () => {
    const path = join(folder, 'lambert.shp');
    const square93 = [
      [650000, 7050000],
      [650000, 7051000],
      [651000, 7051000],
      [651000, 7050000],
      [650000, 7050000],
    ];
    await written(writeShapefile(path, { ...head, fields: [], crs: 'EPSG:2154' }), [
      { values: [], geometry: { type: 'Polygon', coordinates: [square93] } },
    ]);
    expect((await asGdalReads(path)).layer.crs).toBe('EPSG:2154');
  });

  it.each<Geometry>([
    { type: 'Point', coordinates: [2.5, 50.5] },
    {
      type: 'MultiPoint',
      coordinates: [
        [2.5, 50.5],
        [2.6, 50.6],
      ],
    },
    {
      type: 'LineString',
      coordinates: [
        [2.5, 50.5],
        [2.6, 50.6],
        [2.7, 50.5],
      ],
    },
    {
      type: 'MultiLineString',
      coordinates: [
        [
          [2.5, 50.5],
          [2.6, 50.6],
        ],
        [
          [2.7, 50.5],
          [2.8, 50.5],
        ],
      ],
    },
  ])('a $type is unchanged in a shapefile and in KML', async (geometry) => {
    const given = { ...head, fields: [{ name: 'code', type: 'text' }] as const, geometryType: geometry.type };
    const shp = join(folder, `${geometry.type}.shp`);
    await written(writeShapefile(shp, given), [{ values: ['a'], geometry }]);
    const kml = join(folder, `${geometry.type}.kml`);
    await written(writeKml(kml, given), [{ values: ['a'], geometry }]);
    for (const path of [shp, kml]) expect((await asGdalReads(path)).rows[0]!.geometry).toEqual(geometry);
  });
});

/** GDAL 3.6 gives letters as integers. */
function booleanOf(letter: string): RegExp {
  return { T: /^(T|1|true)$/, F: /^(F|0|false)$/ }[letter] ?? /^$/;
}

describe('a shapefile', () => {
  it('contains one kind of geometry', async () => {
    const writer = writeShapefile(join(folder, 'mixed.shp'), { ...head, geometryType: 'Geometry', fields: [] });
    const mixed: Feature[] = [
      { values: [], geometry: { type: 'Point', coordinates: [1, 2] } },
      { values: [], geometry: withHole },
    ];
    await expect(written(writer, mixed)).rejects.toThrow('qu’une sorte de géométrie');
  });

  it('reports that its reference system cannot be described', async () => {
    const writer = writeShapefile(join(folder, 'odd.shp'), {
      ...head,
      crs: '+proj=utm +zone=31 +ellps=GRS80 +units=m',
    });
    await written(writer, []);
    expect(writer.notices).toContainEqual(expect.stringMatching(/^sans \.prj : /));
  });

  it('without features is still a shapefile', async () => {
    const path = join(folder, 'none.shp');
    await written(writeShapefile(path, head), []);
    expect(readFileSync(path)).toHaveLength(100);
    expect(readFileSync(join(folder, 'none.dbf')).readUInt32LE(4)).toBe(0);
  });
});

describe('KML', () => {
  it('draws each feature in its style, and omits what XML cannot contain', async () => {
    const path = join(folder, 'styled.kml');
    const look = { styles: { qpv: { colour: '#1f4fa3', fill: 0.5 } }, styleOf: () => 'qpv' };
    const named = { ...head, fields: [{ name: 'name', type: 'text' }] as const };
    await written(writeKml(path, named, look), [{ values: ['a\u0000b & c'], geometry: withHole }]);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('<Style id="qpv"><LineStyle><color>ffa34f1f</color>');
    expect(text).toContain('<PolyStyle><color>80a34f1f</color></PolyStyle>');
    expect(text).toContain('<name>ab &amp; c</name><styleUrl>#qpv</styleUrl>');
    expect(text.match(/<innerBoundaryIs>/g)).toHaveLength(1);
  });
});

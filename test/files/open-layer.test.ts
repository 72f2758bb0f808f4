import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { zipSync } from 'fflate';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feature, Field, Geometry, Head } from '../../src/files/feature.ts';
import { openLayer } from '../../src/files/open-layer.ts';
import { formatOfName, type OutputFormat } from '../../src/files/output-format.ts';
import { dayInParis } from '../../src/french/day.ts';
import { readFeatures, readRows, writeFeatures } from './layers.ts';

const folder = mkdtempSync(join(tmpdir(), 'open-layer-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const fields: Field[] = [
  { name: 'nom', type: 'text' },
  { name: 'siret', type: 'integer' },
  { name: 'part', type: 'real' },
  { name: 'actif', type: 'boolean' },
  { name: 'le', type: 'date' },
  { name: 'vu', type: 'datetime' },
];
const values: Feature['values'][] = [
  ['Été, « œuvre » "x"\nligne', 12345678901234, 0.1 + 0.2, true, '2024-02-29', '2024-02-29T12:34:56.000Z'],
  [null, null, null, null, null, null],
  ['=1+1', -3, -12.5, false, '2015-01-01', '2023-12-31T23:59:59.000Z'],
];
const ring = [
  [2.6, 50.5, 10],
  [2.7, 50.5, 11],
  [2.7, 50.6, 12],
  [2.6, 50.5, 10],
];
const flat = ring.map(([x, y]) => [x!, y!]);
const geometries: Geometry[] = [
  { type: 'Point', coordinates: [2.6289, 50.518] },
  { type: 'Point', coordinates: [2.6289, 50.518, 23.5] },
  { type: 'LineString', coordinates: flat },
  { type: 'Polygon', coordinates: [ring] },
  { type: 'MultiPoint', coordinates: flat },
  { type: 'MultiLineString', coordinates: [flat, flat] },
  { type: 'MultiPolygon', coordinates: [[flat], [flat, flat]] },
  {
    type: 'GeometryCollection',
    geometries: [
      { type: 'Point', coordinates: [1, 2] },
      { type: 'LineString', coordinates: flat },
    ],
  },
];

describe('a written file is read back', () => {
  it.each<[string, OutputFormat]>([
    ['values.gpkg', 'geopackage'],
    ['values.parquet', 'parquet'],
    ['values.geojson', 'geojson'],
    ['values.geojsonl', 'geojsonl'],
    ['values.geojsons', 'geojsons'],
    ['values.xlsx', 'xlsx'],
  ])('%s: the values, with their types', async (name, format) => {
    const path = join(folder, name);
    expect(formatOfName(name)).toBe(format);
    const head: Head = {
      name: 'essai',
      fields,
      crs: null,
      geometryType: format.startsWith('geojson') ? 'Point' : null,
    };
    // A spreadsheet has no row for an empty one.
    const given = values.map((each) => ({ values: each, geometry: null }));
    await writeFeatures(path, format, head, given);
    const { layer, features } = await readFeatures(path);
    const own = layer.fields.filter(({ isKey }) => !isKey);
    const hasDays = !format.startsWith('geojson');
    expect(own.map(({ name: field, type }) => [field, type])).toEqual(
      fields.map(({ name: field, type }) => [field, !hasDays && type.startsWith('date') ? 'text' : type]),
    );
    const read = features.map((feature) => feature.values.slice(layer.fields.length - own.length));
    // A cell of a spreadsheet has no offset: it shows the hour in France.
    const expected = format === 'xlsx' ? values.map((row) => row.map(inParis)) : values;
    expect(read).toEqual(expected);
  });

  it('a CSV: the values, as texts', async () => {
    const path = join(folder, 'values.csv');
    const head: Head = { name: 'essai', fields, crs: null, geometryType: null };
    await writeFeatures(
      path,
      'csv',
      head,
      values.map((each) => ({ values: each, geometry: null })),
    );
    const { features } = await readFeatures(path);
    expect(features.map((feature) => feature.values)).toEqual(
      values.map((each) => each.map((value) => (value === null ? null : String(value)))),
    );
  });

  it.each<[string, OutputFormat]>([
    ['long.gpkg', 'geopackage'],
    ['long.parquet', 'parquet'],
    ['long.geojson', 'geojson'],
    ['long.geojsonl', 'geojsonl'],
    ['long.csv', 'csv'],
    ['long.xlsx', 'xlsx'],
  ])('%s: integers beyond a double, digit by digit', async (name, format) => {
    const path = join(folder, name);
    const head: Head = {
      name: 'essai',
      fields: [{ name: 'id', type: 'integer' }],
      crs: null,
      geometryType: format.startsWith('geojson') ? 'Point' : null,
    };
    const ids = ['9007199254740993', '-1234567890123456789', 7];
    await writeFeatures(
      path,
      format,
      head,
      ids.map((id) => ({ values: [id], geometry: null })),
    );
    const rows = await readRows(path);
    expect(rows.map(({ id }) => id)).toEqual(format === 'csv' || format === 'xlsx' ? ids.map(String) : ids);
    if (format === 'geojsonl') expect(readFileSync(path, 'utf8')).toContain('"id":9007199254740993}');
  });

  it.each<[string, OutputFormat]>([
    ['drawn.gpkg', 'geopackage'],
    ['drawn.parquet', 'parquet'],
    ['drawn.geojson', 'geojson'],
    ['drawn.geojsonl', 'geojsonl'],
  ])('%s: every geometry, bit for bit', async (name, format) => {
    const path = join(folder, name);
    const given = [...geometries, null].map((geometry, i) => ({ values: [i], geometry }));
    const head: Head = {
      name: 'essai',
      fields: [{ name: 'n', type: 'integer' }],
      crs: 'EPSG:4326',
      geometryType: 'Geometry',
    };
    await writeFeatures(path, format, head, given);
    const { layer, features } = await readFeatures(path);
    expect(layer).toMatchObject({ crs: 'EPSG:4326', geometryType: 'Geometry', count: given.length });
    expect(features.map(({ geometry }) => geometry)).toEqual(given.map(({ geometry }) => geometry));
  });

  it.each<[OutputFormat, string]>([
    ['geopackage', 'EPSG:2154'],
    ['geopackage', 'EPSG:32631'],
    ['parquet', 'EPSG:2154'],
    ['parquet', 'EPSG:27572'],
  ])('a %s in %s stays in it', async (format, crs) => {
    const path = join(folder, `${format}-${crs.slice(5)}`);
    const geometry: Geometry = { type: 'Point', coordinates: [672345.678, 7045678.901] };
    await writeFeatures(path, format, { name: 'a', fields: [], crs, geometryType: 'Point' }, [
      { values: [], geometry },
    ]);
    const { layer, features } = await readFeatures(path);
    expect(layer.crs).toBe(crs);
    expect(features[0]!.geometry).toEqual(geometry);
  });

  it('a GeoJSON is converted to WGS84', async () => {
    const path = join(folder, 'moved.geojson');
    const head: Head = { name: 'a', fields: [], crs: 'EPSG:2154', geometryType: 'Point' };
    await writeFeatures(path, 'geojson', head, [
      { values: [], geometry: { type: 'Point', coordinates: [672345.678, 7045678.901] } },
      { values: [], geometry: { type: 'Point', coordinates: [2.6, 50.5] } },
    ]);
    const { layer, features } = await readFeatures(path);
    expect(layer.crs).toBe('EPSG:4326');
    const [lon, lat] = (features[0]!.geometry as unknown as { coordinates: number[] }).coordinates;
    expect(lon).toBeCloseTo(2.6107554663, 9);
    expect(lat).toBeCloseTo(50.507817054, 9);
    expect(features[1]!.geometry).toBeNull();
  });

  it('names that differ by case alone, and that of the geometry, are kept apart', async () => {
    const names = ['Id', 'id', 'geom', 'geometry', 'fid', ''];
    const head: Head = {
      name: 'a',
      fields: names.map((name) => ({ name, type: 'text' })),
      crs: 'EPSG:4326',
      geometryType: 'Point',
    };
    const feature: Feature = { values: names.map((_, i) => `v${i}`), geometry: geometries[0]! };
    for (const format of ['geopackage', 'parquet'] as const) {
      const path = join(folder, `names.${format}`);
      await writeFeatures(path, format, head, [feature]);
      const { layer, features } = await readFeatures(path);
      expect(features[0]!.geometry).toEqual(feature.geometry);
      expect(features[0]!.values.filter((value) => typeof value === 'string')).toEqual(feature.values);
      expect(new Set(layer.fields.map(({ name }) => name.toLowerCase())).size).toBe(layer.fields.length);
    }
  });
});

it('integers of 64 bits and more are texts', async () => {
  const ids = ['18446744073709551615', '7'];
  const features = ids.map((id) => `{"type":"Feature","properties":{"id":${id}},"geometry":null}`);
  const sequence = written('longest.geojsonl', `${features.join('\n')}\n`);
  const unsigned = join(folder, 'unsigned.parquet');
  const writer = new ParquetWriter({
    writer: fileWriter(unsigned),
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'id', type: 'INT64', converted_type: 'UINT_64', repetition_type: 'OPTIONAL' },
    ],
  });
  writer.write({ columnData: [{ name: 'id', data: ids.map(BigInt) }] });
  writer.finish();
  for (const path of [sequence, unsigned]) {
    const { layer, features: read } = await readFeatures(path);
    expect(layer.fields).toEqual([{ name: 'id', type: 'text' }]);
    expect(read.map(({ values: [id] }) => id)).toEqual(ids);
  }
  const head: Head = { name: 'a', fields: [{ name: 'id', type: 'integer' }], crs: null, geometryType: null };
  await expect(
    writeFeatures(join(folder, 'longest.parquet'), 'parquet', head, [{ values: [ids[0]!], geometry: null }]),
  ).rejects.toThrow('entiers de 64 bits');
});

it('bytes of a Parquet are texts where they can be, and otherwise remain distinct', async () => {
  const path = join(folder, 'bytes.parquet');
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'key', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    ],
  });
  const keys = [Uint8Array.of(0xff, 0, 1), Uint8Array.of(0xfe, 0, 1), new TextEncoder().encode('été')];
  writer.write({ columnData: [{ name: 'key', data: keys }] });
  writer.finish();
  expect((await readRows(path)).map(({ key }) => key)).toEqual(['ff0001', 'fe0001', 'été']);
});

describe('a moment without an offset', () => {
  const zone = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Europe/Paris';
  });
  afterAll(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const written = async (name: string, format: OutputFormat, moments: readonly string[], isLocal: boolean) => {
    const path = join(folder, name);
    const field: Field = { name: 'vu', type: 'datetime', isLocal };
    const geometryType = format === 'geojsonl' ? 'Point' : null;
    const features = moments.map((moment) => ({ values: [moment], geometry: null }));
    await writeFeatures(path, format, { name: 'a', fields: [field], crs: null, geometryType }, features);
    const { layer, features: read } = await readFeatures(path);
    return { field: layer.fields.at(-1), moments: read.map(({ values: each }) => String(each.at(-1))) };
  };

  it.each<OutputFormat>(['geopackage', 'parquet', 'xlsx', 'geojsonl', 'csv'])(
    'is unchanged in a %s',
    async (format) => {
      expect(new Date('2024-01-02T03:04:05').toISOString()).toBe('2024-01-02T02:04:05.000Z');
      const moments = ['2024-01-02T03:04:05.000', '2024-12-31T23:30:00.000'];
      const read = await written(`moment.${format}`, format, moments, true);
      expect(read.moments).toEqual(moments);
      if (format === 'geojsonl' || format === 'csv') return;
      expect(read.field).toEqual({ name: 'vu', type: 'datetime', isLocal: true });
    },
  );

  it.each<OutputFormat>(['geopackage', 'parquet', 'xlsx'])('with its offset keeps its day in a %s', async (format) => {
    const { moments } = await written(
      `offset.${format}`,
      format,
      ['2024-12-31T23:30:00Z', '2024-07-01T00:30:00+02:00'],
      false,
    );
    const days = moments.map((moment) => (moment.endsWith('Z') ? dayInParis(new Date(moment)) : moment.slice(0, 10)));
    expect(days).toEqual(['2025-01-01', '2024-07-01']);
  });

  it('beside moments with one makes a column of texts', async () => {
    const moments = ['2024-12-31T23:30:00', '2024-12-31T23:30:00.000Z'];
    const read = await written('mixed.gpkg', 'geopackage', moments, false);
    expect(read).toEqual({ field: { name: 'vu', type: 'text' }, moments });
  });
});

/** The hour that a clock in France shows at a moment in UTC. */
function inParis<T>(value: T): T | string {
  if (typeof value !== 'string' || !/T.*Z$/.test(value)) return value;
  const hours = value < '2024-03-31' || value > '2024-10-27' ? 1 : 2;
  return new Date(Date.parse(value) + hours * 3_600_000).toISOString().slice(0, -1);
}

describe('a CSV', () => {
  it('is read with any separator, line ends and encoding', async () => {
    const text = 'nom;lon;lat\r\nÉté;2,6;50,5\r\n"a;""b"";c";;\n';
    const expected = [
      { nom: 'Été', lon: '2,6', lat: '50,5' },
      { nom: 'a;"b";c', lon: null, lat: null },
    ];
    expect(await readRows(written('utf8.csv', `\ufeff${text}`))).toEqual(expected);
    expect(await readRows(written('latin.csv', Buffer.from(text, 'latin1')))).toEqual(expected);
    expect(
      await readRows(written('tab.csv', text.replaceAll(';', '\t').replace('a\t', 'a;').replace('\tc', ';c'))),
    ).toEqual(expected);
  });

  it('keeps an empty, short or long row, with its error', async () => {
    const { features } = await readFeatures(written('rows.csv', 'a,b\n1\n\n1,2,3\n1,2\n'));
    expect(features).toEqual([
      { values: ['1', null], geometry: null },
      { values: [null, null], geometry: null, problem: 'ligne vide' },
      { values: ['1', '2'], geometry: null, problem: '3 champs au lieu de 2', isCrowded: true },
      { values: ['1', '2'], geometry: null },
    ]);
  });
});

describe('a GeoJSON', () => {
  const point = (properties: object, more: object = {}) => ({
    type: 'Feature',
    ...more,
    properties,
    geometry: { type: 'Point', coordinates: [2.6, 50.5] },
  });
  const collection = (features: unknown[], more: object = {}) =>
    JSON.stringify({ type: 'FeatureCollection', ...more, features });

  it('collects the fields of all its features', async () => {
    const path = written(
      'f.geojson',
      collection([point({ a: 1 }), point({ b: 'x', a: 2.5 }), point({ a: null, c: { d: [1] } })]),
    );
    const { layer, features } = await readFeatures(path);
    expect(layer.fields).toEqual([
      { name: 'a', type: 'real' },
      { name: 'b', type: 'text' },
      { name: 'c', type: 'text' },
    ]);
    expect(features.map(({ values: each }) => each)).toEqual([
      [1, null, null],
      [2.5, 'x', null],
      [null, null, '{"d":[1]}'],
    ]);
  });

  it('keeps the id of a feature beside a property of that name', async () => {
    const path = written('ids.geojson', collection([point({ id: 7 }, { id: 'way/123' }), point({ id: 8 }, { id: 8 })]));
    expect(await readRows(path)).toEqual([
      { id: 7, id_2: 'way/123' },
      { id: 8, id_2: '8' },
    ]);
    expect(await readRows(written('same.geojson', collection([point({ id: 8 }, { id: 8 })])))).toEqual([{ id: 8 }]);
  });

  it('has each of its members once, from columns that share a name', async () => {
    const path = join(folder, 'twice.geojson');
    const fields: Field[] = ['a', '', 'a', 'a_2', ''].map((name) => ({ name, type: 'text' }));
    const head: Head = { name: 'twice', fields, crs: null, geometryType: 'Point' };
    await writeFeatures(path, 'geojson', head, [{ values: ['1', '2', '3', '4', '5'], geometry: null }]);
    expect(await readRows(path)).toEqual([{ a: '1', '': '2', a_3: '3', a_2: '4', _2: '5' }]);
  });

  it('has null for a property that its feature lacks', async () => {
    const path = written('bare.geojson', collection([point({ constructor: 'Renault', id: null }), point({})]));
    expect(await readRows(path)).toEqual([
      { constructor: 'Renault', id: null },
      { constructor: null, id: null },
    ]);
  });

  it('is read correctly with any division into pieces', async () => {
    const tricky = point({ t: 'a "quoted" \\ back, {brace} [bracket] é\u2028', n: { '}': ']' } }, { id: 7 });
    const many = Array.from({ length: 5000 }, (_, i) => point({ ...tricky.properties, i }, { id: i }));
    for (const indent of [undefined, 2]) {
      const text = JSON.stringify(
        { name: 'n', features: many, type: 'FeatureCollection', bbox: [1, 2, 3, 4] },
        null,
        indent,
      );
      const rows = await readRows(written('long.geojson', text));
      expect(rows).toHaveLength(5000);
      expect(rows[4321]).toEqual({ ...tricky.properties, n: '{"}":"]"}', i: 4321, id: '4321' });
    }
  });

  it('may be one feature, one geometry, or a sequence', async () => {
    const one = point({ a: 1 });
    expect(await readRows(written('one.geojson', JSON.stringify(one, null, 2)))).toEqual([{ a: 1 }]);
    const bare = await readFeatures(written('bare.json', JSON.stringify(one.geometry)));
    expect(bare.features).toEqual([{ values: [], geometry: one.geometry }]);
    const lines = `${JSON.stringify(one)}\n\n{"type":"Feature","properties":\n${JSON.stringify(one)}\n`;
    const { features } = await readFeatures(written('lines.ndjson', lines));
    expect(features.map(({ problem }) => problem)).toEqual([
      undefined,
      'ce n’est pas du JSON entier : une Feature était attendue',
      undefined,
    ]);
    const sequence = [one, one].map((item) => `\x1e${JSON.stringify(item, null, 1)}\n`).join('');
    expect(await readRows(written('rs.txt', sequence))).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('keeps a feature whose geometry cannot be read', async () => {
    const broken = { type: 'Feature', properties: { a: 1 }, geometry: { type: 'Point', coordinates: ['2.6', 50] } };
    const { features } = await readFeatures(
      written('broken.geojson', collection([broken, 3, { ...broken, geometry: null }])),
    );
    expect(features.map(({ problem, geometry }) => [problem?.slice(0, 20), geometry])).toEqual([
      ['géométrie illisible ', null],
      ['ce n’est pas du JSON', null],
      [undefined, null],
    ]);
  });

  it('has its system in the form of the specification of 2008', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::2154' } };
    expect((await openLayer(written('c93.geojson', collection([point({})], { crs })))).crs).toBe('EPSG:2154');
    expect(
      (
        await openLayer(
          written('after.geojson', `${collection([point({})]).slice(0, -1)},"crs":${JSON.stringify(crs)}}`),
        )
      ).crs,
    ).toBe('EPSG:2154');
    expect(
      (await openLayer(written('unnamed.geojson', collection([point({})], { crs: { type: 'link' } })))).crs,
    ).toBeNull();
  });
});

describe('a GeoPackage', () => {
  const head: Head = { name: 'points', fields: [], crs: 'EPSG:4326', geometryType: 'Point' };

  it('with several layers is read by the name of one', async () => {
    const path = join(folder, 'several.gpkg');
    await writeFeatures(path, 'geopackage', head, [{ values: [], geometry: geometries[0]! }]);
    const database = new Database(path);
    database.exec(`CREATE TABLE autres AS SELECT * FROM points;
      INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('autres', 'features', 'autres', 4326);
      INSERT INTO gpkg_geometry_columns VALUES ('autres', 'geom', 'POINT', 4326, 0, 0)`);
    database.close();
    await expect(openLayer(path)).rejects.toThrow(
      'several.gpkg : plusieurs couches, choisissez-en une (--layer) : autres (POINT), points (POINT)',
    );
    expect((await readFeatures(path, { layer: 'Autres' })).features).toHaveLength(1);
    await expect(openLayer(path, { layer: 'rien' })).rejects.toThrow(
      'aucune couche ne s’appelle rien ; il y a autres, points',
    );
  });

  it('keeps the numbers of its features when it is converted', async () => {
    const path = join(folder, 'keys.gpkg');
    const keyed: Head = { ...head, fields: [{ name: 'fid', type: 'integer', isKey: true }] };
    await writeFeatures(
      path,
      'geopackage',
      keyed,
      [7, 12].map((key) => ({ values: [key], geometry: geometries[0]! })),
    );
    const { layer, features } = await readFeatures(path);
    expect(layer.fields).toEqual([{ name: 'fid', type: 'integer', isKey: true }]);
    expect(features.map(({ values: [key] }) => key)).toEqual([7, 12]);
  });

  it('has its computed columns, too', async () => {
    const path = join(folder, 'computed.gpkg');
    await writeFeatures(path, 'geopackage', head, [{ values: [], geometry: geometries[0]! }]);
    const database = new Database(path);
    database.exec(`ALTER TABLE points ADD COLUMN date DATE GENERATED ALWAYS AS ('2019-06-01') VIRTUAL;
      ALTER TABLE points ADD COLUMN n INTEGER GENERATED ALWAYS AS (fid * 2)`);
    database.close();
    const { layer, features } = await readFeatures(path);
    expect(layer.fields.slice(-2)).toMatchObject([
      { name: 'date', type: 'date' },
      { name: 'n', type: 'integer' },
    ]);
    expect(features[0]!.values.slice(-2)).toEqual(['2019-06-01', 2]);
  });

  it('with a damaged geometry keeps its rows', async () => {
    const path = join(folder, 'damaged.gpkg');
    await writeFeatures(path, 'geopackage', head, [{ values: [], geometry: geometries[0]! }]);
    const database = new Database(path);
    // The triggers that maintain the spatial index call functions of GIS programs.
    for (const what of ['IsEmpty', 'MinX', 'MaxX', 'MinY', 'MaxY']) database.function(`ST_${what}`, (_geometry) => 0);
    database.exec("UPDATE points SET geom = substr(geom, 1, 20); INSERT INTO points (geom) VALUES (x'00')");
    database.close();
    const { features } = await readFeatures(path);
    expect(features.map(({ problem }) => problem)).toEqual([
      'géométrie illisible : sa géométrie est tronquée',
      'géométrie illisible : sa géométrie est tronquée',
    ]);
  });
});

describe('a file that cannot be read', () => {
  const sqlite = (name: string, sql: string) => {
    const path = join(folder, name);
    rmSync(path, { force: true });
    const database = new Database(path);
    database.exec(sql);
    database.close();
    return path;
  };
  it.each<[string, () => string, RegExp]>([
    ['nothing', () => written('empty.csv', ''), /empty\.csv : le fichier est vide/],
    ['a file that is not there', () => join(folder, 'none.gpkg'), /none\.gpkg : ce fichier ou ce dossier n’existe pas/],
    ['a folder of none', () => mkdtempSync(join(folder, 'none-')), /il ne contient aucune couche/],
    [
      'bytes',
      () => written('bytes.csv', new Uint8Array(100).fill(0).with(3, 7)),
      /bytes\.csv : ce n’est pas un fichier texte/,
    ],
    ['UTF-16', () => written('16.csv', Buffer.from('\ufefflon,lat\n', 'utf16le')), /UTF-16 : enregistrez-le en UTF-8/],
    ['a PDF', () => written('a.geojson', '%PDF-1.7\n'), /c’est un PDF ; un CSV/],
    [
      'an old workbook',
      () => written('a.xlsx', Buffer.from('d0cf11e0a1b11ae1', 'hex')),
      /ancien classeur Excel \(\.xls\).*\.xlsx/,
    ],
    ['gzip', () => written('a.csv.gz', Buffer.from('1f8b0800', 'hex')), /décompressez-le/],
    ['a page', () => written('a.json', '<!DOCTYPE html><p>Erreur'), /du XML ou une page HTML/],
    [
      'a spreadsheet of another kind',
      () => written('a.ods', zipSync({ mimetype: new Uint8Array(1) })),
      /OpenDocument.*\.xlsx/,
    ],
    [
      'a zip of anything',
      () => written('a.zip', zipSync({ 'a.txt': new Uint8Array(1) })),
      /il ne contient aucune couche : sortez-en d’abord le fichier à lire/,
    ],
    [
      'half a zip',
      () => written('half.xlsx', zipSync({ 'xl/workbook.xml': new Uint8Array(99) }).subarray(0, 60)),
      /half\.xlsx : le zip est tronqué/,
    ],
    [
      'a hollow workbook',
      () => written('hollow.xlsx', zipSync({ 'xl/workbook.xml': new Uint8Array(1) })),
      /le classeur Excel est abîmé/,
    ],
    ['half a Parquet', () => written('half.parquet', 'PAR1....'), /Parquet est tronqué ou abîmé/],
    ['a database', () => sqlite('a.db', 'CREATE TABLE a (b)'), /base SQLite sans gpkg_contents/],
    [
      'a package of nothing',
      () => sqlite('b.gpkg', 'CREATE TABLE gpkg_contents (table_name, data_type)'),
      /ne contient ni couche ni table/,
    ],
    [
      'half a GeoJSON',
      () => written('half.geojson', '{"type":"FeatureCollection","features":[{"type":"Feature"'),
      /pas un document JSON entier/,
    ],
    [
      'two objects',
      () => written('two.geojson', '{"type":"FeatureCollection","features":[]} {}'),
      /pas un seul objet JSON/,
    ],
    [
      'other JSON',
      () => written('other.json', '{"type":"Topology","objects":{}}'),
      /son type est « Topology » ; une FeatureCollection/,
    ],
    [
      'an open quote',
      () => written('open.csv', 'a,b\n1,"2\n3,4\n'),
      /open\.csv : .*guillemet qui n’est jamais refermé/,
    ],
    [
      'a text of another name',
      () => written('text.gpkg', 'bonjour\n'),
      /text\.gpkg : son nom dit \.gpkg, mais ce n’en est pas un/,
    ],
    ['an array', () => written('array.json', '[1, 2, 3]'), /array\.json : c’est un tableau JSON et non un GeoJSON/],
    [
      'one that is cut while its fields are looked for',
      () => {
        const path = written('cut.geojson', `{"type":"FeatureCollection","features":[${'{},'.repeat(500_000)}{}]}`);
        setImmediate(() => truncateSync(path, 1000));
        return path;
      },
      /cut\.geojson : le fichier a changé pendant sa lecture/,
    ],
    ['a shape alone', () => written('alone.shp', Buffer.from('0000270a', 'hex')), /alone\.shp vient sans son \.dbf/],
  ])('%s is refused in one line', async (_, path, message) => {
    await expect(readFeatures(path())).rejects.toThrow(message);
    const { message: line } = (await readFeatures(path()).catch((error: unknown) => error as Error)) as Error;
    expect(line).not.toMatch(/\n/);
  });
});

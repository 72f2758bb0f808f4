import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { placeColumns, textOfAnswer } from '../../src/batch/answer-columns.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { answerLayer } from '../../src/batch/layer-run.ts';
import { Tally } from '../../src/batch/tally.ts';
import type { Feature, Field, Geometry, Head, Value } from '../../src/files/feature.ts';
import { formatOfName, type OutputFormat } from '../../src/files/output-format.ts';
import { transformationOf } from '../../src/geo/projection.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { readFeatures, readRows, writeFeatures } from '../files/layers.ts';
import { moved, randomFrom, rectangle, square, star } from '../shapes.ts';
import { drawn, drawnAll, shipped, world } from '../world.ts';

const outputColumns = placeColumns.map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), 'layer-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DATE = '2024-10-01';
const zones = world({ perimeters: drawnAll('2024', 'qic', 300) });

type Run = Partial<Parameters<typeof answerLayer>[0]>;

/** Answers a file, and returns its messages. */
async function answered(input: string, output: string, more: Run = {}) {
  const notices: string[] = [];
  const format = formatOfName(output);
  const notice = (sentence: string) => notices.push(sentence);
  const summary = await answerLayer({ input, output, format, zones, date: DATE, notice, ...more });
  return { summary, notices };
}

async function answeredTo(input: string, name: string): Promise<string> {
  await answered(input, join(folder, name));
  return join(folder, name);
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The answer of a row in the form of a CSV, from any format. */
function plain(row: Record<string, unknown>): string[] {
  return placeColumns.map((column) => textOfAnswer((row[column.name] ?? null) as Value, column));
}

const random = randomFrom(11);
const points = Array.from({ length: 3000 }, (_, i) => ({
  id: i,
  lon: 2.4 + 0.5 * random(),
  lat: 50.42 + 0.2 * random(),
  date: ['2024-10-01', '2019-06-01', '2014-01-01', '2024-02-01', null, null, null][i % 7] ?? null,
  uncertainty: i % 5 === 0 ? Math.round(100 * random()) : null,
  citycode: i % 11 === 0 ? '62119' : null,
}));
const columns: Field[] = [
  { name: 'id', type: 'integer' },
  { name: 'date', type: 'date' },
  { name: 'uncertainty', type: 'real' },
  { name: 'citycode', type: 'text' },
];
const qualifiers = points.map(({ id, date, uncertainty, citycode }) => [id, date, uncertainty, citycode]);

/** The answers of the same CSV, converted to a CSV. */
function reference(text: string, toWgs84?: (x: number, y: number) => readonly [number, number]): string[][] {
  const csv = new CsvAnswer({ zones, date: DATE, toWgs84 });
  const bytes = Buffer.concat([...csv.push(Buffer.from(text)), ...csv.end()]);
  return (parse(bytes, { columns: true }) as Record<string, string>[]).map(plain);
}

const text = `id,lon,lat,date,uncertainty,citycode\n${points
  .map(({ id, lon, lat, date, uncertainty, citycode }) => [id, lon, lat, date, uncertainty, citycode].join(','))
  .join('\n')}\n`;

const formats = ['csv', 'xlsx', 'geojson', 'geojsonl', 'geojsons', 'gpkg', 'parquet'];

describe('the same rows have the same answers in every format', async () => {
  const expected = reference(text);
  const source = written('points.csv', text);
  const head: Head = { name: 'points', fields: columns, crs: 'EPSG:4326', geometryType: 'Point' };
  const features = points.map(({ lon, lat }, i): Feature => {
    return { values: qualifiers[i]!, geometry: { type: 'Point', coordinates: [lon, lat] } };
  });
  const places: Field[] = ['lon', 'lat'].map((name) => ({ name, type: 'real' }));
  const table: Head = { ...head, fields: [...columns, ...places], crs: null, geometryType: null };
  const rows = points.map(({ lon, lat }, i): Feature => ({ values: [...qualifiers[i]!, lon, lat], geometry: null }));

  it('including every kind of answer', () => {
    const of = (column: string) => new Set(expected.map((row) => row[outputColumns.indexOf(column)]));
    expect([...of('tier')].sort()).toEqual(['bop-147', 'fcs-only', 'fonds-de-concours', 'none', 'unknown']);
    expect([...of('certainty')].sort()).toEqual(['firm', 'review']);
  });

  it.each(formats)('points of a CSV, to %s', async (extension) => {
    const output = join(folder, `from-csv.${extension}`);
    const { summary, notices } = await answered(source, output);
    expect(summary).toMatchObject({ rows: 3000, ok: 3000, invalid: 0 });
    expect(notices).toEqual([]);
    expect((await readRows(output)).map(plain)).toEqual(expected);
  });

  it.each<[string, OutputFormat, Head, readonly Feature[]]>([
    ['a workbook', 'xlsx', table, rows],
    ['a table of Parquet', 'parquet', table, rows],
    ['a table of a GeoPackage', 'geopackage', table, rows],
    ['a GeoJSON', 'geojson', head, features],
    ['a GeoJSON line by line', 'geojsonl', head, features],
    ['a GeoPackage', 'geopackage', head, features],
    ['a GeoParquet', 'parquet', head, features],
  ])('points of %s, to CSV and GeoPackage', async (name, format, given, drawnPoints) => {
    const input = join(folder, `${name.replaceAll(' ', '-')}.in`);
    await writeFeatures(input, format, given, drawnPoints);
    for (const extension of ['csv', 'gpkg']) {
      const output = join(folder, `${name.replaceAll(' ', '-')}.${extension}`);
      await answered(input, output);
      const read = await readRows(output);
      expect(read.map(plain)).toEqual(expected);
      expect(read.map(({ id }) => Number(id))).toEqual(points.map(({ id }) => id));
    }
  });

  it.each(['EPSG:2154', 'EPSG:32631'])('points in %s, from a layer and from a CSV', async (crs) => {
    const system = transformationOf(crs);
    const metres = points.map(({ lon, lat }) => system.fromWgs84(lon, lat));
    const csv = `x,y\n${metres.map((at) => at.join(',')).join('\n')}\n`;
    const inPlace = reference(csv, system.toWgs84);
    const layer = join(folder, `in-${crs.slice(5)}.gpkg`);
    const drawnPoints = metres.map((at): Feature => ({ values: [], geometry: { type: 'Point', coordinates: at } }));
    await writeFeatures(layer, 'geopackage', { ...head, fields: [], crs }, drawnPoints);
    const output = join(folder, `in-${crs.slice(5)}.geojson`);
    await answered(layer, output);
    expect((await readRows(output)).map(plain)).toEqual(inPlace);
    const made = join(folder, `made-${crs.slice(5)}.gpkg`);
    await answered(written('metres.csv', csv), made, { crs });
    const { layer: read, features: readPoints } = await readFeatures(made);
    expect(read.crs).toBe(crs);
    expect(readPoints.map(({ geometry }) => geometry)).toEqual(drawnPoints.map(({ geometry }) => geometry));
    expect((await readRows(made)).map(plain)).toEqual(inPlace);
  });

  it('moments, which belong to a day in France', async () => {
    const moments = ['2023-12-31T23:30:00Z', '2024-01-01T00:30:00+01:00', '2023-12-31 23:30', '2024-01-01T00:00:00'];
    const csv = `lon,lat,date\n${moments.map((moment) => `2.6289,50.518,${moment}\n`).join('')}`;
    const generations = (await readRows(await answeredTo(written('moments.csv', csv), 'moments.gpkg'))).map(
      ({ generation }) => generation,
    );
    expect(generations).toEqual(['2024', '2024', '2015', '2024']);
    expect(reference(csv).map((row) => row[outputColumns.indexOf('generation')])).toEqual(generations);
    const typed = join(folder, 'moments.parquet');
    const fields: Field[] = [{ name: 'date', type: 'datetime' }];
    const inside = { type: 'Point', coordinates: [2.6289, 50.518] } as const;
    const read = moments.slice(0, 2).map((moment) => ({ values: [moment], geometry: inside }));
    await writeFeatures(typed, 'parquet', { ...head, fields }, read);
    const again = await answeredTo(await answeredTo(typed, 'moments-2.gpkg'), 'moments-3.csv');
    expect((await readRows(again)).map(({ generation_perimetre }) => generation_perimetre)).toEqual(['2024', '2024']);
  });

  it.each<OutputFormat>(['xlsx', 'geojson', 'parquet'])(
    'dates as the French write them, and codes as a spreadsheet does, in texts of a %s',
    async (format) => {
      const input = join(folder, `french.${format}`);
      const fields: Field[] = ['lon', 'lat', 'date', 'citycode'].map((name) => ({ name, type: 'text' }));
      const values = ['2.6289', '50.518', '01/10/2024', '62119.0'];
      await writeFeatures(input, format, { ...head, fields, geometryType: null }, [{ values, geometry: null }]);
      const output = join(folder, `french-${format}.csv`);
      const { notices } = await answered(input, output);
      expect(await readRows(output)).toMatchObject([{ status: 'ok', generation: '2024', tier: 'bop-147' }]);
      expect(notices.join()).toContain('elles sont lues à la française, jour/mois/année');
    },
  );

  it('invalid rows, with their reasons', async () => {
    const bad = `lon,lat,date,uncertainty,citycode
,50.5,,,
2.6,x,,,
"2,6289","50,518",,,
50.518,2.6289,,,
672345,7045678,,,
2.6289,50.518,10.2024,,
2.6289,50.518,,-1,
2.6289,50.518,,,621

2.6289,50.518,,,,more
2.35,48.85,,,
`;
    const output = join(folder, 'bad.parquet');
    const { summary } = await answered(written('bad.csv', bad), output);
    expect(summary).toMatchObject({ rows: 11, ok: 2, invalid: 9 });
    expect((await readRows(output)).map(plain)).toEqual(
      referenceOf(bad.replace('2.6289,50.518,,,,more', 'MORE')).map((row, i) =>
        i === 9 ? row.map((cell, j) => (outputColumns[j] === 'reason' ? '6 champs au lieu de 5' : cell)) : row,
      ),
    );
  });

  it('without a geometry where their system has no such place', async () => {
    const bad = 'lon,lat\n2.6289,50.518\n672345,7045678\n2,6289,50,518\n,\n';
    const output = join(folder, 'bad-points.geojson');
    await answered(written('bad-points.csv', bad), output);
    const { features } = await readFeatures(output);
    expect(features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [2.6289, 50.518] },
      null,
      null,
      null,
    ]);
  });

  it('with a message that decimal commas must be quoted', async () => {
    const { notices } = await answered(
      written('commas.csv', 'nom,lon,lat\na,2,6289,50,518\nb,2,63,50,52\n'),
      join(folder, 'commas.gpkg'),
    );
    expect(notices).toEqual([expect.stringMatching(/trop de champs.*virgule décimale.*entre guillemets/)]);
  });

  /** A row with too many fields is replaced by one with too few, since it has no columns. */
  function referenceOf(csv: string): string[][] {
    return reference(csv.replace('MORE', ',,,,'));
  }
});

describe('lines and polygons', () => {
  const middle = [2.69, 50.555] as const;
  const own = world({ perimeters: [drawn('2024', 'QIC-CATORIVE', [square(...middle, 500)])] });
  /** `width` metres wide, its west side `east` metres from the middle of the zone. */
  const ring = (east: number, width: number) => {
    const [lon, lat] = moved([...middle], east + width / 2, 0);
    return rectangle(lon, lat, width / 2, 50);
  };
  const block = (east: number, width: number): Geometry => ({ type: 'Polygon', coordinates: [ring(east, width)] });
  const line = (...east: number[]) => east.map((metres) => moved([...middle], metres, 0));
  const head: Head = {
    name: 'places',
    fields: [{ name: 'n', type: 'text' }],
    crs: 'EPSG:4326',
    geometryType: 'Geometry',
  };
  const given: [name: string, Geometry | null][] = [
    ['inside', block(0, 100)],
    ['half', block(400, 200)],
    ['near', block(600, 100)],
    ['far', block(3000, 100)],
    ['line', { type: 'LineString', coordinates: line(-900, 500) }],
    ['pieces', { type: 'MultiLineString', coordinates: [line(0, 100), line(600, 700)] }],
    ['multi', { type: 'MultiPolygon', coordinates: [[ring(0, 100)]] }],
    ['point', { type: 'Point', coordinates: [...middle] }],
    [
      'bow',
      {
        type: 'Polygon',
        coordinates: [[...line(600, 700), ...line(600, 700).map(([x, y]) => [x, y + 0.001]), line(600)[0]!]],
      },
    ],
    ['points', { type: 'MultiPoint', coordinates: line(0, 100) }],
    ['nothing', null],
    ['speck', { type: 'LineString', coordinates: line(0, 0) }],
    ['exchanged', { type: 'LineString', coordinates: line(0, 100).map(([x, y]) => [y, x]) }],
  ];
  const features = given.map(([name, geometry]): Feature => ({ values: [name], geometry }));

  it.each(['gpkg', 'parquet', 'geojson', 'csv', 'xlsx'])(
    'have their share and their distances, in %s',
    async (extension) => {
      const input = join(folder, 'places-in.gpkg');
      rmSync(input, { force: true });
      await writeFeatures(input, 'geopackage', head, features);
      const output = join(folder, `places.${extension}`);
      const { summary } = await answered(input, output, { zones: own });
      expect(summary).toMatchObject({ rows: given.length, ok: 9, invalid: 4 });
      const rows = Object.fromEntries((await readRows(output)).map((row) => [row.n, row]));
      const number = (name: string, column: string) => {
        const cell = rows[name]![column]!;
        return cell === null ? null : Number(cell);
      };
      expect(rows.inside).toMatchObject({ tier: 'fcs-only', inside: 'QIC-CATORIVE', shares: 'QIC-CATORIVE:1' });
      expect(['share', 'nearest_distance', 'farthest_distance'].map((column) => number('inside', column))).toEqual([
        1, 0, 0,
      ]);
      expect(number('half', 'share')).toBeCloseTo(0.5, 2);
      expect(rows.half).toMatchObject({ inside: 'QIC-CATORIVE', certainty: 'review' });
      expect(rows.half!.shares).toMatch(/^QIC-CATORIVE:0\.(49|5)/);
      expect(number('half', 'nearest_distance')).toBe(0);
      expect(number('half', 'farthest_distance')! / 100).toBeCloseTo(1, 1);
      expect(rows.near).toMatchObject({
        tier: 'fonds-de-concours',
        band: 'QIC-CATORIVE',
        nearest: 'QIC-CATORIVE',
        shares: null,
      });
      expect(number('near', 'nearest_distance')! / 100).toBeCloseTo(1, 1);
      expect(number('near', 'farthest_distance')! / 200).toBeCloseTo(1, 1);
      expect(number('near', 'share')).toBe(0);
      expect(rows.far).toMatchObject({ nearest: null, nearest_distance: null, farthest_distance: null });
      expect(number('line', 'share')).toBeCloseTo(1000 / 1400, 2);
      expect(number('pieces', 'share')).toBeCloseTo(0.5, 2);
      expect(number('multi', 'share')).toBe(1);
      expect(rows.point).toMatchObject({ tier: 'fcs-only', inside: 'QIC-CATORIVE', share: null });
      expect(number('point', 'nearest_distance')! / -500).toBeCloseTo(1, 1);
      expect(number('bow', 'nearest_distance')! / 100).toBeCloseTo(1, 1);
      expect(rows.points!.reason).toMatch(/géométrie de plusieurs objets/);
      expect(rows.nothing!.reason).toBe('géométrie absente');
      expect(rows.speck!.reason).toMatch(/au moins deux positions différentes/);
      expect(rows.exchanged!.reason).toBe('longitude et latitude semblent inversées');
      if (extension === 'csv' || extension === 'xlsx') expect(rows.point!.geometry).toBe(`POINT (${middle.join(' ')})`);
      else
        expect((await readFeatures(output)).features.map(({ geometry }) => geometry)).toEqual(
          given.map(([, geometry]) => geometry),
        );
    },
  );

  it('give the same as the whole situation', async () => {
    const stars = Array.from({ length: 60 }, (): Geometry => {
      const at = [2.45 + 0.3 * random(), 50.46 + 0.09 * random()] as const;
      return { type: 'Polygon', coordinates: [star(random, ...at, 400, 9)] };
    });
    const input = join(folder, 'stars.parquet');
    await writeFeatures(
      input,
      'parquet',
      { ...head, fields: [] },
      stars.map((geometry) => ({ values: [], geometry })),
    );
    const output = join(folder, 'stars.geojsonl');
    await answered(input, output);
    const rows = await readRows(output);
    rows.forEach((row, i) => {
      const situation = situationOf({ geometry: stars[i] as never, uncertainty: 0 }, DATE, zones);
      expect(row).toMatchObject({ tier: situation.tier, certainty: situation.certainty });
      expect(row.nearest_distance).toBe(situation.zones[0]?.nearest ?? null);
      expect(row.share).toBe(Math.max(0, ...situation.zones.map(({ share }) => share!)));
    });
    expect(new Set(rows.map(({ tier }) => tier)).size).toBeGreaterThan(3);
  });
});

describe('a file as a whole', () => {
  const feature = (coordinates: number[]) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates },
  });
  const collection = (items: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features: items });
  const inside = collection([feature([2.6289, 50.518])]);

  it('keeps its columns, with ours under other names where they would repeat', async () => {
    const taken = { type: 'Feature', properties: { tier: 'a', STATUS: 'b', nearest: 3 }, geometry: null };
    const output = join(folder, 'taken.gpkg');
    await answered(written('taken.geojson', collection([taken, feature([2.6289, 50.518])])), output);
    const [first, second] = await readRows(output);
    expect(first).toMatchObject({
      tier: 'a',
      STATUS: 'b',
      nearest: 3,
      status_perimetre: 'invalid',
      reason: 'géométrie absente',
    });
    expect(second).toMatchObject({ tier: null, tier_perimetre: 'bop-147', nearest_perimetre: 'QN06208M' });
  });

  it('has typed numbers in formats with types', async () => {
    const output = join(folder, 'typed.parquet');
    await answered(written('typed.geojson', inside), output, { zones: shipped });
    expect((await readFeatures(output)).layer.fields).toContainEqual({ name: 'nearest_distance', type: 'real' });
    expect((await readRows(output))[0]!.nearest_distance).toBe(-204.514);
  });

  it('writes its points as text where no column has them', async () => {
    const output = join(folder, 'wkt.csv');
    await answered(written('wkt.geojson', inside), output);
    expect(readFileSync(output, 'utf8')).toMatch(/,reason(,\w+)*,geometry\n.*,POINT \(2\.6289 50\.518\)\n$/);
    // Columns with these names may contain anything.
    const elsewhere = { ...feature([2.6289, 50.518]), properties: { lon: 1, lat: 1 } };
    await answered(written('false.geojson', collection([elsewhere])), output);
    expect(readFileSync(output, 'utf8')).toMatch(
      /^lon,lat,[^\n]*,geometry\n1,1,ok,bop-147,.*,POINT \(2\.6289 50\.518\)\n$/,
    );
  });

  it('has no formula as a CSV, on request: texts are escaped, but not the numbers of a geometry', async () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [-1.5, 47.2],
        [-1.4, 47.3],
      ],
    };
    const feature = {
      type: 'Feature',
      properties: { '=nom': '=1+1', note: '-12,5', suite: 'a;@b "c"', n: -3 },
      geometry: line,
    };
    const input = written('formulas.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    const output = join(folder, 'formulas.csv');
    await answered(input, output, { isSafe: true });
    const [row] = parse(readFileSync(output, 'utf8'), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      "'=nom": "'=1+1",
      note: '-12,5',
      suite: 'a;\'@b "c"',
      n: '-3',
      geometry: 'LINESTRING (-1.5 47.2,-1.4 47.3)',
    });
    await answered(input, output);
    expect(readFileSync(output, 'utf8')).toContain('=1+1,"-12,5"');
  });

  it('is read in another system than its own on request, with a notice', async () => {
    const [x, y] = transformationOf('EPSG:2154').fromWgs84(2.6289, 50.518);
    const input = written('lambert.geojson', collection([feature([x, y])]));
    const output = join(folder, 'lambert.gpkg');
    const { notices } = await answered(input, output, { crs: 'EPSG:2154', zones: shipped });
    expect(notices).toEqual([`${input} : le fichier se dit en EPSG:4326 ; il est lu en EPSG:2154, comme demandé`]);
    expect((await readRows(output))[0]!.nearest_distance).toBeCloseTo(-204.514, 2);
    expect((await readFeatures(output)).layer.crs).toBe('EPSG:2154');
  });

  it('may be in any system of proj4', async () => {
    const crs = '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m';
    const [x, y] = transformationOf('EPSG:2154').fromWgs84(2.6289, 50.518);
    const output = join(folder, 'proj.gpkg');
    const { notices } = await answered(written('proj.csv', `x,y\n${x},${y}\n`), output, { crs, zones: shipped });
    expect((await readRows(output))[0]!.nearest_distance).toBeCloseTo(-204.514, 2);
    expect(notices).toEqual([`ce format ne peut porter le système de coordonnées « ${crs} » : la sortie est en WGS84`]);
    const { layer, features } = await readFeatures(output);
    expect(layer.crs).toBe('EPSG:4326');
    expect((features[0]!.geometry as unknown as { coordinates: number[] }).coordinates[0]).toBeCloseTo(2.6289, 7);
  });

  it.each<[string, string, RegExp]>([
    [
      'exchanged',
      collection([feature([50.518, 2.6289]), feature([50.52, 2.63])]),
      /longitude et leur latitude inversées/,
    ],
    ['beyond-180', collection([feature([200, 50.518])]), /des mètres et non des degrés/],
    ['beyond-90', collection([feature([2.6289, -95])]), /des mètres et non des degrés/],
    ['metres', collection([feature([672345, 7045678])]), /des mètres et non des degrés.*--crs EPSG:2154/],
  ])('with wrong positions only is reported: %s', async (name, content, message) => {
    const { summary, notices } = await answered(written(`${name}.json`, content), join(folder, `${name}.gpkg`));
    expect(summary.ok).toBe(0);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(message);
  });

  it('is counted like a CSV', async () => {
    const tally = new Tally(zones);
    await answered(written('tallied.geojson', inside), join(folder, 'tallied.gpkg'), { tally });
    expect(tally.rows).toBe(1);
  });

  const good = () => written('good.geojson', inside);
  it.each<[string, () => [input: string, output: string, more?: Run], RegExp]>([
    [
      'no feature',
      () => [written('none.geojson', collection([])), 'x.csv'],
      /none\.geojson : il ne contient aucun objet/,
    ],
    [
      'only a header',
      () => [written('header.csv', 'lon,lat\n'), 'x.gpkg'],
      /header\.csv : il n’y a que des noms de colonnes/,
    ],
    [
      'a table without coordinates',
      () => [written('table.csv', 'a,b\n1,2\n'), 'x.gpkg'],
      /table\.csv : colonnes lon et lat introuvables/,
    ],
    [
      'x and y of no system',
      () => [written('xy.csv', 'x,y\n1,2\n'), 'x.gpkg'],
      /xy\.csv : les colonnes x et y.*--crs EPSG:2154/,
    ],
    [
      'features without geometry',
      () => [
        written('null.geojson', collection([{ type: 'Feature', properties: { a: 1 }, geometry: null }])),
        'x.gpkg',
      ],
      /null\.geojson : aucune géométrie, et colonnes lon et lat introuvables/,
    ],
    ['no folder to write to', () => [good(), 'nowhere/x.gpkg'], /nowhere : ce fichier ou ce dossier n’existe pas/],
    ['a folder under the name', () => [good(), '.'], /est un dossier/],
    ['the input as output', () => [good(), 'good.geojson'], /good\.geojson est le fichier d’entrée/],
    ['an unknown system', () => [good(), 'x.gpkg', { crs: 'EPSG:9' }], /EPSG:9 est inconnu/],
    ['an unreadable system', () => [good(), 'x.gpkg', { crs: '+proj=nothing' }], /n’est pas lisible/],
    [
      'half a file',
      () => [written('half.geojson', inside.slice(0, -9)), 'x.gpkg'],
      /half\.geojson : ce n’est pas un document JSON entier/,
    ],
    [
      'a row that never ends',
      () => [written('quote.csv', 'lon,lat\n1,2\n"1,2\n'), 'x.gpkg'],
      /quote\.csv : la ligne 3 ouvre un guillemet/,
    ],
    [
      'two million columns',
      () => [written('wide.csv', `lon,lat${','.repeat(2e6)}\n1,2\n`), 'x.gpkg'],
      /wide\.csv : la première ligne a 2\s000\s002 colonnes : 16\s384 au plus/,
    ],
    [
      'what is not text after some time',
      () => [written('late.csv', `lon,lat\n${'2.6,50.5\n'.repeat(2000)}\0\0\n`), 'x.gpkg'],
      /late\.csv : ce n’est pas un fichier texte/,
    ],
  ])('with %s is refused in one line, and leaves nothing', async (_, question, message) => {
    const [input, name, more] = question();
    const before = readdirSync(folder).sort();
    const output = name === '.' ? folder : join(folder, name);
    const running = answerLayer({ input, output, format: 'geopackage', zones, date: DATE, notice: () => {}, ...more });
    const error = await running.then(
      () => null,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toMatch(/\n/);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('that is stopped leaves nothing', async () => {
    const stop = new AbortController();
    stop.abort();
    const lines = Array.from({ length: 3000 }, () => '2.6289,50.518').join('\n');
    const output = join(folder, 'stopped.gpkg');
    await expect(
      answered(written('stopped.csv', `lon,lat\n${lines}\n`), output, { stop: stop.signal }),
    ).rejects.toThrow('interrompu');
    expect(readdirSync(folder).filter((name) => name.startsWith('stopped.gpkg'))).toEqual([]);
  });

  it('replaces the previous output, and what an earlier run left', async () => {
    const output = written('again.gpkg', 'old');
    // No process has this number; the parent of this process runs.
    const [left, other] = [`${output}.99999999.part`, `${output}.${process.ppid}.part`];
    for (const path of [left, other]) writeFileSync(path, 'half');
    await answered(good(), output);
    expect(await readRows(output)).toHaveLength(1);
    expect([existsSync(left), existsSync(other)]).toEqual([false, true]);
    rmSync(other);
  });

  it.each(['changing.csv', 'changing.geojsonl'])(
    'that changes while it is read is refused as a whole: %s',
    async (name) => {
      const row = name.endsWith('csv') ? '2.6289,50.518' : '{"type":"Point","coordinates":[2.6289,50.518]}';
      const head = name.endsWith('csv') ? 'lon,lat\n' : '';
      const input = written(name, `${head}${`${row}\n`.repeat(60_000)}`);
      const output = join(folder, 'changed.gpkg');
      let isChanged = false;
      const progress = () => {
        if (!isChanged) appendFileSync(input, `${row}\n`);
        isChanged = true;
      };
      await expect(answered(input, output, { progress })).rejects.toThrow(
        /changing\.\w+ : le fichier a changé pendant sa lecture, relancez la commande/,
      );
      expect(readdirSync(folder).filter((found) => found.startsWith('changed'))).toEqual([]);
    },
  );
});

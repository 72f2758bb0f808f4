import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { strToU8, zipSync } from 'fflate';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { projJsonOf } from '../../src/files/crs/crs-text.ts';
import { wkbOf } from '../../src/files/gis/write/write-wkb.ts';
import { openLayer } from '../../src/files/open-layer.ts';
import { randomFrom } from '../shapes.ts';
import { readFeatures, readRows, writeFeatures } from './layers.ts';
import { dbfBytes, shpBytes } from './make-shapefile.ts';

const folder = mkdtempSync(join(tmpdir(), 'odd-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Tab {
  readonly name: string;
  /** The rows, as XML; null for a chart. */
  readonly rows: string | null;
  readonly state?: string;
}

/** A workbook of a few tabs, without optional parts. */
function workbook(name: string, tabs: readonly Tab[], more: Record<string, string> = {}): string {
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns:r="${OFFICE}"><sheets>${tabs
      .map((tab, i) => `<sheet name="${tab.name}" sheetId="${i + 1}" state="${tab.state ?? 'visible'}" r:id="r${i}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${tabs
      .map(({ rows }, i) => {
        const kind = rows === null ? 'chartsheet' : 'worksheet';
        return `<Relationship Id="r${i}" Type="${OFFICE}/${kind}" Target="${kind}s/sheet${i}.xml"/>`;
      })
      .join('')}</Relationships>`,
    ...more,
  };
  for (const [i, { rows }] of tabs.entries()) {
    if (rows === null) parts[`xl/chartsheets/sheet${i}.xml`] = '<chartsheet/>';
    else parts[`xl/worksheets/sheet${i}.xml`] = `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
  }
  return written(name, zipSync(Object.fromEntries(Object.entries(parts).map(([part, xml]) => [part, strToU8(xml)]))));
}

const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const HEADER = `<row>${text('nom')}${text('lon')}</row>`;

describe('a workbook', () => {
  const filled = `${HEADER}<row>${text('a')}<c><v>2.6</v></c></row>`;

  it('has its cells in order where they have no position, and all their characters', async () => {
    const path = workbook('order.xlsx', [
      { name: 'A', rows: `${HEADER}<row>${text('&#128512; &amp; _x0041_')}<c><v>2</v></c></row>` },
    ]);
    expect(await readRows(path)).toEqual([{ nom: '😀 & A', lon: 2 }]);
  });

  it('marks the missing values of cells in error, to its last row', async () => {
    const rows = [
      '<c r="B2" t="e"><v>#N/A</v></c>',
      '<c r="A3"><f>1+1</f></c><c r="B3"><f>A1</f><v/></c>',
      '<c r="A4" t="str"><f>""</f><v></v></c><c r="B4"><v>1</v></c>',
      '<c r="A5" t="e"><v>#VALUE!</v></c><c r="B5" t="e"><v>#REF!</v></c>',
      '<c r="A6"/>',
    ].map((cells, i) => `<row r="${i + 2}">${cells}</row>`);
    const { features } = await readFeatures(workbook('faults.xlsx', [{ name: 'A', rows: HEADER + rows.join('') }]));
    expect(features.map(({ values, faults }) => [values, Object.fromEntries(faults ?? [])])).toEqual([
      [[null, null], { 1: 'cellule en erreur (#N/A)' }],
      [[null, null], { 0: 'formule sans résultat enregistré', 1: 'formule sans résultat enregistré' }],
      [[null, 1], {}],
      [[null, null], { 0: 'cellule en erreur (#VALUE!)', 1: 'cellule en erreur (#REF!)' }],
    ]);
  });

  it.each<[string, Tab[], string, RegExp[]]>([
    ['one', [{ name: 'A', rows: filled }], 'A', []],
    [
      'one and an empty one',
      [
        { name: 'A', rows: filled },
        { name: 'B', rows: '' },
      ],
      'A',
      [],
    ],
    [
      'one and a filled one',
      [
        { name: 'A', rows: filled },
        { name: 'B', rows: filled },
      ],
      'A',
      [/« A » ; .* « B »$/],
    ],
    [
      'a hidden one first',
      [
        { name: 'A', rows: filled, state: 'veryHidden' },
        { name: 'B', rows: filled },
      ],
      'B',
      [/« B » ; .* « A » \(masquée\)$/],
    ],
    [
      'a chart first',
      [
        { name: 'G', rows: null },
        { name: 'B', rows: filled },
      ],
      'B',
      [],
    ],
    [
      'filtered rows',
      [{ name: 'A', rows: `${filled}<row hidden="1">${text('b')}</row>` }],
      'A',
      [/des lignes masquées .* lues comme les autres$/],
    ],
  ])(
    'of %s is read by its first visible sheet, with a notice where another could be meant',
    async (name, tabs, sheet, notices) => {
      const layer = await openLayer(workbook(`${name.replaceAll(' ', '-')}.xlsx`, tabs));
      expect(layer.name).toBe(sheet);
      expect(layer.notices).toEqual(notices.map((notice) => expect.stringMatching(notice)));
    },
  );

  it.each<[string, () => string, RegExp]>([
    [
      'a part missing',
      () => written('part.xlsx', zipSync({ 'xl/workbook.xml': strToU8('<a/>') })),
      /sa partie .* manque$/,
    ],
    ['half its XML', () => workbook('half.xlsx', [{ name: 'A', rows: `${HEADER}<row>` }]), /n’est pas du XML entier$/],
    [
      'a cell beyond its last column',
      () => workbook('far.xlsx', [{ name: 'A', rows: '<row><c r="XFE1"><v>1</v></c></row>' }]),
      /hors de ce que tient une feuille$/,
    ],
    [
      'more than fifty times its size inside',
      () => workbook('bomb.xlsx', [{ name: 'A', rows: HEADER + ' '.repeat(40e6) }]),
      /bomb\.xlsx : le zip occuperait 40 Mo une fois ouvert, plus de 50 fois sa taille/,
    ],
  ])('with %s is refused in one line', async (_, path, message) => {
    await expect(readFeatures(path())).rejects.toThrow(message);
  });
});

describe('a .dbf', () => {
  const shapefile = (name: string, dbf: Uint8Array, cpg?: string) => {
    written(`${name}.dbf`, dbf);
    if (cpg !== undefined) written(`${name}.cpg`, cpg);
    return written(`${name}.shp`, shpBytes([null]));
  };
  const named = [{ name: 'NOM', type: 'C', length: 20 }] as const;
  const latin = dbfBytes(named, [['Béthune été']]);
  const utf8 = dbfBytes(named, [['Béthune été']], 'utf8');

  it.each<[string, Uint8Array, string, string, string, RegExp[]]>([
    [
      '1252 over UTF-8',
      utf8,
      '1252',
      'utf-8',
      'Béthune été',
      [/est en utf-8, quoi qu’en dise son \.cpg : lu en utf-8$/],
    ],
    ['UTF-8 over 1252', latin, 'UTF-8', 'windows-1252', 'Béthune été', [/n’est pas en utf-8, quoi qu’en dise/]],
    ['ISO-8859-15', latin, 'ISO-8859-15', 'iso-8859-15', 'Béthune été', []],
    ['an unknown one', latin, 'EBCDIC', 'windows-1252', 'Béthune été', [/un encodage inconnu \(EBCDIC\)/]],
  ])('whose .cpg is %s', async (_, dbf, cpg, encoding, expected, notices) => {
    const layer = await openLayer(shapefile(`cpg-${cpg}`, dbf, cpg));
    expect(layer.encoding).toBe(encoding);
    expect(layer.notices).toEqual(notices.map((notice) => expect.stringMatching(notice)));
    for await (const { values } of layer.features) expect(values).toEqual([expected]);
  });

  it.each<[string, string, number[], string]>([
    ['CP850', 'cp850', [0x82, 0x74, 0x82, 0xd5], 'étéı'],
    ['CP437', 'cp437', [0x82, 0x74, 0x82, 0x9b], 'été¢'],
    ['cp936', 'gbk', [0xb1, 0xb1, 0xbe, 0xa9], '北京'],
  ])('in %s', async (cpg, encoding, bytes, expected) => {
    const dbf = dbfBytes(named, [['@@@@']]);
    Buffer.from(bytes).copy(dbf, dbf.indexOf('@@@@'));
    const layer = await openLayer(shapefile(`page-${cpg}`, dbf, cpg));
    expect([layer.encoding, layer.notices]).toEqual([encoding, []]);
    for await (const { values } of layer.features) expect(values).toEqual([expected]);
  });

  it('without fields is read by its shapes', async () => {
    const { layer, features } = await readFeatures(shapefile('fieldless', dbfBytes([], [[]])));
    expect(layer.fields).toEqual([]);
    expect(features).toHaveLength(1);
  });

  it('keeps the digits of a whole number in a column of decimals', async () => {
    const dbf = dbfBytes([{ name: 'ID', type: 'F' as 'N', length: 20 }], [['9007199254740993']]);
    expect(await readRows(shapefile('digits', dbf))).toEqual([{ ID: '9007199254740993' }]);
  });
});

it('a GeoJSON keeps the digits of a whole number in a column of decimals', async () => {
  const feature = (id: string) => `{"type":"Feature","properties":{"id":${id}},"geometry":null}`;
  const path = written('digits.geojsonl', `${feature('9007199254740993')}\n${feature('1.5')}\n`);
  expect(await readRows(path)).toEqual([{ id: '9007199254740993' }, { id: '1.5' }]);
});

describe('a Parquet', () => {
  const point = { type: 'Point', coordinates: [2.6289, 50.518] } as const;
  const parquet = (name: string, type: object, kvMetadata: { key: string; value: string }[] = []) => {
    const path = join(folder, name);
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'geom', repetition_type: 'OPTIONAL', ...type },
    ];
    const writer = new ParquetWriter({ writer: fileWriter(path), schema: schema as never, kvMetadata });
    writer.write({ columnData: [{ name: 'geom', data: ['logical_type' in type ? point : wkbOf(point), null] }] });
    writer.finish();
    return path;
  };
  const geo = (column: object) => [
    { key: 'geo', value: JSON.stringify({ version: '1.1.0', primary_column: 'geom', columns: { geom: column } }) },
  ];
  const bytes = { type: 'BYTE_ARRAY' };

  it.each<[string, () => string]>([
    ['GEOMETRY', () => parquet('geometry.parquet', { ...bytes, logical_type: { type: 'GEOMETRY' } })],
    ['GEOGRAPHY', () => parquet('geography.parquet', { ...bytes, logical_type: { type: 'GEOGRAPHY' } })],
    [
      'GEOMETRY and metadata',
      () => parquet('both.parquet', { ...bytes, logical_type: { type: 'GEOMETRY' } }, geo({ encoding: 'WKB' })),
    ],
    ['metadata alone', () => parquet('metadata.parquet', bytes, geo({ encoding: 'WKB', geometry_types: ['Point'] }))],
  ])('has the geometry of %s', async (_, path) => {
    const { layer, features } = await readFeatures(path());
    expect([layer.crs, layer.fields]).toEqual(['EPSG:4326', []]);
    expect(features.map(({ geometry }) => geometry)).toEqual([{ type: 'Point', coordinates: [2.6289, 50.518] }, null]);
  });

  it('with metadata broken anywhere is read or refused in one French line', async () => {
    const metadata = {
      version: '1.1.0',
      primary_column: 'geom',
      columns: {
        geom: { encoding: 'WKB', geometry_types: ['Point'], crs: projJsonOf('EPSG:2154'), bbox: [1, 2, 3, 4] },
      },
    };
    const junk = [null, 1, '', 'x', [], {}, true, -1e308, '{', ['x'], { x: 1 }];
    const broken = pathsIn(metadata).flatMap((path) => junk.map((value) => withValue(metadata, path, value)));
    const some = broken.filter((_, i) => i % 7 === 0).map((value) => JSON.stringify(value));
    const texts = [...some, '', '[', '[]', '0', 'null', '"geom"', JSON.stringify(metadata).slice(0, 90), '\ud800'];
    for (const [i, value] of texts.entries()) {
      const path = parquet(`broken-${i}.parquet`, bytes, [{ key: 'geo', value }]);
      const lines: string[] = [];
      try {
        const { features } = await readFeatures(path);
        lines.push(...features.flatMap(({ problem }) => problem ?? []));
      } catch (error) {
        lines.push((error as Error).message);
      }
      for (const line of lines) expect(line).toMatch(ONE_FRENCH_LINE);
    }
  });

  it.each<[string, (file: Buffer) => void]>([
    ['a point cut short', (file) => file.fill(0xff, file.indexOf(wkbOf(point)), file.indexOf(wkbOf(point)) + 21)],
    [
      'another kind of geometry',
      (file) => file.fill(99, file.indexOf(wkbOf(point)) + 1, file.indexOf(wkbOf(point)) + 2),
    ],
  ])('with %s gives a French reason', async (name, damage) => {
    const path = parquet(`${name}.parquet`.replaceAll(' ', '-'), bytes, geo({ encoding: 'WKB' }));
    const file = readFileSync(path);
    damage(file);
    writeFileSync(path, file);
    const { features } = await readFeatures(path);
    expect(features[0]!.problem).toMatch(/^géométrie illisible : /);
    expect(features[0]!.problem).toMatch(ONE_FRENCH_LINE);
  });

  it.each<[string, { key: string; value: string }[]]>([
    ['no JSON', [{ key: 'geo', value: '{' }]],
    ['no columns', [{ key: 'geo', value: '{"primary_column":"geom"}' }]],
    ['another column', [{ key: 'geo', value: '{"primary_column":"g","columns":{"g":{"encoding":"WKB"}}}' }]],
  ])('with %s metadata is refused in one line', async (name, metadata) => {
    await expect(openLayer(parquet(`${name}.parquet`.replaceAll(' ', '-'), bytes, metadata))).rejects.toThrow(
      /parquet : ses métadonnées GeoParquet ne décrivent pas sa géométrie$/,
    );
  });
});

it('a GeoPackage layer that is a view is refused: its query may never end', async () => {
  const path = join(folder, 'view.gpkg');
  const database = new Database(path);
  database.exec(`CREATE TABLE gpkg_contents (table_name, data_type);
    INSERT INTO gpkg_contents VALUES ('v', 'attributes');
    CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS lon FROM n`);
  database.close();
  await expect(openLayer(path)).rejects.toThrow(/view\.gpkg : la couche v est une vue/);
});

it('a GeoPackage column that computes hundreds of megabytes is refused', async () => {
  const path = join(folder, 'computed.gpkg');
  const database = new Database(path);
  database.exec(`CREATE TABLE gpkg_contents (table_name, data_type);
    INSERT INTO gpkg_contents VALUES ('t', 'attributes');
    CREATE TABLE t (lon REAL, big TEXT GENERATED ALWAYS AS (hex(zeroblob(20000000))) VIRTUAL);
    INSERT INTO t (lon) VALUES (1)`);
  database.close();
  await expect(openLayer(path)).rejects.toThrow(
    /computed\.gpkg : la colonne calculée big tient des valeurs trop longues/,
  );
});

describe('a file with some flipped bits', () => {
  const fields = [
    { name: 'nom', type: 'text' },
    { name: 'n', type: 'integer' },
    { name: 'part', type: 'real' },
  ] as const;
  const head = { name: 'a', fields, crs: 'EPSG:4326', geometryType: 'Point' } as const;
  const rows = Array.from({ length: 40 }, (_, i) => ({
    values: [i % 3 === 0 ? null : `nom ${i % 5}`, i, i / 7],
    geometry: { type: 'Point', coordinates: [2 + i / 100, 50] } as const,
  }));

  it.each(['parquet', 'geopackage', 'geojson'] as const)('ends in rows or in one French line: %s', async (format) => {
    const path = join(folder, `sound.${format}`);
    await writeFeatures(path, format, head, rows);
    const sound = readFileSync(path);
    const random = randomFrom(format.length);
    for (let i = 0; i < 150; i++) {
      const bytes = Buffer.from(sound);
      for (let flips = 0; flips < 3; flips++) {
        bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
      }
      const failure = await readFeatures(written(`flipped.${format}`, bytes)).catch((error: Error) => error);
      if (!(failure instanceof Error)) continue;
      expect(failure.name).toBe('Error');
      expect(failure.message).toMatch(/^[^\n]*flipped\.\w+ : [^\n]*[éèàçê’][^\n]*$/);
    }
  });
});

/** No line of the engine or of a library, whose English has these words or forms. */
const ONE_FRENCH_LINE =
  /^(?!.*(\b(?:the|is not|not|of|undefined|unexpected|invalid|cannot|bounds|expected|failed|error|token|parse)\b))[^\n]+$/i;

/** The paths of every value in an object, the object's own members first. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[key], ...pathsIn(member).map((path) => [key, ...path])]);
}

/** A copy of an object with another value at a path. */
function withValue(object: object, [key, ...rest]: readonly string[], value: unknown): object {
  const members = object as Record<string, object>;
  const changed = rest.length === 0 ? value : withValue(members[key!]!, rest, value);
  return Array.isArray(object) ? object.with(Number(key), changed) : { ...object, [key!]: changed };
}

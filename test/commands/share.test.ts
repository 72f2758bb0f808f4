import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeGeoPackage } from '../../src/files/gis/write/write-geopackage.ts';
import { openLayer } from '../../src/files/open-layer.ts';
import { transformationOf } from '../../src/geo/projection.ts';
import { bookOf } from '../address/book.ts';
import { startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { stored } from '../zones/stored.ts';
import { perimetre, spawned } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'share-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));

const FIELD = join(import.meta.dirname, '..', '..', '..', 'shared', 'cases', 'field');
const DAY = ['--date', '2024-10-01'] as const;
/** In QN06208M, far from its limit; in no quarter; at the first position, but known to 400 metres only; nowhere. */
const INSIDE = '2.6289,50.518,';
const OUTSIDE = '2.67,50.56,';
const DOUBTFUL = '2.6289,50.518,400';
const NOWHERE = ',,';

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A list of people with secret names, the same number for each home. */
function list(name: string, ...homes: [row: string, times: number][]): string {
  const rows = homes.flatMap(([row, times]) => Array.from({ length: times }, (_, i) => `Secrète${i},${row}`));
  return written(name, `nom,lon,lat,uncertainty\n${rows.join('\n')}\n`);
}

const share = (...args: string[]) => perimetre(['share', ...args], database);
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('perimetre share', () => {
  it('prints the share, the verdict, the source of the threshold and its year', async () => {
    const path = list('fifty.csv', [INSIDE, 50], [OUTSIDE, 25], [DOUBTFUL, 15], [NOWHERE, 10]);
    const { code, stdout, stderr } = await share(path, ...DAY);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(plain(stdout)).toBe(
      `100 personnes, au 1er octobre 2024 (génération 2024, données 2026-12-01.1)

  habitent en QPV, à coup sûr        50
  habitent hors des QPV, à coup sûr  25
  incertaines                        15
    trop près d’une limite           15
  non situées                        10
    ni adresse ni position           10

Part du public en QPV : de 50 % à 75 %
Seuil de 60 % : INDÉCIS, selon ce qu’il en est des personnes incertaines ou non situées.
  atteint si 10 d’entre elles au moins habitent en QPV
  pas atteint si 16 d’entre elles au moins n’y habitent pas
• Crédits de l’État du contrat de ville (BOP 147) : part minimale du public habitant un quartier prioritaire. Appel à projets 2020 du contrat de ville (règlement, articles I à IV).
• Ce seuil est énoncé pour 2020, il est appliqué ici à 2024.
• La géographie seule est dite ici : le service instructeur apprécie le public de l’action.
`,
    );
  });

  it.each([
    ['six of ten', [INSIDE, 6], [OUTSIDE, 4], 'above', 'ATTEINT à coup sûr.'],
    ['five of ten', [INSIDE, 5], [OUTSIDE, 5], 'below', 'PAS ATTEINT, à coup sûr.'],
  ] as const)('takes sixty percent for reached: %s', async (name, inside, outside, verdict, words) => {
    const path = list(`${name}.csv`, [...inside], [...outside]);
    expect(JSON.parse((await share(path, ...DAY, '--json')).stdout)).toMatchObject({ total: 10, verdict });
    expect(plain((await share(path, ...DAY)).stdout)).toContain(`Seuil de 60 % : ${words}`);
  });

  it('counts as outside of the QPV a home that may only be in an undrawn QIC', async () => {
    // In Béthune, where Catorive has no perimeter.
    const path = list('catorive.csv', ['2.64,50.545,', 12], [INSIDE, 30]);
    const qpv = await share(path, ...DAY, '--json');
    expect(JSON.parse(qpv.stdout)).toMatchObject({ inside: 30, outside: 12, uncertain: 0, verdict: 'above' });
    const both = await share(path, ...DAY, '--kind', 'both', '--json');
    expect(JSON.parse(both.stdout)).toMatchObject({
      ...{ kind: 'both', inside: 30, outside: 0, uncertain: 12, uncertainBy: { perimeters: 12 }, verdict: 'undecided' },
      threshold: { scheme: 'fcs', percent: 100 },
    });
  });

  it('hides small counts, with an explanation in the text, the JSON and the file', async () => {
    const path = list('few.csv', [INSIDE, 45], [OUTSIDE, 12], [DOUBTFUL, 2], [NOWHERE, 1]);
    const out = join(folder, 'few-sums.csv');
    const { stdout } = await share(path, ...DAY, '--out', out);
    expect(plain(stdout)).toMatch(/hors des QPV, à coup sûr {2}secret\n {2}incertaines {8,}secret\n/);
    expect(plain(stdout)).toContain('Part du public en QPV : 75 % au moins\nSeuil de 60 % : ATTEINT à coup sûr');
    expect(plain(stdout)).toContain('• secret : un effectif de 1 à 4, ou un autre par lequel on le retrouverait.');
    expect(readFileSync(out, 'utf8')).toMatch(
      /^\uFEFFmesure;valeur\r\n.*en QPV, à coup sûr;45\r\nhors des QPV, à coup sûr;secret\r\n/s,
    );
    const report = JSON.parse((await share(path, ...DAY, '--json')).stdout);
    expect(report).toMatchObject({
      inside: 45,
      outside: null,
      uncertain: null,
      unlocated: null,
      lower: 0.75,
      upper: null,
    });
  });

  it.each([
    [
      'exchanged',
      '50.518,2.6289,',
      '',
      /^• Presque toutes les positions ont leur longitude et leur latitude inversées/m,
    ],
    [
      'exchanged in a stated WGS84',
      '50.518,2.6289,',
      'EPSG:4326',
      /^• Presque toutes les positions ont leur longitude/m,
    ],
    ['in metres', '673721.02,7046905.43,', '', /^• Presque toutes les coordonnées sont des mètres.*EPSG:2154/m],
    [
      'out of their system',
      '9673721,97046905,',
      'EPSG:2154',
      /^• Presque toutes les positions sont hors de ce que couvre/m,
    ],
    ['out of France', '13.4,52.5,', '', /^• Presque tous les lieux sont hors de France/m],
  ])('reports the common error of a list of positions %s', async (name, row, crs, advice) => {
    const asked = [...DAY, ...(crs === '' ? [] : ['--crs', crs])];
    const { stdout } = await share(list(`${name}.csv`, [row, 95], [NOWHERE, 5]), ...asked);
    expect(plain(stdout)).toMatch(advice);
    const { stdout: json } = await share(join(folder, `${name}.csv`), ...asked, '--json');
    expect(JSON.parse(json).notices[0]).toMatch(/^Presque tou/);
    expect(JSON.parse(json).advice).toBeUndefined();
  });

  it('requires the system of a layer without one, and reads a multipoint with one point', async () => {
    const point = { type: 'MultiPoint', coordinates: [[2.6289, 50.518]] } as const;
    const layer = async (name: string, crs: string | null) => {
      const path = join(folder, name);
      const writer = writeGeoPackage(path, { name: 'homes', fields: [], crs, geometryType: 'MultiPoint' });
      for (let i = 0; i < 12; i++) await writer.write({ values: [], geometry: point });
      await writer.close();
      return path;
    };
    const withSystem = await layer('several.gpkg', 'EPSG:4326');
    expect(JSON.parse((await share(withSystem, ...DAY, '--json')).stdout)).toMatchObject({ total: 12, inside: 12 });
    const unsaid = await layer('unsaid.gpkg', null);
    const refused = await share(unsaid, ...DAY);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^perimetre : la liste ne dit pas dans quel système.*: ajoutez par exemple --crs EPSG:2154\n$/,
    );
    const stated = await share(unsaid, ...DAY, '--crs', 'EPSG:4326', '--json');
    expect(JSON.parse(stated.stdout)).toMatchObject({ inside: 12 });
    const unknown = await share(unsaid, ...DAY, '--crs', 'EPSG:9999');
    expect(unknown.stderr).toMatch(/EPSG:9999/);
    expect(unknown.stderr).not.toMatch(/première ligne/);
  });

  it('hides the verdict where it would reveal the few others', async () => {
    const { stdout } = await share(list('one.csv', ['50.518,2.6289,', 60], [INSIDE, 1]), ...DAY);
    expect(stdout).not.toMatch(/Presque/);
  });

  it('is never written over the list', async () => {
    const path = list('itself.csv', [INSIDE, 20]);
    const before = readFileSync(path, 'utf8');
    const { code, stderr } = await share(path, ...DAY, '--out', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^perimetre : --out : .*itself\.csv est un fichier d’entrée, donnez un autre nom\n/);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('hides more counts on request', async () => {
    const path = list('eight.csv', [INSIDE, 45], [OUTSIDE, 12], [NOWHERE, 8]);
    const of = async (...args: string[]) => JSON.parse((await share(path, ...DAY, '--json', ...args)).stdout).unlocated;
    expect([await of(), await of('--min-count', '11')]).toEqual([8, null]);
    expect((await share(path, '--min-count', '3')).stderr).toContain('--min-count : un nombre à partir de 5');
  });

  it('uses the rule and the perimeters of the programme year', async () => {
    const path = list('year.csv', [INSIDE, 10]);
    const { stdout } = await share(path, '--programme-year', '2025', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      date: '2025-01-01',
      programmeYear: 2025,
      threshold: { statedFor: 2020 },
    });
    const other = await share(path, ...DAY, '--programme-year', '2020');
    expect(plain(other.stdout)).toContain(
      '• Les périmètres du 1er octobre 2024 ne sont plus, ou pas encore, ceux de l’année 2020.',
    );
    expect(plain(other.stdout)).not.toContain('énoncé pour');
    const late = await share(path, '--programme-year', '2031');
    expect(plain(late.stdout)).toContain('• Ce dispositif ne s’applique pas pour l’année 2031.');
  });

  it('counts each person once with a key column', async () => {
    const rows = ['A', 'B', 'C', 'D', 'E', 'A', 'b', 'B', ''].map((id) => `${id};2.6289;50.518`);
    const path = written('twice.csv', `id;lon;lat\n${rows.join('\n')}\n`);
    const total = async (...args: string[]) => JSON.parse((await share(path, ...DAY, '--json', ...args)).stdout).total;
    expect([await total(), await total('--key', 'id')]).toEqual([9, 7]);
  });

  it('prints how many rows it left out because they repeat a person', async () => {
    const rows = ['A', 'B', 'C', 'D', 'E', 'A', 'B', 'B'].map((id) => `${id};2.6289;50.518`);
    const path = written('repeats.csv', `id;lon;lat\n${rows.join('\n')}\n`);
    const { stdout } = await share(path, ...DAY, '--key', 'id');
    expect(plain(stdout)).toContain('3 lignes laissées de côté : elles répètent l’identifiant d’une ligne d’avant');
    const json = async (...args: string[]) => JSON.parse((await share(path, ...DAY, '--json', ...args)).stdout);
    expect(await json('--key', 'id')).toMatchObject({ total: 5, repeated: 3 });
    expect(await json()).toMatchObject({ total: 8, repeated: null });
    const out = join(folder, 'repeats-sums.csv');
    await share(path, ...DAY, '--key', 'id', '--out', out);
    expect(readFileSync(out, 'utf8')).toContain('lignes répétées, laissées de côté;3');
    const distinct = written('distinct.csv', `id;lon;lat\n${rows.slice(0, 5).join('\n')}\n`);
    expect(plain((await share(distinct, ...DAY, '--key', 'id')).stdout)).toContain(
      'aucune ligne ne répète l’identifiant d’une autre',
    );
  });

  it.each(['NULL', 'null', 'NA', 'n/a', ' N/A ', '-', '?', '', ' '])('does not take %j for a person', async (id) => {
    const rows = Array.from({ length: 6 }, () => `"${id}";2.6289;50.518`);
    const path = written('no-key.csv', `id;lon;lat\n${rows.join('\n')}\n`);
    const { stdout } = await share(path, ...DAY, '--json', '--key', 'id');
    expect(JSON.parse(stdout)).toMatchObject({ total: 6, inside: 6, repeated: 0 });
  });

  it.skipIf(!existsSync(FIELD))('counts twelve people whose key is NULL as twelve', async () => {
    const { stdout } = await share(join(FIELD, 'c14-share-null.csv'), ...DAY, '--json', '--key', 'id');
    expect(JSON.parse(stdout)).toMatchObject({ total: 18, inside: 12, repeated: 0, verdict: 'above' });
  });

  it('reads a GeoPackage in its own system', async () => {
    const path = join(folder, 'list.gpkg');
    const head = { name: 'list', fields: [], crs: 'EPSG:2154', geometryType: 'Point' as const };
    const writer = writeGeoPackage(path, head);
    const coordinates = transformationOf('EPSG:2154').fromWgs84(2.6289, 50.518);
    for (let i = 0; i < 7; i++) await writer.write({ values: [], geometry: { type: 'Point', coordinates } });
    await writer.close();
    expect((await openLayer(path)).crs).toBe('EPSG:2154');
    expect(JSON.parse((await share(path, ...DAY, '--json')).stdout)).toMatchObject({ total: 7, inside: 7 });
  });
});

describe('a list of addresses', () => {
  let book: Awaited<ReturnType<typeof bookOf>>;
  beforeAll(async () => {
    const street = { street: 'Rue des Essais', lon: 2.6289, lat: 50.518 };
    book = await bookOf([
      { ...street, number: 4, city: 'Béthune', citycode: '62119' },
      { ...street, number: 4, city: 'Essars', citycode: '62310', lon: 2.665, lat: 50.5485 },
    ]);
  });
  afterAll(() => book.remove());

  const rows = [
    ...Array(20).fill('4 rue des Essais;62119'),
    ...Array(6).fill('4 rue des Essais;62310'),
    ...Array(7).fill('4 rue des Essais;'),
    ...Array(5).fill('17 impasse Secrète;62119'),
    ...Array(8).fill(';62119'),
  ];
  const columns = ['--address', 'adresse', '--citycode', 'insee', ...DAY, '--json'];

  it('is located first: an ambiguous address is uncertain, one not found is not located', async () => {
    const path = written('addresses.csv', `adresse;insee\n${rows.join('\n')}\n`);
    vi.stubEnv('PERIMETRE_ADDRESSES', book.path);
    const { code, stdout, stderr } = await share(path, ...columns);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ total: 46, inside: 20, outside: 6, uncertain: 7, unlocated: 13 },
      uncertainBy: { address: 7 },
      unlocatedBy: { absent: 8, 'not-found': 5 },
      ...{ verdict: 'undecided', isComplete: true },
    });
  });

  it('is reported as incomplete without a geocoder, and no address is printed', async () => {
    const path = written('unasked.csv', `adresse;insee\n${rows.join('\n')}\n`);
    const fake = await startFakeGeoplateforme();
    fake.fail('down');
    vi.stubEnv('ADDRESS_PROVIDER', 'geoplateforme');
    vi.stubEnv('GEOPLATEFORME_URL', fake.url);
    const { stdout, stderr } = await share(path, ...columns);
    await fake.close();
    expect(JSON.parse(stdout)).toMatchObject({ isComplete: false, unlocatedBy: { unasked: 38, absent: 8 } });
    expect(stdout + stderr).not.toMatch(/Secrète|Essais/);
  });
});

describe('nothing of a list is revealed or kept', () => {
  it('neither its people nor their homes, in a separate process', async () => {
    const path = list('people.csv', [INSIDE, 8], [OUTSIDE, 8], [NOWHERE, 3], ['abc,50.4321,', 2]);
    const own = join(mkdtempSync(join(folder, 'own-')), 'perimetre.db');
    await spawned(['zones', 'versions'], own);
    const before = stored(own);
    const files = readdirSync(dirname(own)).sort();
    const { code, stdout, stderr } = await spawned(['share', path, ...DAY], own);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/Secr|2[.,]62|50[.,]\d|people|ligne/);
    expect(stored(own)).toEqual(before);
    expect(readdirSync(dirname(own)).sort()).toEqual(files);
  });

  it.each<[string, () => string[], RegExp]>([
    ['of a list of four', () => [list('four.csv', [INSIDE, 4])], /moins de 5 personnes : aucune part n’en est dite/],
    ['of no list', () => [], /une liste, une seule/],
    ['of one that is not there', () => [join(folder, 'none.csv')], /none\.csv : ce fichier ou ce dossier n’existe pas/],
    ['of one without a header', () => [written('bare.csv', 'Secrète,2.6289,50.518\n')], /les noms de ses colonnes/],
    [
      'of one that breaks off',
      () => [written('open.csv', `lon,lat\n2.6289,"${'50.518\n'.repeat(5)}`)],
      /jusqu’au bout/,
    ],
    ['of quarters of no kind', () => [list('k.csv', [INSIDE, 9]), '--kind', 'zup'], /--kind : qpv ou qic ou both/],
    ['of no year', () => [list('y.csv', [INSIDE, 9]), '--programme-year', '20'], /--programme-year : une année/],
    ['in a file of another kind', () => [list('o.csv', [INSIDE, 9]), '--out', 'x.pdf'], /--out : un nom en \.csv/],
    [
      'of a day without quarters',
      () => [list('d.csv', [INSIDE, 9]), '--date', '2014-05-01'],
      /en vigueur le 01\/05\/2014/,
    ],
    [
      'of perimeters that are not there',
      () => [list('p.csv', [INSIDE, 9]), '--date', '2020-05-01', '--kind', 'qic'],
      /« perimetre zones import »/,
    ],
    ['of undrawn QIC', () => [list('q.csv', [INSIDE, 9]), '--kind', 'qic'], /« perimetre zones import »/],
    ['by a column that is not there', () => [list('c.csv', [INSIDE, 9]), '--key', 'id'], /« id » introuvable/],
  ])('%s: one line, exit code 1, nothing written', async (_, args, message) => {
    const out = join(folder, 'never.csv');
    const given = args();
    const { code, stdout, stderr } = await share(...given, ...(given.includes('--out') ? [] : ['--out', out]));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^perimetre : [^\n]+\n(usage : [^\n]+\n)?$/);
    expect(stderr).not.toMatch(/Secrète|2\.6289|50\.518|ligne \d/);
    expect(existsSync(out)).toBe(false);
  });
});

it('a million homes take seconds, some microseconds each', async () => {
  const homes = Array.from({ length: 200_000 }, (_, i) => [2.4 + (i % 997) * 4e-4, 50.45 + (i % 613) * 2e-4]);
  const rows = homes.map(([lon, lat]) => `${lon!.toFixed(6)},${lat!.toFixed(6)}`);
  const path = written('many.csv', `lon,lat\n${rows.join('\n')}\n`);
  const before = process.cpuUsage();
  const { code, stdout } = await share(path, ...DAY, '--json');
  const { user, system } = process.cpuUsage(before);
  expect({ code, total: JSON.parse(stdout).total }).toEqual({ code: 0, total: 200_000 });
  // Processor time, since other processes may run; an idle machine takes 4 seconds.
  expect((user + system) / homes.length).toBeLessThan(15);
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Polygon } from '../../src/geo/polygon.ts';
import { geodata, hasGeodata, withGeodata } from '../geodata.ts';
import { square } from '../shapes.ts';
import { drawnAll } from '../world.ts';
import { stored } from '../zones/stored.ts';
import { perimetre, spawned } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = ['--date', '2024-10-01'] as const;
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

function newStore(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name, 'perimetre.db');
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function perimeters(name: string, ...zones: [code: string, polygon: Polygon][]): string {
  const features = zones.map(([code_qp, coordinates]) => ({
    type: 'Feature',
    properties: { code_qp },
    geometry: { type: 'Polygon', coordinates },
  }));
  return written(name, JSON.stringify({ type: 'FeatureCollection', features }));
}

type Homes = readonly [lon: number | '', lat: number | '', times: number];

function list(name: string, ...homes: Homes[]): string {
  const rows = homes.flatMap(([lon, lat, times]) => Array.from({ length: times }, () => `Secrète,${lon},${lat}`));
  return written(name, `nom,lon,lat\n${rows.join('\n')}\n`);
}

/** In the middle of QN06208M; in Lillers and in Essars, far from any quarter, where no QIC is missing. */
const QUARTER = [2.6289, 50.518] as const;
const LILLERS = [2.45, 50.56] as const;
const ESSARS = [2.67, 50.56] as const;

describe('a draft', () => {
  const database = newStore('draft');
  const run = (...args: string[]) => perimetre(['compare', ...args], database);
  // Mont Liébaut drawn around Lillers would be refused; drawn beside its position, homes in its middle leave it.
  const draft = perimeters('draft.geojson', ['QN06208M', square(2.638, 50.518, 150)]);
  const points = list(
    'points.csv',
    [...QUARTER, 12],
    [2.638, 50.518, 8],
    [...ESSARS, 30],
    [...LILLERS, 5],
    ['', '', 6],
  );
  const asked = ['--perimeters', draft, '--points', points, ...DAY];

  it('is summarised by homes that enter, leave and stay, by quarter and by tier', async () => {
    const { code, stdout, stderr } = await run(...asked);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(plain(stdout)).toMatch(
      /^61 personnes, QPV : du tracé en vigueur le 1er octobre 2024 au brouillon \(données 2026-12-01\.1\)\nBrouillon : 1 quartier\n {2}QN06208M « Quartier Du Mont Liébaut » : gagne [\d ]+ m², perd [\d ]+ m²\n/,
    );
    expect(plain(stdout)).toContain(`
  entrent dans un QPV           8
  sortent des QPV              12
  restent dans un QPV           0
  restent hors des QPV         35
  incertaines, avant ou après   0
  non situées                   6

Entrent dans un QPV, par quartier
  QN06208M « Quartier Du Mont Liébaut »  8

Sortent des QPV, par quartier
  QN06208M « Quartier Du Mont Liébaut »  12
`);
    expect(plain(stdout)).toMatch(/Restent hors des QPV, par situation\n {2}ailleurs, avant et après {2}35\n/);
    expect(stdout).toContain('• Rien du brouillon n’est enregistré : « perimetre zones import » le fait.');
  });

  it('has the same counts in JSON and in a file', async () => {
    const out = join(folder, 'sums.csv');
    const { stdout } = await run(...asked, '--json', '--out', out);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ...{ kind: 'qpv', total: 61, minCount: 5, isComplete: true },
      changes: { enters: 8, leaves: 12, 'stays-inside': 0, 'stays-outside': 35, uncertain: 0, unlocated: 6 },
      draft: { zones: [{ id: 'QN06208M' }] },
      byQuarter: { leaves: [{ of: 'QN06208M', name: 'Quartier Du Mont Liébaut', count: 12 }] },
      byTier: { 'stays-outside': [{ before: 'none', after: 'none', count: 35 }] },
    });
    const lines = readFileSync(out, 'utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFFrubrique;détail;personnes');
    expect(lines).toContain('sortent des QPV;;12');
    expect(lines).toContain('Sortent des QPV, par quartier;QN06208M « Quartier Du Mont Liébaut »;12');
  });

  it('is compared even when all rows have an error, which is reported', async () => {
    const exchanged = list('exchanged.csv', [50.518, 2.6289, 60]);
    const { stdout } = await run('--perimeters', draft, '--points', exchanged, ...DAY);
    expect(stdout).toMatch(/^• Presque toutes les positions ont leur longitude et leur latitude inversées/m);
  });

  it('is stored nowhere, and no row is revealed', async () => {
    const own = newStore('own');
    await spawned(['zones', 'versions'], own);
    const before = stored(own);
    const { code, stdout, stderr } = await spawned(['compare', ...asked], own);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/Secrète|2[.,]6|50[.,]5/);
    expect(stored(own)).toEqual(before);
  });

  it('hides small counts and those that would reveal them', async () => {
    const few = list('few.csv', [...QUARTER, 3], [2.638, 50.518, 8], [...ESSARS, 30]);
    const { stdout } = await run('--perimeters', draft, '--points', few, ...DAY);
    expect(plain(stdout)).toMatch(/sortent des QPV +secret\n.*\n {2}restent hors des QPV +secret\n/);
    expect(stdout).not.toContain('Sortent des QPV, par quartier');
    expect(stdout).toContain('• secret : un effectif de 1 à 4');
  });

  it('is written row by row only on request, to a file described as personal', async () => {
    const rows = join(folder, 'rows.csv');
    // The leftover of a killed command.
    writeFileSync(`${rows}.4194303.part`, 'Secrète');
    const { code, stderr } = await run(...asked, '--rows', rows);
    expect(code).toBe(0);
    expect(stderr).toBe(`${rows} dit de chacun où il habite : c’est un fichier de données personnelles\n`);
    const lines = readFileSync(rows, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(62);
    expect(lines[0]).toBe('nom,lon,lat,tier_before,tier_after,quarter_before,quarter_after,change');
    expect(lines[1]).toMatch(/^Secrète,2\.6289,50\.518,bop-147,[a-z-]+,QN06208M,,leaves$/);
    expect(lines[13]).toMatch(/^Secrète,2\.638,50\.518,[a-z-]+,bop-147,,QN06208M,enters$/);
    expect(lines.at(-1)).toBe('Secrète,,,unknown,unknown,,,unlocated');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('that draws a QIC for the first time settles the uncertain homes', async () => {
    const qic = perimeters('qic.geojson', ['QIC-CATORIVE', square(2.64, 50.545, 100)]);
    const there = list('catorive.csv', [2.64, 50.545, 9], [2.63, 50.54, 7]);
    const args = ['--perimeters', qic, '--points', there, '--kind', 'qic', ...DAY, '--json'];
    expect(JSON.parse((await run(...args)).stdout)).toMatchObject({
      changes: { uncertain: 16, 'stays-outside': 0 },
      uncertainBy: [
        { of: 'then-outside', count: 7 },
        { of: 'then-inside', count: 9 },
      ],
      draft: { zones: [{ id: 'QIC-CATORIVE', gained: null, lost: null }] },
    });
    // Between generations there is nothing to compare it with.
    const generations = ['--generations', '2015,2024', '--points', there, '--kind', 'qic'];
    expect((await run(...generations)).stderr).toMatch(/aucun périmètre de QIC de la génération \d+ n’est chargé/);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing to compare', ['--points', points], /--perimeters ou --generations, l’un des deux/],
    ['two things to compare', [...asked, '--generations', '2015,2024'], /--perimeters ou --generations, l’un des deux/],
    ['no list', ['--perimeters', draft], /--points LISTE était attendu/],
    [
      'a draft that is not there',
      ['--perimeters', 'none.gpkg', '--points', points],
      /none\.gpkg : ce fichier ou ce dossier/,
    ],
    [
      'a draft that names no quarter',
      ['--perimeters', perimeters('odd.geojson', ['ZUP', square(2.63, 50.51, 99)]), '--points', points],
      /odd\.geojson : l’objet n° 1 .*/,
    ],
    ['a draft of another kind', [...asked, '--kind', 'qic'], /QN06208M, celui d’un qpv/],
    ['one generation', ['--generations', '2024', '--points', points], /--generations : deux de 2015, 2024/],
    ['an unknown generation', ['--generations', '2019,2024', '--points', points], /--generations : deux de 2015, 2024/],
    [
      'quarters that are not there',
      ['--generations', '2015,2024', '--kind', 'qic', '--points', points],
      /aucun périmètre de QIC de la génération 2015 n’est chargé : « perimetre zones import »/,
    ],
    ['rows over the list', [...asked, '--rows', points], /--rows : .*points\.csv est un fichier d’entrée/],
    ['sums over the list', [...asked, '--out', points], /--out : .*points\.csv est un fichier d’entrée/],
    ['rows over the draft', [...asked, '--rows', draft], /--rows : .*\.geojson est un fichier d’entrée/],
    [
      'sums over the rows',
      [...asked, '--rows', 'both.csv', '--out', './both.csv'],
      /--out : .*est déjà le fichier de --rows/,
    ],
    ['rows in no format', [...asked, '--rows', join(folder, 'rows.doc')], /rows\.doc : son extension/],
    ['rows in no folder', [...asked, '--rows', join(folder, 'nowhere', 'r.csv')], /ce dossier n’existe pas/],
    [
      'a list of four',
      ['--perimeters', draft, '--points', list('four.csv', [...ESSARS, 4]), ...DAY, '--rows', join(folder, 'f.csv')],
      /moins de 5 personnes/,
    ],
  ])('%s: one line, and exit code 1', async (_, args, message) => {
    const before = readFileSync(points, 'utf8');
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('Secrète');
    expect(readFileSync(points, 'utf8')).toBe(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(['rows.doc', 'f.csv'].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });
});

describe('two generations', () => {
  const database = newStore('generations');
  const run = (...args: string[]) => perimetre(args, database);
  const made = drawnAll('2015', 'qpv');
  const middleOf = (zone: string) => {
    const ring = made.find((perimeter) => perimeter.zone === zone)!.geometry[0]![0]!;
    return [(ring[0]![0] + ring[2]![0]) / 2, (ring[0]![1] + ring[2]![1]) / 2] as const;
  };

  beforeAll(async () => {
    const file = perimeters(
      '2015.geojson',
      ...made.map(({ zone, geometry }) => [zone, geometry[0]!] as [string, Polygon]),
    );
    const { code, stdout } = await run('zones', 'import', file, '--generation', '2015', '--kind', 'qpv', '--commit');
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });

  it('are compared on the last day of the first and today, or on a given date within them', async () => {
    const [lon, lat] = middleOf('QP062057');
    const points = list('reform.csv', [lon, lat, 9], [...QUARTER, 11], [...ESSARS, 20]);
    const { code, stdout } = await run('compare', '--generations', '2015,2024', '--points', points, '--json', ...DAY);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      before: { date: '2023-12-31', generation: '2015' },
      after: { date: '2024-10-01', generation: '2024' },
      changes: { enters: 11, leaves: 9, 'stays-inside': 0, 'stays-outside': 20, uncertain: 0, unlocated: 0 },
      byQuarter: { enters: [{ of: 'QN06208M', count: 11 }], leaves: [{ of: 'QP062057', count: 9 }] },
    });
    const then = await run(
      'compare',
      '--generations',
      '2024, 2015',
      '--points',
      points,
      '--json',
      '--date',
      '2019-06-01',
    );
    expect(JSON.parse(then.stdout)).toMatchObject({
      before: { date: '2024-01-01' },
      after: { date: '2019-06-01' },
      changes: { enters: 9, leaves: 11 },
    });
  });
});

describe.skipIf(!hasGeodata)(`the reform of 2024 ${withGeodata}`, () => {
  const database = newStore('reform');
  const run = (...args: string[]) => perimetre(args, database);

  it('finds what becomes of each of the homes known in a quarter of 2015 or of 2024', {
    timeout: 60_000,
  }, async () => {
    const file = geodata('qpv-2015-cabbalr.geojson');
    const args = ['--generation', '2015', '--kind', 'qpv', '--precision', '0.2', '--commit'];
    expect((await run('zones', 'import', file, ...args)).code).toBe(0);
    const points = geodata('addresses-cabbalr.csv');
    const rows = join(folder, 'reform-rows.csv');
    const asked = ['--generations', '2015,2024', '--points', points, '--rows', rows, ...DAY];
    const { code, stdout } = await run('compare', ...asked, '--json');
    expect(code).toBe(0);
    const [header, ...lines] = readFileSync(rows, 'utf8').trimEnd().split('\n').map(fieldsOf);
    const column = (name: string) => header!.indexOf(name);
    const homes = lines.map((fields) => ({
      was: fields[column('qpv_2015')] !== '',
      will: fields[column('qpv_2024')] !== '',
      change: fields[column('change')],
    }));
    const { total, changes } = JSON.parse(stdout);
    expect(total).toBe(lines.length);
    for (const { was, will, change } of homes) {
      if (change === 'uncertain') continue;
      expect(change).toBe(was ? (will ? 'stays-inside' : 'leaves') : will ? 'enters' : 'stays-outside');
    }
    for (const [change, count] of Object.entries(changes)) {
      const counted = homes.filter((row) => row.change === change).length;
      if (count !== null) expect({ change, count }).toEqual({ change, count: counted });
      else expect(counted).toBeGreaterThan(0);
    }
  });
});

/** The fields of a line without line breaks in them. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');
}

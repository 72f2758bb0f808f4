import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { square } from '../shapes.ts';
import { stored } from '../zones/stored.ts';
import { perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'zones-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A separate store for each test. */
function newStore(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return join(path, 'perimetre.db');
}

function written(name: string, ...features: [properties: object, coordinates: unknown][]): string {
  const path = join(folder, name);
  const collection = {
    type: 'FeatureCollection',
    features: features.map(([properties, coordinates]) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Polygon', coordinates },
    })),
  };
  writeFileSync(path, JSON.stringify(collection));
  return path;
}

const catorive = written('catorive.geojson', [{ nom: 'Catorive', insee: '62119' }, square(2.64, 50.545, 100)]);
const asQic = ['--generation', '2024', '--kind', 'qic'];

describe('the GIS office imports its QIC', () => {
  const database = newStore('office');
  const run = (...args: string[]) => perimetre(args, database);
  const there = ['lookup', '2.64', '50.545', '--date', '2024-10-01', '--json'];

  it('first shows the changes, and changes nothing', async () => {
    await run('zones', 'versions');
    const before = stored(database);
    const { code, stdout, stderr } = await run('zones', 'import', catorive, ...asQic);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replaceAll(/[\u00a0\u202f]/g, ' ')).toMatch(
      /^1 objet lu \(geojson, EPSG:4326, utf-8\)\n1 zone : 0 par leur code, 1 par leur nom, 0 que le registre ne connaît pas\nprécision 0,2 m, statut indicative, source « catorive\.geojson », licence « non précisée »\ncomplet là où les périmètres en vigueur le sont \(--coverage n’est pas donné\)\nReconnues par leur nom \(1\)\n {2}QIC-CATORIVE « Catorive » : « Catorive »\nPremiers tracés \(1\)\n {2}QIC-CATORIVE : \d\d \d{3} m²\nToujours sans périmètre \(8\)\n( {2}QIC-.*\n){8}Remarques \(1\)\n {2}pris par défaut, à préciser : --status, --precision, --source, --licence\nrien n’est enregistré : ajoutez --commit\n$/,
    );
    expect(stored(database)).toEqual(before);
  });

  it('then commits with a description: the new perimeters answer, the previous version can be read', async () => {
    const described = ['--status', 'official', '--precision', '0,5', '--source', 'SIG', '--licence', 'LO 2.0'];
    const { code, stdout } = await run('zones', 'import', catorive, ...asQic, ...described, '--commit', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      file: { format: 'geojson', crs: 'EPSG:4326', encoding: 'utf-8', features: 1 },
      description: {
        ...{ generation: '2024', kind: 'qic', status: 'official', precision: 0.5 },
        source: 'SIG',
        licence: 'LO 2.0',
      },
      matched: [{ id: 'QIC-CATORIVE', by: 'name', fileName: 'Catorive' }],
      differences: [{ id: 'QIC-CATORIVE', gained: null, lost: null }],
      repaired: [],
      overlaps: [],
      absent: [],
      problems: [],
      notices: [],
      version: expect.stringMatching(/^\d{4}-\d\d-\d\d\.\d+$/),
    });
    expect(report.stillMissing).toHaveLength(8);

    const now = await run(...there);
    const then = await run(...there, '--data-version', '2026-12-01.1');
    expect(JSON.parse(now.stdout)).toMatchObject({
      dataVersion: report.version,
      tier: 'fcs-only',
      zones: [{ id: 'QIC-CATORIVE', relation: 'inside', perimeter: { status: 'official', precision: 0.5 } }],
    });
    expect(JSON.parse(then.stdout)).toMatchObject({ dataVersion: '2026-12-01.1', tier: 'unknown' });
  });

  it('lists the versions, goes back to the first, and forward again', async () => {
    const versions = JSON.parse((await run('zones', 'versions', '--json')).stdout);
    expect(versions).toMatchObject([
      { origin: 'import', summary: 'qic 2024 : catorive.geojson', isCurrent: true },
      { id: '2026-12-01.1', origin: 'shipped', isCurrent: false },
    ]);
    expect(await run('zones', 'use', '2026-12-01.1')).toEqual({
      code: 0,
      stdout: 'version courante : 2026-12-01.1\n',
      stderr: '',
    });
    expect((await run('zones', 'versions')).stdout).toMatch(/^ {2}\S+ .*catorive\.geojson\n\* 2026-12-01\.1 .*livrés/);
    expect(JSON.parse((await run(...there)).stdout)).toMatchObject({ tier: 'unknown' });
    await run('zones', 'use', versions[0].id);
    expect(JSON.parse((await run(...there)).stdout)).toMatchObject({ tier: 'fcs-only' });
  });

  it('reports a version that does not exist', async () => {
    const { code, stderr } = await run('zones', 'use', '1999-01-01.1');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'perimetre : il n’y a pas de version 1999-01-01.1 : « perimetre zones versions » les liste\n',
    });
  });
});

describe('an invalid file is refused, and everything is unchanged', () => {
  const database = newStore('refused');
  const run = (...args: string[]) => perimetre(args, database);
  beforeAll(() => run('zones', 'versions'));

  const elsewhere = written('elsewhere.geojson', [{ code: 'QIC-CATORIVE' }, square(2.9, 50.3, 100)]);
  const stranger = written('stranger.geojson', [{ nom: 'Nulle Part' }, square(2.64, 50.545, 100)]);
  const moved = written('moved.geojson', [{ code_qp: 'QN06208M' }, square(2.64, 50.53, 100)]);
  const page = join(folder, 'page.geojson');
  writeFileSync(page, '<html></html>');
  const asQpv = ['--generation', '2024', '--kind', 'qpv'];

  it.each([
    ['drawn elsewhere', [elsewhere, ...asQic], /QIC-CATORIVE est dessiné à \d+ km de sa commune/],
    ['of a zone that is none', [stranger, ...asQic], /« Nulle Part »\) n’est aucun qic de la génération 2024/],
    ['of another kind', [elsewhere, ...asQpv], /le code QIC-CATORIVE, celui d’un qic/],
    [
      'that moves a quarter away from a known point',
      [moved, ...asQpv],
      /ne passent pas la vérification : au 2024-10-01/,
    ],
    ['that is no such file', [page, ...asQic], /page\.geojson : c’est du XML ou une page HTML/],
    ['that is not there', [join(folder, 'none.gpkg'), ...asQic], /none\.gpkg : ce fichier ou ce dossier n’existe pas/],
    ['in an unknown system', [catorive, ...asQic, '--crs', 'EPSG:9'], /EPSG:9 est inconnu/],
    ['of another generation', [catorive, '--generation', '2019', '--kind', 'qic'], /--generation : 2015 ou 2024/],
    ['of no kind', [catorive, '--generation', '2024', '--kind', 'zup'], /--kind : qpv ou qic/],
    ['of no status', [catorive, ...asQic, '--status', 'missing'], /--status : official ou indicative/],
    ['of no precision', [catorive, ...asQic, '--precision', ''], /--precision : un nombre de mètres entre 0 et/],
    ['of no encoding', [catorive, ...asQic, '--encoding', 'utf-16'], /--encoding : utf-8 ou iso-8859-1/],
    ['of no coverage', [catorive, ...asQic, '--coverage', 'europe'], /--coverage : france, metropole/],
  ])('%s', async (_, args, message) => {
    const before = stored(database);
    const { code, stdout, stderr } = await run('zones', 'import', ...args, '--commit');
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(message);
    expect(stderr).toMatch(/^perimetre : [^\n]+\n(usage : [^\n]+\n)?$/);
    expect(stored(database)).toEqual(before);
  });
});

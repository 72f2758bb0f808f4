import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readFeatures, readRows, writeFeatures } from '../files/layers.ts';
import { perimetre, spawned } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'batch-layer-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const batch = (...args: string[]) => perimetre(['batch', ...args, '--date', '2024-10-01'], database);

function written(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

const point = (...coordinates: number[]) => ({
  type: 'Feature',
  properties: { nom: 'Été' },
  geometry: coordinates.length === 0 ? null : { type: 'Point', coordinates },
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
const good = written('good.geojson', collection(point(2.6289, 50.518), point(2.67, 50.56)));

describe('perimetre batch, on layers and tables', () => {
  it('answers every feature and exits 0, with a summary in one line', async () => {
    const out = at('out.gpkg');
    const { code, stdout, stderr } = await spawned(['batch', good, '--out', out, '--date', '2024-10-01'], database);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^2 lignes : 2 répondues dont 0 à examiner, 0 invalide ; \d+,\d s, [^\n]* lignes\/s\n$/);
    expect(await readRows(out)).toMatchObject([
      { nom: 'Été', status: 'ok', tier: 'bop-147', nearest_distance: -204.514 },
      { nom: 'Été', status: 'ok', tier: 'none', nearest_distance: null },
    ]);
  });

  it('exits 2 when some features are invalid, and writes them too', async () => {
    const { code, stderr } = await batch(
      written('some.geojson', collection(point(2.6, 50.5), point())),
      '--out',
      at('some.csv'),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^2 lignes : 1 répondue dont \d à examiner, 1 invalide/);
    expect(readFileSync(at('some.csv'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('recognises a CSV by its content, and the other formats too', async () => {
    const misnamed = written('misnamed.csv', readFileSync(good, 'utf8'));
    expect((await batch(misnamed, '--out', at('noticed.csv'))).code).toBe(0);
    expect(readFileSync(at('noticed.csv'), 'utf8')).toMatch(/^nom,status,.*,geometry\nÉté,ok,bop-147/);
    const csv = written('list', 'lon;lat\n2.6289;50.518\n');
    expect((await batch(csv, '--out', at('list.out'))).code).toBe(0);
    // Converted from CSV to CSV: its separator is kept.
    expect(readFileSync(at('list.out'), 'utf8')).toMatch(/^lon;lat;status;/);
  });

  it('makes points from the coordinates of a table, in their system', async () => {
    const csv = written('l93.csv', 'id,x,y\n1,673640.0991,7046807.165\n2,,\n');
    expect((await batch(csv, '--out', at('l93.parquet'), '--crs', 'EPSG:2154')).code).toBe(2);
    const { layer, features } = await readFeatures(at('l93.parquet'));
    expect(layer).toMatchObject({ crs: 'EPSG:2154', geometryType: 'Point' });
    expect(features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [673640.0991, 7046807.165] },
      null,
    ]);
  });

  it('reads the named sheet', async () => {
    const fields = ['lon', 'lat'].map((name) => ({ name, type: 'real' as const }));
    const head = { name: 'Aides 2024', fields, crs: null, geometryType: null };
    await writeFeatures(at('aides.xlsx'), 'xlsx', head, [{ values: [2.6289, 50.518], geometry: null }]);
    expect((await batch(at('aides.xlsx'), '--out', at('aides.geojson'), '--layer', 'aides 2024')).code).toBe(0);
    const { code, stderr } = await batch(at('aides.xlsx'), '--out', at('none.geojson'), '--layer', 'Bilan');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `perimetre : ${at('aides.xlsx')} : aucune couche ne s’appelle Bilan ; il y a Aides 2024\n`,
    });
  });

  it('writes a report like that of a CSV, and first reports a common error', async () => {
    const exchanged = written('exchanged.geojson', collection(point(50.518, 2.6289)));
    const { code, stderr } = await batch(exchanged, '--out', at('exchanged.gpkg'), '--report', at('report.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^attention : [^\n]*longitude et leur latitude inversées[^\n]*\n1 ligne : /);
    const report = JSON.parse(readFileSync(at('report.json'), 'utf8'));
    expect(report.rows).toMatchObject({ total: 1, invalid: 1 });
    expect(JSON.stringify(report)).not.toContain(folder);
  });

  it.each([
    ['a name without a format', () => [good, '--out', at('x.doc')], /x\.doc : son extension.*\.gpkg/],
    ['standard output', () => [good, '--to-stdout'], /les autres formats demandent deux fichiers/],
    ['a layer of a CSV', () => [written('a.csv', 'lon,lat\n1,2\n'), '--out', at('x.csv'), '--layer', 'a'], /--layer/],
    ['a layer of a GeoJSON', () => [good, '--out', at('x.csv'), '--layer', 'a'], /--layer ne va qu’avec un GeoPackage/],
    ['a run to go on with', () => [good, '--out', at('x.csv'), '--resume'], /--resume ne va que d’un CSV à un CSV/],
    [
      'cells that are no formula',
      () => [good, '--out', at('x.gpkg'), '--safe-csv'],
      /--safe-csv ne va qu’avec un CSV en sortie/,
    ],
    [
      'addresses that are nowhere',
      () => [good, '--out', at('x.csv'), '--address', 'rue'],
      /good\.geojson : colonne « rue » introuvable/,
    ],
    ['no folder', () => [good, '--out', at('nowhere/x.gpkg')], /nowhere : ce fichier ou ce dossier n’existe pas/],
    [
      'a binary file by another name',
      () => [written('b.csv', '\0\x01'), '--out', at('x.gpkg')],
      /b\.csv : ce n’est pas un fichier texte/,
    ],
    ['nothing in it', () => [written('e.geojson', ''), '--out', at('x.gpkg')], /e\.geojson : le fichier est vide/],
    ['an unknown system', () => [good, '--out', at('x.gpkg'), '--crs', 'EPSG:9'], /EPSG:9 est inconnu/],
  ])('exits 1 with %s, one line first, and no file', async (_, args, message) => {
    const { code, stdout, stderr } = await batch(...args());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(readdirSync(folder).filter((name) => name.startsWith('x.') || name.endsWith('.part'))).toEqual([]);
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  it('lists the formats in its help', async () => {
    const { stdout } = await perimetre(['batch', '--help'], database);
    expect(stdout).toMatch(/écrits +\.csv \.xlsx \.geojson \.geojsonl \.geojsons \.gpkg \.parquet/);
    expect(stdout).toMatch(/classeur Excel est tout entier en mémoire/);
  });
});

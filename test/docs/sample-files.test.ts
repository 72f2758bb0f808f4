import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { perimetre } from '../commands/perimetre.ts';
import { readFeatures } from '../files/layers.ts';
import { root, section } from './markdown.ts';

const samples = join(root, 'examples', 'data');
const store = mkdtempSync(join(tmpdir(), 'perimetre-samples-'));
afterAll(() => rmSync(store, { recursive: true }));

describe('examples/data', () => {
  it('is small, and described file by file', () => {
    const names = readdirSync(samples);
    expect(names.filter((name) => statSync(join(samples, name)).size > 30_000)).toEqual([]);
    const described = [...section('examples/README.md', '## Files to try').matchAll(/\]\(data\/([^)]+)\)/g)];
    expect(described.map(([, name]) => name).sort()).toEqual(names.sort());
  });

  it('has addresses of people in streets that are made up', async () => {
    const { features } = await readFeatures(join(samples, 'addresses.xlsx'));
    const streets = parse<{ nom_voie: string }>(readFileSync(join(samples, 'adresses-62.csv')), {
      columns: true,
      delimiter: ';',
    }).map(({ nom_voie }) => nom_voie);
    expect(streets.filter((name) => !MADE_UP.test(name))).toEqual([]);
    expect(features.map(({ values }) => values[2]).filter((name) => !streets.includes(String(name)))).toEqual([]);
  });

  it('has every situation once its addresses and its QIC are loaded', async () => {
    const database = join(store, 'perimetre.db');
    const run = (...args: string[]) => perimetre(args, database);
    await run('data', 'update', '--only', 'addresses', '--from', samples);
    await run(
      'zones',
      'import',
      join(samples, 'qic-draft.geojson'),
      '--generation',
      '2024',
      '--kind',
      'qic',
      '--commit',
    );
    const address = ['--address', 'num,voie,cp,ville', '--citycode', 'insee'];
    const out = join(store, 'answers.csv');
    const { code } = await run(
      'batch',
      join(samples, 'addresses.xlsx'),
      '--out',
      out,
      '--date',
      '2024-10-01',
      ...address,
    );
    expect(code).toBe(0);
    const answers = parse<{ tier: string; certainty: string }>(readFileSync(out), { columns: true });
    expect(new Set(answers.map(({ tier }) => tier))).toEqual(
      new Set(['bop-147', 'fcs-only', 'fonds-de-concours', 'none']),
    );
    expect(answers.filter(({ certainty }) => certainty === 'review').length).toBeGreaterThan(0);
  });

  it.each(['places', 'buildings', 'paths'])('has a layer of %s that are answered', async (layer) => {
    const out = join(store, `${layer}.gpkg`);
    const { code } = await perimetre(
      ['batch', join(samples, 'projects.gpkg'), '--layer', layer, '--out', out],
      join(store, 'other.db'),
    );
    expect(code).toBe(0);
  });
});

const MADE_UP = /Exemples|Inventée|Invention|Spécimen|Fiction|Maquette/;

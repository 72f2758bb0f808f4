import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookup-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));
const lookup = (...args: string[]) => perimetre(['lookup', ...args], database);

describe('perimetre lookup', () => {
  it('describes the situation of a point in sentences', async () => {
    const { code, stdout, stderr } = await lookup('2.6289', '50.518', '--date', '2024-10-01');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`bop-147 — dans un quartier prioritaire (QPV)
réponse sûre
QPV QN06208M « Quartier Du Mont Liébaut » : à l’intérieur, à 204,514 m de la limite
au 2024-10-01, génération 2024, données 2026-12-01.1
`);
  });

  it('names what is missing from the data', async () => {
    const { stdout } = await lookup('2.58', '50.475', '--date', '2024-10-01');
    expect(stdout).toMatch(/^unknown — /);
    expect(stdout).toContain('Cité des Oiseaux');
    expect(stdout).toContain('à examiner : fcs-only, fonds-de-concours, none');
  });

  it('accepts negative longitudes, decimal commas, a commune and an uncertainty', async () => {
    const overseas = await lookup('--date', '2024-10-01', '-61,5', '16,2', '--json');
    const commas = await lookup(
      '2,58',
      '50,475',
      '--citycode',
      '62270',
      '--uncertainty',
      '2,5',
      '--date',
      '2024-10-01',
    );
    expect(JSON.parse(overseas.stdout)).toMatchObject({ point: { lon: -61.5, lat: 16.2 }, unknown: ['coverage'] });
    expect(commas).toMatchObject({ code: 0, stderr: '' });
  });

  it('--json has the fields of GET /v1/lookup, in their order', async () => {
    const answer = JSON.parse((await lookup('2.6289', '50.518', '--date', '2024-10-01', '--json')).stdout);
    expect(Object.keys(answer)).toEqual([
      'date',
      'generation',
      'dataVersion',
      'point',
      'tier',
      'certainty',
      'possibleTiers',
      'zones',
      'unknown',
      'reasons',
    ]);
    expect(answer.zones).toEqual([
      {
        id: 'QN06208M',
        kind: 'qpv',
        name: 'Quartier Du Mont Liébaut',
        relation: 'inside',
        boundaryDistance: -204.514,
        certainty: 'firm',
        perimeter: { status: 'official', precision: 0.2 },
      },
    ]);
  });

  it.each([
    [['50.518', '2.6289'], /longitude et latitude semblent inversées/],
    [['', ''], /degrés WGS84/],
    [['2.6', '95'], /degrés WGS84/],
    [['2.6', '50.5', '--date', '2024-02-30'], /« 2024-02-30 » n’est pas une date/],
    [['2.6', '50.5', '--uncertainty', '-5'], /un nombre de mètres entre 0 et 100 000/],
    [['2.6', '50.5', '--citycode', '6211'], /le code INSEE d’une commune/],
    [['2.6', '50.5', '--data-version', '1999-01-01.1'], /il n’y a pas de version 1999-01-01\.1 des périmètres/],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await lookup(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at |node:/);
  });
});

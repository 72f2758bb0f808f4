import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { geodata, hasGeodata, withGeodata } from '../geodata.ts';
import { perimetre, spawned } from './perimetre.ts';

describe.skipIf(!hasGeodata)(`the whole country ${withGeodata}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'france-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const database = join(folder, 'perimetre.db');
  const run = (...args: string[]) => perimetre(args, database);

  it('is imported with its 877 zones of invalid rings, and answers everywhere', async () => {
    const file = geodata('qpv-2024-france-reconstructed.geojson');
    const args = ['--generation', '2024', '--kind', 'qpv', '--coverage', 'france', '--commit', '--json'];
    const { code, stdout } = await spawned(['zones', 'import', file, ...args], database);
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report.features).toBe(1584);
    expect(report.matched.filter(({ by }: { by: string }) => by === 'file')).toHaveLength(1568);
    expect(report.repaired).toHaveLength(877);
    expect(report.problems).toEqual([]);

    const arras = await run('lookup', '2.777', '50.291', '--date', '2024-10-01', '--json');
    const paris = await run('lookup', '2.2945', '48.8584', '--date', '2024-10-01');
    const before = await run(
      'lookup',
      '2.777',
      '50.291',
      '--date',
      '2024-10-01',
      '--json',
      '--data-version',
      '2026-12-01.1',
    );
    expect(JSON.parse(arras.stdout)).toMatchObject({ tier: 'none', certainty: 'firm' });
    expect(paris.stdout).toMatch(/^none — .*\nréponse sûre\n/);
    expect(JSON.parse(before.stdout)).toMatchObject({ tier: 'unknown', unknown: ['coverage'] });
  });
});

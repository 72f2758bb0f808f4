import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { coverageNamed } from '../../src/zones/named-coverage.ts';
import { square } from '../shapes.ts';
import { registry } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const polygon = (lon: number, lat: number) => ({
  type: 'Feature',
  properties: {},
  geometry: { type: 'Polygon', coordinates: square(lon, lat, 1000) },
});

describe('the coverage of a file, by name', () => {
  it('france is everywhere, metropole a box, agglomeration the ring of the registry', async () => {
    expect(await coverageNamed('france', registry)).toEqual({ type: 'everywhere' });
    expect(await coverageNamed('metropole', registry)).toMatchObject({ type: 'area' });
    expect(await coverageNamed('agglomeration', registry)).toBe(registry.generations[0]!.coverage.qpv);
  });

  it('INSEE codes are communes, with spaces or not', async () => {
    expect(await coverageNamed('62119', registry)).toEqual({ type: 'communes', citycodes: ['62119'] });
    expect(await coverageNamed('62119, 2A004', registry)).toEqual({ type: 'communes', citycodes: ['62119', '2A004'] });
  });

  it('a file is all its polygons, not only the first', async () => {
    const features = [polygon(2.4, 50.5), polygon(2.6, 50.5)];
    const coverage = await coverageNamed(written('two.geojson', { type: 'FeatureCollection', features }), registry);
    expect(coverage).toMatchObject({ type: 'area', geometry: { length: 2 } });
  });

  it('polygons that overlap are united, and invalid rings repaired', async () => {
    const bowTie = {
      ...polygon(2.6, 50.5),
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [2.7, 50.5],
            [2.72, 50.52],
            [2.72, 50.5],
            [2.7, 50.52],
            [2.7, 50.5],
          ],
        ],
      },
    };
    const features = [polygon(2.6, 50.5), polygon(2.605, 50.5), bowTie];
    const coverage = await coverageNamed(written('met.geojson', { type: 'FeatureCollection', features }), registry);
    expect(coverage).toMatchObject({ type: 'area', geometry: { length: 3 } });
  });

  it.each([
    ['a word', () => 'europe'],
    ['a code of four digits', () => '6211'],
    [
      'points',
      () => written('point.geojson', { ...polygon(2, 50), geometry: { type: 'Point', coordinates: [2, 50] } }),
    ],
    [
      'metres without a stated unit',
      () =>
        written('metres.geojson', {
          ...polygon(2, 50),
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [6e5, 7e6],
                [6e5, 7.1e6],
                [7e5, 7e6],
                [6e5, 7e6],
              ],
            ],
          },
        }),
    ],
    ['something else than JSON', () => written('page.html', '<html></html>')],
  ])('%s is refused in one French line', async (_, named) => {
    const failure = await coverageNamed(named(), registry).catch((error: Error) => error.message);
    expect(failure).toMatch(/^--coverage : france, metropole, agglomeration, des codes INSEE ou un fichier .*\(.*\)$/);
  });
});

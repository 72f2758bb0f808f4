import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { ringProblems } from '../../src/geo/validity.ts';
import type { Registry } from '../../src/zones/registry.ts';
import { installShipped } from '../../src/zones/shipped.ts';
import { square } from '../shapes.ts';
import { drawn, emptyVersions, registry, shippedVersions } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-shipped-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the shipped perimeters', () => {
  const versions = shippedVersions();
  const { perimeters, contours } = versions.read(registry.shipped.version);

  it.each([
    ['2024', 0.2],
    ['2015', 1],
  ])('are the 16 QPV of %s, valid, official, precise to %f m', (generation, precision) => {
    const found = perimeters.filter((perimeter) => perimeter.generation === generation);
    expect(found.map(({ zone }) => zone)).toEqual(
      registry.zones
        .filter((z) => z.generation === generation && z.kind === 'qpv')
        .map(({ id }) => id)
        .sort(),
    );
    expect(found).toHaveLength(16);
    for (const perimeter of found) {
      expect(perimeter).toMatchObject({ status: 'official', precision, licence: 'Licence Ouverte 2.0' });
      expect(ringProblems(perimeter.geometry)).toEqual([]);
    }
  });

  it('are the contours of the 100 communes and Hulluch, valid, precise to 100 m', () => {
    const { communes, precision } = contours!;
    expect(precision).toBe(100);
    expect(communes.filter(({ agglomeration }) => agglomeration)).toHaveLength(100);
    expect(communes.filter(({ agglomeration }) => !agglomeration).map(({ name }) => name)).toEqual(['Hulluch']);
    for (const { geometry } of communes) expect(ringProblems(geometry)).toEqual([]);
  });

  it('contain no quarter that leaves its communes by more than 30 m', () => {
    for (const { zone, communes: codes, geometry } of perimeters) {
      const own = contours!.communes.filter(({ citycode }) => codes.includes(citycode)).map((one) => one.geometry);
      const farthest = Math.max(
        ...geometry.flat(2).map(([lon, lat]) => Math.min(...own.map((shape) => boundaryDistance(shape, lon, lat)))),
      );
      expect([zone, farthest < 30]).toEqual([zone, true]);
    }
  });

  it('are installed once', () => {
    installShipped(versions, registry);
    expect(versions.list()).toHaveLength(1);
  });
});

describe('a newer delivery', () => {
  const newer: Registry = { ...registry, shipped: { ...registry.shipped, version: 'newer' } };

  it('becomes current instead of an older one', () => {
    const versions = shippedVersions();
    installShipped(versions, newer);
    expect(versions.current()).toBe('newer');
  });

  it('never replaces an import', () => {
    const versions = shippedVersions();
    const import1 = {
      id: 'import',
      origin: 'import',
      summary: '',
      base: versions.current(),
      makeCurrent: true,
    } as const;
    versions.append(import1, { perimeters: [drawn('2024', 'QIC-CATORIVE', [square(2.65, 50.54, 100)])] });
    installShipped(versions, newer);
    expect(versions.current()).toBe('import');
    expect(versions.has('newer')).toBe(true);
  });
});

describe('a shipped file that differs from the registry is refused, and nothing is installed', () => {
  const feature = (code_qp: string, coordinates: unknown) => ({
    type: 'Feature',
    properties: { code_qp },
    geometry: { type: 'Polygon', coordinates },
  });
  const bow = [
    [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ],
  ];
  it.each<[string, unknown[], RegExp]>([
    ['too few', [], /0 \S+ .*1/],
    ['a stranger', [feature('QN99999M', square(2.6, 50.5, 100))], /QN99999M/],
    ['a ring that crosses itself', [feature('QN06208M', bow)], /QN06208M/],
  ])('%s', (_, features, message) => {
    const path = join(folder, 'file.geojson');
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
    const perimeters = [{ ...registry.shipped.perimeters[0]!, path, count: 1 }];
    const versions = emptyVersions();
    const install = () =>
      installShipped(versions, { ...registry, shipped: { ...registry.shipped, version: '1', perimeters } });
    expect(install).toThrow(message);
    expect(install).toThrow(path);
    expect(versions.list()).toEqual([]);
  });
});

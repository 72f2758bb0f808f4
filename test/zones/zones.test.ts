import { describe, expect, it } from 'vitest';
import { isExchanged } from '../../src/zones/france.ts';
import { generationOn, isWithin } from '../../src/zones/zones.ts';
import { moved, square } from '../shapes.ts';
import { drawn, drawnAll, registry, shipped, world } from '../world.ts';

describe('compiled zones', () => {
  it('are drawn where a perimeter is stored, and missing where only the registry has them', () => {
    const [before, now] = shipped.generations;
    expect([before!.drawn.length, before!.missing.length]).toEqual([16, 5]);
    expect([now!.drawn.length, now!.missing.length]).toEqual([16, 9]);
  });

  it('include the zones of a file that the registry lacks', () => {
    const zones = world({ perimeters: [drawn('2024', 'QN07501M', [square(2.35, 48.86, 300)], { name: 'Ailleurs' })] });
    const stranger = zones.generations[1]!.drawn.find(({ zone }) => zone.id === 'QN07501M');
    expect(stranger!.zone).toMatchObject({
      name: 'Ailleurs',
      communes: ['75056'],
      inForce: { from: '2024-01-01', to: null },
    });
  });

  it('list the zones that outlive their generation', () => {
    const zones = world({ perimeters: drawnAll('2015', 'qic') });
    expect(zones.generations[0]!.outliving.map(({ zone }) => zone.kind)).toEqual(Array(5).fill('qic'));
    expect(shipped.generations[0]!.outlivingMissing).toHaveLength(5);
    expect(shipped.generations[1]!.outliving).toEqual([]);
  });

  it('find every zone within some metres of a box, in any direction', () => {
    const middle = [2.49, 50.58] as const;
    const zones = world({ perimeters: [drawn('2024', 'QN06255M', [square(...middle, 200)])] });
    const current = zones.generations[1]!;
    const isNear = (east: number, north: number, metres: number) => {
      const [lon, lat] = moved(middle, east, north);
      return current.near([lon, lat, lon, lat], metres).some((i) => current.drawn[i]!.zone.id === 'QN06255M');
    };
    for (const [east, north] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      expect(isNear(east * 690, north * 690, 495)).toBe(true);
      expect(isNear(east * 1200, north * 1200, 495)).toBe(false);
      expect(isNear(east * 50_000, north * 50_000, 50_000)).toBe(true);
    }
  });
});

describe('a date', () => {
  it.each([
    ['2014-12-31', null],
    ['2015-01-01', '2015'],
    ['2023-12-31', '2015'],
    ['2024-01-01', '2024'],
    ['9999-12-31', '2024'],
  ])('%s: generation %s', (date, id) => expect(generationOn(shipped, date)?.generation.id ?? null).toBe(id));

  it('is within a period, both ends included', () => {
    const period = { from: '2018-12-01', to: '2018-12-31' };
    expect(['2018-11-30', '2018-12-01', '2018-12-31', '2019-01-01'].map((day) => isWithin(day, period))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isWithin('9999-01-01', { from: '2024-01-01', to: null })).toBe(true);
  });
});

describe('longitude and latitude exchanged', () => {
  it.each<[string, number, number, boolean]>([
    ['Béthune', 2.64, 50.53, false],
    ['Béthune, exchanged', 50.53, 2.64, true],
    ['Saint-Denis de La Réunion', 55.45, -20.88, false],
    ['Saint-Denis de La Réunion, exchanged', -20.88, 55.45, true],
    ['Mamoudzou, exchanged', -12.78, 45.23, true],
    ['Cayenne', -52.33, 4.92, false],
    ['in the ocean either way', -30, 0, false],
    ['where both make sense, as given', 5, 45, false],
  ])('%s', (_, lon, lat, exchanged) => expect(isExchanged(lon, lat)).toBe(exchanged));
});

it('every canary of the registry gets its answer', () => {
  expect(registry.canaries.length).toBeGreaterThan(1);
});

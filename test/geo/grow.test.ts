import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { grown } from '../../src/geo/grow.ts';
import type { MultiPolygon, Polygon } from '../../src/geo/polygon.ts';
import { repair, ringProblems } from '../../src/geo/repair.ts';
import { geodata, hasGeodata, withGeodata } from '../geodata.ts';
import { countryOfZones, moved, randomFrom, rectangle, square, star } from '../shapes.ts';

/**
 * The greatest error, in metres, of the grown shape's limit, at its vertices and between them: it should be 300 m away.
 */
function greatestFault(shape: MultiPolygon): number {
  let greatest = 0;
  for (const ring of grown(shape, 300).flat()) {
    for (const [i, [lon, lat]] of ring.entries()) {
      const [lonBefore, latBefore] = ring[Math.max(0, i - 1)]!;
      for (const [x, y] of [
        [lon, lat],
        [(lon + lonBefore) / 2, (lat + latBefore) / 2],
      ]) {
        greatest = Math.max(greatest, Math.abs(boundaryDistance(shape, x!, y!) - 300));
      }
    }
  }
  return greatest;
}

describe('a shape grown by 300 m', () => {
  it('has its limit 300 m away on the ground, to 0.1 m, for any shape', () => {
    const shapes = fc.record({
      seed: fc.integer(),
      lon: fc.double({ min: -4, max: 8, noNaN: true }),
      lat: fc.double({ min: 42, max: 51, noNaN: true }),
      radius: fc.double({ min: 5, max: 2500, noNaN: true }),
      corners: fc.integer({ min: 3, max: 60 }),
    });
    fc.assert(
      fc.property(shapes, ({ seed, lon, lat, radius, corners }) => {
        const shape: MultiPolygon = [[star(randomFrom(seed), lon, lat, radius, corners)]];
        expect(greatestFault(shape)).toBeLessThan(0.1);
        expect(ringProblems(grown(shape, 300))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('also for holes, parts, shapes that touch themselves, and rings in any direction', () => {
    for (const shape of countryOfZones(3, 60)) expect(greatestFault(shape)).toBeLessThan(0.1);
  });

  it('keeps the middle of a hole more than 300 m from its limit, and fills a smaller hole', () => {
    const around = (half: number): Polygon => [rectangle(2.6, 50.5, 2000, 2000), rectangle(2.6, 50.5, half, half)];
    expect(grown([around(500)], 300)).toMatchObject([{ length: 2 }]);
    expect(greatestFault([around(500)])).toBeLessThan(0.1);
    expect(grown([around(250)], 300)).toMatchObject([{ length: 1 }]);
  });

  it('unites parts that meet when grown, and leaves others apart', () => {
    const [lon, lat] = [2.6, 50.5];
    const pair = (metres: number) => [square(lon, lat, 100), square(...moved([lon, lat], 200 + metres, 0), 100)];
    expect(grown(pair(590), 300)).toHaveLength(1);
    expect(grown(pair(610), 300)).toHaveLength(2);
  });

  it('turns rings as GeoJSON requires, closes them and writes 7 decimals', () => {
    const [[outer, hole]] = grown([[rectangle(2.6, 50.5, 2000, 2000), rectangle(2.6, 50.5, 500, 500)]], 300) as [
      Polygon,
    ];
    expect(Math.sign(signedArea(outer!))).toBe(1);
    expect(Math.sign(signedArea(hole!))).toBe(-1);
    for (const ring of [outer!, hole!]) {
      expect(ring[0]).toEqual(ring.at(-1));
      for (const value of ring.flat()) expect(value).toBe(Number(value.toFixed(7)));
    }
  });
});

describe('the band of the quarters', () => {
  it('is right for each QPV of the agglomeration', () => {
    const shipped = join(import.meta.dirname, '..', '..', 'data', 'perimeters', 'qpv-2024.geojson');
    for (const shape of shapesIn(shipped)) expect(greatestFault(shape)).toBeLessThan(0.1);
  });

  it.skipIf(!hasGeodata)(`is right for QPV all over the country, ${withGeodata}`, () => {
    // One in eighty: testing all of them takes twenty seconds and found no error.
    const some = shapesIn(geodata('qpv-2024-france-reconstructed.geojson')).filter((_, i) => i % 80 === 0);
    for (const shape of some) {
      expect(greatestFault(repair(shape).shape)).toBeLessThan(0.1);
    }
  });
});

function shapesIn(path: string): MultiPolygon[] {
  const { features } = JSON.parse(readFileSync(path, 'utf8')) as {
    features: { geometry: { type: string; coordinates: never } }[];
  };
  return features.map(({ geometry: { type, coordinates } }) => (type === 'Polygon' ? [coordinates] : coordinates));
}

function signedArea(ring: Polygon[number]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [xBefore, yBefore] = ring.at(i - 1)!;
    return sum + xBefore * y - x * yBefore;
  }, 0);
}

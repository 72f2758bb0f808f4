import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryDistance, limitDistance } from '../../src/geo/distance.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import { moved, randomFrom, reversed, rotated, square, star } from '../shapes.ts';
import { areCasesHere, sharedCases, sharedZones } from './cases.ts';
import { geodesicToBoundary } from './reference.ts';

const MIDDLE = [2.6, 50.5] as const;

describe('the distance to a limit', () => {
  it('is negative inside, zero on the limit, positive outside', () => {
    const shape: MultiPolygon = [square(...MIDDLE, 200)];
    expect(boundaryDistance(shape, ...MIDDLE)).toBeCloseTo(-200, -1);
    expect(boundaryDistance(shape, ...shape[0]![0]![0]!)).toBe(0);
    expect(boundaryDistance(shape, ...moved(MIDDLE, 500, 0))).toBeCloseTo(300, -1);
  });

  it('includes the limit of a hole, and has no sign in limitDistance', () => {
    const shape: MultiPolygon = [[...square(...MIDDLE, 200), ...square(...MIDDLE, 50)]];
    expect(boundaryDistance(shape, ...MIDDLE)).toBeCloseTo(50, -1);
    const [lon, lat] = moved(MIDDLE, 60, 0);
    expect(boundaryDistance(shape, lon, lat)).toBeCloseTo(-10, 0);
    expect(limitDistance(shape, lon, lat)).toBe(-boundaryDistance(shape, lon, lat));
  });

  it('is infinite to a shape without edges', () => {
    expect(boundaryDistance([], 2.6, 50.5)).toBe(Number.POSITIVE_INFINITY);
    expect(boundaryDistance([[[]]], 2.6, 50.5)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['nearly a point', 0.5, 30],
    ['a block', 40, 300],
    ['a quarter', 600, 1000],
    ['a large quarter', 3000, 1500],
  ])('is that of the geodesic to 1 mm: %s', (_, radius, away) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 25 }), (seed, corners) => {
        const random = randomFrom(seed);
        const lat = -25 + 80 * random();
        const shape: MultiPolygon = [[star(random, 2.6, lat, radius, corners)]];
        const reach = 2 * (radius + away) * Math.SQRT1_2;
        const [x, y] = moved([2.6, lat], (random() - 0.5) * reach, (random() - 0.5) * reach);
        expect(Math.abs(boundaryDistance(shape, x, y) - geodesicToBoundary(shape, x, y))).toBeLessThan(0.001);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for any first vertex and direction of the ring', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(40), (seed, by) => {
        const random = randomFrom(seed);
        const ring = star(random, ...MIDDLE, 400, 12);
        const [lon, lat] = moved(MIDDLE, 1000 * (random() - 0.5), 1000 * (random() - 0.5));
        const metres = boundaryDistance([[ring]], lon, lat);
        expect(boundaryDistance([[rotated(ring, by)]], lon, lat)).toBe(metres);
        // An edge measured from its other end differs in the last digits.
        expect(boundaryDistance([[reversed(ring)]], lon, lat)).toBeCloseTo(metres, 8);
      }),
    );
  });

  it('does not change with repeated positions', () => {
    const ring = star(randomFrom(7), ...MIDDLE, 400, 12);
    const stuttering = ring.flatMap((position) => [position, position, position]);
    for (const [east, north] of [
      [0, 0],
      [300, 200],
      [-600, 10],
    ] as const) {
      const [lon, lat] = moved(MIDDLE, east, north);
      expect(boundaryDistance([[stuttering]], lon, lat)).toBe(boundaryDistance([[ring]], lon, lat));
    }
  });
});

describe.skipIf(!areCasesHere)('on the shared cases (skipped where ../shared is absent)', () => {
  describe.each([
    ['2024', 'points-qpv-2024.csv', 'qpv-2024-cabbalr.geojson', 'code_qp'],
    ['2015', 'points-qpv-2015.csv', 'qpv-2015-cabbalr.geojson', 'CODE_QP'],
  ] as const)('of %s', (_, points, file, id) => {
    const zones = sharedZones(file, id).filter((zone) => zone.id !== 'QP062006');
    const answers = sharedCases(points).flatMap((point) =>
      zones.map((zone) => ({
        place: `${point.id} ${zone.id}`,
        expected: point.near.get(zone.id),
        found: boundaryDistance(zone.shape, point.lon, point.lat),
      })),
    );

    it('no distance differs by more than 2 mm', () => {
      const wrong = answers.filter(({ expected, found }) =>
        expected === undefined ? found < 999.998 : Math.abs(found - expected) > 0.002,
      );
      expect(wrong).toEqual([]);
    });

    it('no answer to "less than 300 m" is wrong', () => {
      const wrong = answers.filter(
        ({ expected = 1000, found }) => Math.abs(expected - 300) > 0.002 && expected < 300 !== found < 300,
      );
      expect(wrong).toEqual([]);
    });
  });
});

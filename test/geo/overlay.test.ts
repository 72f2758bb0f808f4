import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf, difference, intersection, union } from '../../src/geo/overlay.ts';
import type { MultiPolygon, Ring } from '../../src/geo/polygon.ts';
import { ringProblems } from '../../src/geo/repair.ts';

function box(west: number, south: number, east: number, north: number): Ring {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

describe('areas on the ellipsoid', () => {
  // In square metres: the product of both radii of curvature and cos φ, summed over 20 000 slices of latitude by
  // another program.
  it.each([
    [0, 12308463894],
    [45, 8686494957],
    [50, 7892218858],
  ])('a degree by a degree from latitude %d', (south, expected) => {
    expect(areaOf([[box(2, south, 3, south + 1)]]) / expected).toBeCloseTo(1, 8);
  });

  it('the whole ellipsoid is 510 065 621.7 km²', () => {
    const strips = Array.from({ length: 180 }, (_, i) => areaOf([[box(-180, i - 90, 180, i - 89)]]));
    expect(strips.reduce((a, b) => a + b)).toBeCloseTo(510065621724088, -6);
  });

  it('subtracts holes, for any direction of the rings', () => {
    const [outer, inner] = [box(2, 50, 2.01, 50.01), box(2.002, 50.002, 2.004, 50.004)];
    const expected = areaOf([[outer]]) - areaOf([[inner]]);
    expect(areaOf([[outer.toReversed(), inner]])).toBeCloseTo(expected, 6);
  });

  it('of nothing is zero', () => {
    expect(areaOf([])).toBe(0);
  });
});

describe('overlaying shapes', () => {
  const a: MultiPolygon = [[box(2.6, 50.5, 2.62, 50.52)]];
  const b: MultiPolygon = [[box(2.61, 50.51, 2.63, 50.53)]];

  it('gives the intersection, the difference and the union', () => {
    expect(areaOf(intersection(a, b))).toBeCloseTo(areaOf([[box(2.61, 50.51, 2.62, 50.52)]]), 3);
    expect(areaOf(difference(a, b))).toBeCloseTo(areaOf(a) - areaOf(intersection(a, b)), 3);
    expect(areaOf(union(a, b))).toBeCloseTo(areaOf(a) + areaOf(b) - areaOf(intersection(a, b)), 3);
  });

  it('keeps existing corners exactly', () => {
    expect(intersection(a, b).flat(2)).toEqual(
      expect.arrayContaining([
        [2.61, 50.51],
        [2.62, 50.52],
      ]),
    );
  });

  it('leaves shapes unchanged that are apart or only touch', () => {
    const far: MultiPolygon = [[box(3, 50.5, 3.01, 50.51)]];
    expect(intersection(a, far)).toEqual([]);
    expect(difference(a, far)).toBe(a);
    expect(union(a, far)).toEqual([...a, ...far]);
    expect(intersection(a, [[box(2.62, 50.5, 2.63, 50.52)]])).toEqual([]);
  });

  it('subtracts a shape from itself, and intersects it with itself', () => {
    expect(difference(a, a)).toEqual([]);
    expect(areaOf(intersection(a, a))).toBeCloseTo(areaOf(a), 6);
  });

  it('makes a hole where the other is inside', () => {
    const [part] = difference(a, [[box(2.605, 50.505, 2.61, 50.51)]]);
    expect(part).toHaveLength(2);
  });

  it('divides any two shapes without losing or adding area', () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }));
    const triangle = fc
      .tuple(corner, corner, corner)
      .filter(([[ax, ay], [bx, by], [cx, cy]]) => (bx - ax) * (cy - ay) !== (by - ay) * (cx - ax))
      .map((corners): MultiPolygon => {
        const [first, second, third] = corners.map(([x, y]) => [2.6 + x * 1e-3, 50.5 + y * 1e-3] as const);
        return [[[first!, second!, third!, first!]]];
      });
    fc.assert(
      fc.property(triangle, triangle, (one, other) => {
        const [shared, left, all] = [intersection(one, other), difference(one, other), union(one, other)];
        for (const shape of [shared, left, all]) expect(ringProblems(shape)).toEqual([]);
        expect(areaOf(shared) + areaOf(left)).toBeCloseTo(areaOf(one), 0);
        expect(areaOf(all)).toBeCloseTo(areaOf(other) + areaOf(left), 0);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../src/geo/clip.ts';
import type { BoundingBox, MultiPolygon } from '../../src/geo/polygon.ts';
import { meetsRectangle } from '../../src/geo/rectangle.ts';
import { randomFrom, star } from '../shapes.ts';

const square: MultiPolygon = [
  [
    [
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
      [0, 0],
    ],
    [
      [1, 1],
      [1, 3],
      [3, 3],
      [3, 1],
      [1, 1],
    ],
  ],
];
const triangle: MultiPolygon = [
  [
    [
      [0, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
  ],
];

describe('meetsRectangle', () => {
  it.each<[string, MultiPolygon, BoundingBox, boolean]>([
    ['inside the shape', square, [0.2, 0.2, 0.8, 0.8], true],
    ['around it', square, [-1, -1, 5, 5], true],
    ['across a side', square, [3.5, -1, 3.6, 9], true],
    ['in a hole', square, [1.5, 1.5, 2.5, 2.5], false],
    ['touching the limit of a hole', square, [1.5, 1.5, 3, 2.5], true],
    ['touching a corner', square, [4, 4, 5, 5], true],
    ['beside it', square, [4.1, 0, 5, 5], false],
    ['a point of the limit', square, [4, 2, 4, 2], true],
    ['a point of the hole', square, [2, 2, 2, 2], false],
    ['within the box of a triangle, outside of it', triangle, [6, 1, 9, 5], false],
    ['touching its slope', triangle, [5, 1, 9, 5], true],
    ['nothing at all', [], [0, 0, 1, 1], false],
  ])('finds a rectangle %s', (_, shape, rectangle, expected) => {
    expect(meetsRectangle(shape, rectangle)).toBe(expected);
  });

  it('agrees with the intersection of the two', () => {
    const places = fc.double({ min: -0.03, max: 0.03, noNaN: true });
    fc.assert(
      fc.property(fc.integer(), places, places, places, places, (seed, a, b, c, d) => {
        const shape = [[star(randomFrom(seed), 2.6, 50.5, 1500, 12)]];
        const [west, east] = [2.6 + Math.min(a, b), 2.6 + Math.max(a, b)];
        const [south, north] = [50.5 + Math.min(c, d), 50.5 + Math.max(c, d)];
        fc.pre(east - west > 1e-6 && north - south > 1e-6);
        const grown = (margin: number) =>
          combine('intersection', shape, rectangleOf(west - margin, south - margin, east + margin, north + margin));
        const meets = meetsRectangle(shape, [west, south, east, north]);
        // Clipping is right to 1e-9 degree.
        if (grown(-1e-8).length > 0) expect(meets).toBe(true);
        if (meets) expect(grown(1e-8).length).toBeGreaterThan(0);
      }),
    );
  });
});

function rectangleOf(west: number, south: number, east: number, north: number): MultiPolygon {
  return [
    [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  ];
}

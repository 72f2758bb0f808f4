import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, sideOf } from '../../src/geo/covers.ts';
import type { MultiPolygon, Position, Ring } from '../../src/geo/polygon.ts';
import { randomFrom, reversed, rotated, square, star } from '../shapes.ts';
import { areCasesHere, sharedCases, sharedZones } from './cases.ts';
import { exactSide } from './reference.ts';

/** A square of whole degrees, with a hole in its middle. */
const frame: MultiPolygon = [[ring([0, 0], [4, 0], [4, 4], [0, 4]), ring([1, 1], [1, 3], [3, 3], [3, 1])]];

describe('a limit is inside', () => {
  it.each<[string, Position]>([
    ['a vertex', [0, 0]],
    ['the topmost vertex', [4, 4]],
    ['the middle of a side', [4, 2]],
    ['a side along the parallel', [2, 4]],
    ['a vertex of a hole', [1, 1]],
    ['the side of a hole', [3, 2]],
  ])('%s', (_, [lon, lat]) => {
    expect(sideOf(frame, lon, lat)).toBe('boundary');
    expect(covers(frame, lon, lat)).toBe(true);
  });

  it.each<[string, Position, boolean]>([
    ['between the outer ring and the hole', [0.5, 2], true],
    ['in the hole', [2, 2], false],
    ['beside, level with a side', [5, 4], false],
    ['in line with a side, beyond its end', [-1, 0], false],
    ['one unit in the last place outside a side', [4 + 2 ** -50, 2], false],
    ['one unit in the last place inside a side', [4 - 2 ** -50, 2], true],
  ])('%s', (_, [lon, lat], inside) => expect(covers(frame, lon, lat)).toBe(inside));
});

describe('nothing is inside', () => {
  it.each<[string, MultiPolygon]>([
    ['a shape without parts', []],
    ['a part without rings', [[]]],
    ['a ring without positions', [[[]]]],
  ])('%s', (_, shape) => expect(sideOf(shape, 0, 0)).toBe('outside'));

  it('a position that is not a number', () => {
    expect(covers(frame, Number.NaN, 2)).toBe(false);
    expect(covers(frame, 2, Number.NaN)).toBe(false);
  });
});

describe('the side is that of exact arithmetic for any ring and position', () => {
  // Few different values, so that vertices, levels and alignments often coincide; and coordinates like those of files.
  const small = fc.integer({ min: 0, max: 6 });
  const fine = fc.integer({ min: 0, max: 3000 }).map((n) => 2.6 + n / 1e6);
  const ringOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Ring> =>
    fc
      .array(fc.tuple(value, value), { minLength: 1, maxLength: 9 })
      .map((positions): Ring => [...positions, positions[0]!]);
  const shapeOf = (value: fc.Arbitrary<number>): fc.Arbitrary<MultiPolygon> =>
    fc.array(fc.array(ringOf(value), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });

  it('on a coarse grid, rings that cross themselves, repeat positions and touch included', () => {
    const half = fc.integer({ min: -1, max: 13 }).map((n) => n / 2);
    fc.assert(
      fc.property(shapeOf(small), half, half, (shape, lon, lat) => {
        expect(sideOf(shape, lon, lat)).toBe(exactSide(shape, lon, lat));
      }),
      { numRuns: 3000 },
    );
  });

  it('on an edge, within the precision of numbers, and slightly beside it', () => {
    const along = fc.double({ min: 0, max: 1, noNaN: true });
    const hair = fc.constantFrom(0, 2 ** -52, -(2 ** -52), 2 ** -48, -(2 ** -48), 1e-12, -1e-12);
    fc.assert(
      fc.property(shapeOf(fine), fc.nat(), along, hair, hair, (shape, pick, t, dx, dy) => {
        const edges = shape.flat().flatMap((r) => r.slice(1).map((b, i) => [r[i]!, b] as const));
        const [a, b] = edges[pick % edges.length]!;
        const lon = a[0] + t * (b[0] - a[0]) + dx;
        const lat = a[1] + t * (b[1] - a[1]) + dy;
        expect(sideOf(shape, lon, lat)).toBe(exactSide(shape, lon, lat));
      }),
      { numRuns: 3000 },
    );
  });

  it('for numbers of any size', () => {
    // Below 1e-100 products vanish; no degree of a file is that small.
    const any = fc.double({ min: -180, max: 180, noNaN: true }).map((n) => (Math.abs(n) < 1e-100 ? 0 : n));
    fc.assert(
      fc.property(shapeOf(fc.oneof(any, fc.constantFrom(0, 1e-100, -1e-9, 1e-9))), any, any, (shape, x, y) => {
        expect(sideOf(shape, x, y)).toBe(exactSide(shape, x, y));
        const [vx, vy] = shape[0]![0]![0]!;
        expect(sideOf(shape, vx, vy)).toBe('boundary');
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for any first vertex and direction of the ring', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(60), fc.integer({ min: 3, max: 40 }), (seed, by, corners) => {
        const random = randomFrom(seed);
        const outer = star(random, 2.6, 50.5, 500, corners);
        const [lon, lat] = [2.6 + (random() - 0.5) / 100, 50.5 + (random() - 0.5) / 150];
        const side = sideOf([[outer]], lon, lat);
        expect(sideOf([[rotated(outer, by)]], lon, lat)).toBe(side);
        expect(sideOf([[reversed(outer)]], lon, lat)).toBe(side);
        expect(side).toBe(exactSide([[outer]], lon, lat));
      }),
    );
  });
});

it('of two parts that touch at a vertex: the vertex is inside, the space between them outside', () => {
  const [west, east] = [square(2.6, 50.5, 100), square(2.6, 50.5, 100)];
  const corner = west[0]![2]!;
  const shift = ([lon, lat]: Position): Position => [
    lon + corner[0] - west[0]![0]![0],
    lat + corner[1] - west[0]![0]![1],
  ];
  const shape: MultiPolygon = [west, [east[0]!.map(shift)]];
  expect(sideOf(shape, ...corner)).toBe('boundary');
  expect(sideOf(shape, corner[0] + 1e-5, corner[1] - 1e-5)).toBe('outside');
  expect(sideOf(shape, corner[0] + 1e-5, corner[1] + 1e-5)).toBe('inside');
});

describe.skipIf(!areCasesHere)('on the shared cases (skipped where ../shared is absent)', () => {
  it.each([
    ['2024', 'points-qpv-2024.csv', 'qpv-2024-cabbalr.geojson', 'code_qp'],
    ['2015', 'points-qpv-2015.csv', 'qpv-2015-cabbalr.geojson', 'CODE_QP'],
  ] as const)('no containment of %s differs', (_, points, file, id) => {
    // QP062006 is invalid as published, and the cases leave it out.
    const zones = sharedZones(file, id).filter((zone) => zone.id !== 'QP062006');
    const wrong = sharedCases(points).filter(({ lon, lat, inside }) => {
      const found = zones.filter(({ shape }) => covers(shape, lon, lat)).map((zone) => zone.id);
      return found.sort().join() !== [...inside].sort().join();
    });
    expect(wrong).toEqual([]);
  });
});

function ring(...positions: Position[]): Ring {
  return [...positions, positions[0]!];
}

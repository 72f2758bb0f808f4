import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileIndex } from '../../src/geo/index/compile-index.ts';
import { MOST_PREFETCHED } from '../../src/geo/index/shape-index.ts';
import { boundingBoxOf, type MultiPolygon, type Position } from '../../src/geo/polygon.ts';
import { countryOfZones, neighbours, type Random, randomFrom, reversed, rotated, square, star } from '../shapes.ts';
import { areCasesHere, sharedCases, sharedZones } from './cases.ts';
import { Comparison, delicatePositions, differencesOverCountry, found, REACH } from './comparison.ts';

const MIDDLE = [2.6, 50.5] as const;

describe('the index agrees with the plain functions', () => {
  it('over a country of 60 zones, at 25 000 positions', () => {
    expect(differencesOverCountry(60, 25_000)).toEqual([]);
  });

  it.each<[string, (random: Random) => MultiPolygon[], tolerance?: number]>([
    ['stars', (random) => [[[star(random, ...MIDDLE, 50 + 800 * random(), 3 + Math.floor(30 * random()))]]]],
    ['tiny shapes', (random) => [[[star(random, ...MIDDLE, 1 + random(), 5)]]]],
    ['large shapes', (random) => [[[star(random, ...MIDDLE, 20_000, 8)]]], 0.0005],
    ['a hole', (random) => [[[star(random, ...MIDDLE, 600, 20), star(random, ...MIDDLE, 150, 9)]]]],
    ['both sides of a street', (random) => neighbours(random, ...MIDDLE, 600)],
    ['a quarter all in latitude and longitude lines', () => [[square(...MIDDLE, 250)]]],
    ['south of the equator, west of Greenwich', (random) => [[[star(random, -61.5, -16.2, 500, 15)]]]],
  ])('%s', (_, draw, tolerance) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const shapes = draw(random);
        const comparison = new Comparison(shapes, tolerance);
        for (const shape of shapes) for (const [lon, lat] of delicatePositions(shape, random)) comparison.at(lon, lat);
        expect(comparison.differences).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('where the limits follow the borders of its cells, and at their corners', () => {
    // Cells are 0.00125° wide: the sides of this square and of its neighbour are on their borders.
    const shapes: MultiPolygon[] = [
      [
        [
          [
            [2.6, 50.5],
            [2.605, 50.5],
            [2.605, 50.505],
            [2.6, 50.505],
            [2.6, 50.5],
          ],
        ],
      ],
      [
        [
          [
            [2.605, 50.5],
            [2.62, 50.5],
            [2.62, 50.52],
            [2.605, 50.505],
            [2.605, 50.5],
          ],
        ],
      ],
    ];
    const comparison = new Comparison(shapes);
    const hairs = [0, 2 ** -51, -(2 ** -51), 1e-12, -1e-12, 1e-9, -1e-9];
    for (let column = -8; column <= 24; column++) {
      for (let row = -8; row <= 24; row++) {
        for (const hair of hairs) comparison.at(2.6 + column * 0.00125 + hair, 50.5 + row * 0.00125 - hair);
      }
    }
    expect(comparison.differences).toEqual([]);
  });

  it('for any direction of the ring, repeated positions included', () => {
    const ring = star(randomFrom(3), ...MIDDLE, 500, 24);
    const drawings = [ring, rotated(ring, 7), reversed(ring), ring.flatMap((p) => [p, p])];
    const comparison = new Comparison(drawings.map((drawing) => [[drawing]]));
    for (const [lon, lat] of delicatePositions([[ring]], randomFrom(4))) comparison.at(lon, lat);
    expect(comparison.differences).toEqual([]);
  });

  it('of parts that touch at a vertex, and of a hole that touches its ring', () => {
    const [lon, lat] = MIDDLE;
    const at = (x: number, y: number): Position => [lon + x * 1e-3, lat + y * 1e-3];
    const parts: MultiPolygon = [
      [
        [at(0, 0), at(4, 0), at(4, 4), at(0, 4), at(0, 0)],
        [at(0, 2), at(2, 1), at(2, 3), at(0, 2)],
      ],
      [[at(4, 4), at(6, 4), at(6, 6), at(4, 4)]],
    ];
    const comparison = new Comparison([parts]);
    for (const [x, y] of delicatePositions(parts, randomFrom(5))) comparison.at(x, y);
    for (let x = -10; x <= 80; x++) for (let y = -10; y <= 80; y++) comparison.at(...at(x / 10, y / 10));
    expect(comparison.differences).toEqual([]);
  });
});

describe('nothing is found', () => {
  const index = compileIndex([[square(...MIDDLE, 100)]], REACH);
  it.each([
    ['beyond the index', 7, 43],
    ['on the other side of the earth', -177.4, -50.5],
    ['at a longitude that is not a number', Number.NaN, 50.5],
    ['at a latitude that is not a number', 2.6, Number.NaN],
    ['at infinity', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ])('%s', (_, lon, lat) => expect(index.locate(lon, lat)).toBe(0));

  it('by an index of no shapes, and of shapes without positions', () => {
    expect(compileIndex([], REACH).locate(2.6, 50.5)).toBe(0);
    const index = compileIndex([[], [square(...MIDDLE, 100)], [[[]]]], REACH);
    expect([...found(index, ...MIDDLE).keys()]).toEqual([1]);
    expect(compileIndex([[]], REACH).locate(2.6, 50.5)).toBe(0);
  });
});

it('prefetched positions have the same answers', () => {
  // Enough shapes for their leaves to exceed the processor's cache.
  const shapes = countryOfZones(80, 8);
  const index = compileIndex(shapes, REACH);
  const boxes = shapes.map((shape) => boundingBoxOf(shape));
  const random = randomFrom(21);
  const lons = new Float64Array(MOST_PREFETCHED);
  const lats = new Float64Array(MOST_PREFETCHED);
  for (let i = 0; i < lons.length; i++) {
    const [west, south, east, north] = boxes[i % boxes.length]!;
    lons[i] = west + random() * (east - west);
    lats[i] = south + random() * (north - south);
  }
  lons[3] = Number.NaN;
  lats[4] = Number.POSITIVE_INFINITY;
  lons[5] = -177;
  const answers = () => Array.from(lons, (lon, i) => [...found(index, lon, lats[i]!)]);
  const before = answers();
  index.prefetch(lons, lats, lons.length);
  expect(answers()).toEqual(before);
});

describe('an index of a limited depth', () => {
  const shapes = countryOfZones(12, 3);
  const whole = compileIndex(shapes, REACH);
  const shallow = compileIndex(shapes, REACH, 50);
  const random = randomFrom(17);
  const boxes = shapes.map((shape) => boundingBoxOf(shape));

  it('gives the same answers, and marks deeper positions as deep only', () => {
    let deep = 0;
    const different: string[] = [];
    for (let i = 0; i < 50_000; i++) {
      const [west, south, east, north] = boxes[i % boxes.length]!;
      const lon = west + random() * (east - west);
      const lat = south + random() * (north - south);
      const expected = found(whole, lon, lat);
      const answers = found(shallow, lon, lat);
      if ([...answers.keys()].sort().join() !== [...expected.keys()].sort().join()) different.push(`${lon}, ${lat}`);
      for (const [shape, distance] of expected) {
        const answer = answers.get(shape)!;
        if (distance <= -50) deep++;
        const isSame = distance <= -50 ? answer <= -50 : Math.abs(answer - distance) < 1e-5;
        if (!isSame) different.push(`${lon}, ${lat}: ${answer} instead of ${distance}`);
      }
    }
    expect(different).toEqual([]);
    expect(deep).toBeGreaterThan(100);
  });
});

it('the results of `locate` stay until the next call, and only until then', () => {
  const index = compileIndex([[square(...MIDDLE, 100)], [square(2.7, 50.5, 100)]], REACH);
  expect(index.locate(...MIDDLE)).toBe(1);
  expect(index.shapes[0]).toBe(0);
  expect(index.locate(2.7, 50.5)).toBe(1);
  expect(index.shapes[0]).toBe(1);
});

describe.skipIf(!areCasesHere)('on the shared cases (skipped where ../shared is absent)', () => {
  describe.each([
    ['2024', 'points-qpv-2024.csv', 'qpv-2024-cabbalr.geojson', 'code_qp'],
    ['2015', 'points-qpv-2015.csv', 'qpv-2015-cabbalr.geojson', 'CODE_QP'],
  ] as const)('of %s', (_, points, file, id) => {
    const zones = sharedZones(file, id).filter((zone) => zone.id !== 'QP062006');
    const index = compileIndex(
      zones.map(({ shape }) => shape),
      1000,
    );
    const answers = sharedCases(points).map((point) => {
      const distances = new Map([...found(index, point.lon, point.lat)].map(([i, d]) => [zones[i]!.id, d]));
      return { point, distances };
    });

    it('no containment differs', () => {
      const wrong = answers.filter(({ point, distances }) => {
        const inside = [...distances].filter(([, distance]) => distance <= 0).map(([zone]) => zone);
        return inside.sort().join() !== [...point.inside].sort().join();
      });
      expect(wrong).toEqual([]);
    });

    it('no distance differs by more than 2 mm, and no answer to "less than 300 m" is wrong', () => {
      const wrong = answers.filter(({ point, distances }) =>
        zones.some(({ id: zone }) => {
          const expected = point.near.get(zone) ?? 1000;
          const answered = distances.get(zone) ?? 1000;
          const isOff = Math.abs(answered - expected) > 0.002;
          return isOff || (Math.abs(expected - 300) > 0.002 && expected < 300 !== answered < 300);
        }),
      );
      expect(wrong).toEqual([]);
    });
  });

  it('the shipped quarters, at 100 000 positions', () => {
    const shapes = sharedZones('qpv-2024-cabbalr.geojson', 'code_qp').map(({ shape }) => shape);
    const random = randomFrom(11);
    const comparison = new Comparison(shapes);
    for (const shape of shapes) for (const [lon, lat] of delicatePositions(shape, random)) comparison.at(lon, lat);
    for (let i = 0; i < 70_000; i++) comparison.at(2.35 + 0.6 * random(), 50.4 + 0.25 * random());
    expect(comparison.differences).toEqual([]);
  });
});

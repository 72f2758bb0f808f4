import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { type Footprint, footprintBox, footprintCentre, measureFootprint } from '../../src/geo/footprint.ts';
import { groundDistance } from '../../src/geo/ground.ts';
import type { MultiPolygon, Polygon, Position, Ring } from '../../src/geo/polygon.ts';
import { moved, type Random, randomFrom, rectangle, square, star } from '../shapes.ts';
import { exactSide, geodesicToBoundary } from './reference.ts';

const MIDDLE: Position = [2.6, 50.5];
const zone: MultiPolygon = [square(...MIDDLE, 200)];

/** A position `east` and `north` metres from the middle of the zone. */
function off(east: number, north: number): Position {
  return moved(MIDDLE, east, north);
}

function building(east: number, north: number, half = 10): Footprint {
  return { type: 'Polygon', coordinates: square(...off(east, north), half) };
}

function line(...positions: Position[]): Footprint {
  return { type: 'LineString', coordinates: positions };
}

describe('a building of 20 m', () => {
  it.each<[string, number, [share: number, nearest: number, farthest: number]]>([
    ['deep inside', 0, [1, -210, -190]],
    ['inside, near the limit', 180, [1, -30, -10]],
    ['touching the limit from inside', 190, [1, -20, 0]],
    ['across the limit', 200, [0.5, -10, 10]],
    ['mostly outside', 206, [0.2, -4, 16]],
    ['outside', 300, [0, 90, 110]],
  ])('%s', (_, east, [share, nearest, farthest]) => {
    const measure = measureFootprint(building(east, 0), zone);
    expect(measure.share).toBeCloseTo(share, 2);
    if (nearest >= 0 || farthest > 0) expect(measure.nearest).toBeCloseTo(nearest, -1);
    expect(measure.farthest).toBeCloseTo(farthest, -1);
    expect(measure.nearest).toBeLessThanOrEqual(measure.farthest);
  });
});

describe('special places', () => {
  const withHole: MultiPolygon = [[...square(...MIDDLE, 200), rectangle(...MIDDLE, 60, 40)]];

  it('around the whole zone: the zone’s share, and 0 to the farthest corner', () => {
    const measure = measureFootprint(building(0, 0, 400), zone);
    expect(measure.share).toBeCloseTo(0.25, 3);
    expect(measure.nearest).toBeLessThanOrEqual(0);
    expect(measure.farthest).toBeCloseTo(Math.hypot(200, 200), 0);
  });

  it('in a hole: outside', () => {
    const measure = measureFootprint(building(0, 0), withHole);
    expect(measure.share).toBe(0);
    expect(measure.nearest).toBeCloseTo(30, 0);
    // The middle of the building is farther from the hole's sides than any of its corners.
    expect(measure.farthest).toBeCloseTo(40, 0);
  });

  it('exactly in a hole: outside, touching all around', () => {
    for (const ring of [withHole[0]![1]!, star(randomFrom(21), ...MIDDLE, 60, 9)]) {
      const measure = measureFootprint({ type: 'Polygon', coordinates: [ring] }, [[zone[0]![0]!, ring]]);
      expect(measure.share).toBeCloseTo(0, 3);
      expect(measure.nearest).toBeCloseTo(0, 6);
      expect(measure.farthest).toBeGreaterThan(10);
    }
  });

  it('exactly in the gap between two parts: outside', () => {
    const gap = rectangle(...off(0, 0), 20, 100);
    const parts: MultiPolygon = [
      [[gap[0]!, gap[3]!, off(-120, 100), off(-120, -100), gap[0]!]],
      [[gap[1]!, off(120, -100), off(120, 100), gap[2]!, gap[1]!]],
      [[gap[0]!, off(0, -160), gap[1]!, gap[0]!]],
      [[gap[3]!, gap[2]!, off(0, 160), gap[3]!]],
    ];
    const measure = measureFootprint({ type: 'Polygon', coordinates: [gap] }, parts);
    expect(measure.share).toBeCloseTo(0, 3);
    expect(measure.farthest).toBeCloseTo(20, 0);
  });

  it('exactly the zone: inside', () => {
    const ring = star(randomFrom(22), ...MIDDLE, 300, 15);
    const measure = measureFootprint({ type: 'Polygon', coordinates: [ring] }, [[ring]]);
    expect(measure.share).toBeCloseTo(1, 3);
    expect(measure.farthest).toBeCloseTo(0, 6);
  });

  it('around a hole: all but the hole', () => {
    const measure = measureFootprint(building(0, 0, 100), withHole);
    expect(measure.share).toBeCloseTo(1 - (120 * 80) / (200 * 200), 3);
    expect(measure.nearest).toBeLessThan(0);
    expect(measure.farthest).toBeCloseTo(40, 0);
  });

  it('touching at a corner: at distance 0, outside', () => {
    const [corner] = [zone[0]![0]![2]!];
    const [lon, lat] = moved(corner, 10, 10);
    const [, b, c, d] = rectangle(lon, lat, 10, 10) as [Position, Position, Position, Position];
    const measure = measureFootprint({ type: 'Polygon', coordinates: [[corner, b, c, d, corner]] }, zone);
    expect(measure.share).toBeCloseTo(0, 6);
    expect(measure.nearest).toBe(0);
  });

  it('in front of a concave limit: the farthest point is in the middle of the area', () => {
    // A zone like a horseshoe, with the building inside it against all three sides.
    const horseshoe: MultiPolygon = [
      [
        [
          off(-200, -200),
          off(200, -200),
          off(200, 200),
          off(100, 200),
          off(100, -100),
          off(-100, -100),
          off(-100, 200),
          off(-200, 200),
          off(-200, -200),
        ],
      ],
    ];
    const inside = rectangle(...off(0, 50), 100, 150);
    const measure = measureFootprint({ type: 'Polygon', coordinates: [inside] }, horseshoe);
    expect(measure.farthest).toBeCloseTo(100, 0);
    const corners = inside.map(([lon, lat]) => boundaryDistance(horseshoe, lon, lat));
    expect(Math.max(...corners)).toBeLessThan(1);
  });

  it('a line in front of a concave limit: the farthest point is along the line', () => {
    const notch: MultiPolygon = [
      [
        [
          off(-200, 0),
          off(-100, 0),
          off(0, -150),
          off(100, 0),
          off(200, 0),
          off(200, -300),
          off(-200, -300),
          off(-200, 0),
        ],
      ],
    ];
    const measure = measureFootprint(line(off(-100, 0), off(100, 0)), notch);
    expect(measure.farthest).toBeCloseTo(100 * Math.sin(Math.atan(1.5)), 0);
  });

  it('a line along a limit is inside; one across the limit is partly inside', () => {
    const [a, b] = [zone[0]![0]![0]!, zone[0]![0]![1]!];
    expect(measureFootprint(line(a, b), zone)).toEqual({
      share: 1,
      nearest: expect.closeTo(0),
      farthest: expect.closeTo(0),
    });
    const through = measureFootprint(line(off(-400, 0), off(400, 0)), zone);
    expect(through.share).toBeCloseTo(0.5, 3);
    expect(through.farthest).toBeCloseTo(200, 0);
  });
});

it('a line across a zone 200 m wide is 100 m deep in its middle', () => {
  const narrow: MultiPolygon = [[rectangle(...MIDDLE, 100, 400)]];
  const measure = measureFootprint(line(off(-300, 0), off(300, 0)), narrow);
  expect(measure.nearest).toBeCloseTo(-100, 0);
  expect(measure.farthest).toBeCloseTo(200, 0);
  expect(measure.share).toBeCloseTo(1 / 3, 2);
});

describe('degenerate footprints', () => {
  it.each<[string, Footprint]>([
    ['a line of no length', line(off(300, 0), off(300, 0))],
    ['an area of no width', { type: 'Polygon', coordinates: [[off(300, 0), off(310, 0), off(300, 0), off(300, 0)]] }],
    ['a sliver', { type: 'Polygon', coordinates: [[off(300, 0), off(310, 0), off(310, 0.000001), off(300, 0)]] }],
  ])('%s, outside', (_, footprint) => {
    const { share, nearest, farthest } = measureFootprint(footprint, zone);
    expect(share).toBe(0);
    expect(nearest).toBeCloseTo(100, 0);
    expect(farthest).toBeGreaterThanOrEqual(nearest);
    expect(farthest).toBeLessThan(112);
  });

  it.each<[string, Footprint]>([
    ['a line of no length', line(off(100, 0), off(100, 0))],
    ['an area of no width', { type: 'Polygon', coordinates: [[off(100, 0), off(110, 0), off(100, 0), off(100, 0)]] }],
  ])('%s, inside', (_, footprint) => {
    const { nearest, farthest } = measureFootprint(footprint, zone);
    expect(nearest).toBeLessThan(-80);
    expect(farthest).toBeLessThan(-80);
  });
});

/** The measure by brute force: positions every `step` metres along the edges and over the area. */
function sampled(footprint: Footprint, shape: MultiPolygon, step: number) {
  const area = areaOf(footprint);
  const distances: number[] = [];
  let [inside, whole] = [0, 0];
  const take = ([lon, lat]: Position) => distances.push(boundaryDistance(shape, lon, lat));
  for (const ring of footprint.type === 'LineString' ? [footprint.coordinates] : area.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      const length = groundDistance(...a, ...b);
      const count = Math.max(1, Math.ceil(length / step));
      for (let k = 0; k <= count; k++) {
        take([a[0] + (k / count) * (b[0] - a[0]), a[1] + (k / count) * (b[1] - a[1])]);
        if (footprint.type === 'LineString' && k > 0) {
          whole += length / count;
          if (distances.at(-1)! <= 0) inside += length / count;
        }
      }
    }
  }
  if (footprint.type !== 'LineString') {
    const [west, south, east, north] = footprintBox(footprint);
    const count = Math.ceil(groundDistance(west, south, east, north) / step);
    for (let x = 0; x < count; x++) {
      for (let y = 0; y < count; y++) {
        const at: Position = [
          west + ((x + 0.5) / count) * (east - west),
          south + ((y + 0.5) / count) * (north - south),
        ];
        if (exactSideOf(area, at) === 'outside') continue;
        whole++;
        take(at);
        if (distances.at(-1)! <= 0) inside++;
      }
    }
  }
  return { share: inside / whole, nearest: Math.min(...distances), farthest: Math.max(...distances) };
}

function areaOf(footprint: Footprint): MultiPolygon {
  if (footprint.type === 'LineString') return [];
  return footprint.type === 'Polygon' ? [footprint.coordinates] : footprint.coordinates;
}

/** A reference simpler than `covers`, and faster than exact arithmetic over ten thousand positions. */
function exactSideOf(area: MultiPolygon, [lon, lat]: Position): string {
  return boundaryDistance(area, lon, lat) <= 0 ? 'inside' : 'outside';
}

describe('agrees with dense sampling', () => {
  const STEP = 3;
  const draw: Record<string, (random: Random) => Footprint> = {
    polygon: (random) => ({ type: 'Polygon', coordinates: [star(random, ...somewhere(random), 150, 9)] }),
    'polygon with a hole': (random) => {
      const at = somewhere(random);
      const coordinates: Polygon = [star(random, ...at, 200, 9), star(random, ...at, 40, 5)];
      return { type: 'Polygon', coordinates };
    },
    multipolygon: (random) => {
      const [lon, lat] = somewhere(random);
      const [x, y] = moved([lon, lat], 260, 0);
      return { type: 'MultiPolygon', coordinates: [[star(random, lon, lat, 120, 7)], [star(random, x, y, 120, 7)]] };
    },
    line: (random) => line(...Array.from({ length: 5 }, () => somewhere(random))),
  };
  const somewhere = (random: Random): Position => off(900 * (random() - 0.5), 900 * (random() - 0.5));

  it.each(Object.entries(draw))('%s', (_, footprintFrom) => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomFrom(seed);
      const shape: MultiPolygon =
        seed % 3 === 0
          ? [[star(random, ...MIDDLE, 350, 20), star(random, ...MIDDLE, 80, 8)]]
          : [[star(random, ...MIDDLE, 350, 3 + seed)]];
      const footprint = footprintFrom(random);
      const measure = measureFootprint(footprint, shape);
      const sample = sampled(footprint, shape, STEP);
      // Sampling misses the farthest point by less than its step, and never exceeds it.
      if (sample.farthest > 0) {
        expect(measure.farthest).toBeGreaterThan(sample.farthest - 0.01);
        expect(measure.farthest).toBeLessThan(sample.farthest + STEP);
      }
      if (sample.nearest > 0) {
        expect(measure.nearest).toBeLessThan(sample.nearest + 0.01);
        expect(measure.nearest).toBeGreaterThan(sample.nearest - STEP);
      } else expect(measure.nearest).toBeLessThanOrEqual(0.01);
      expect(Math.abs(measure.share - sample.share)).toBeLessThan(0.02);
      if (sample.share === 0) expect(measure.share).toBeLessThan(0.001);
    }
  });

  it('to 1 cm: nearest and farthest of buildings, by hill climbing from the best samples', () => {
    for (let seed = 31; seed <= 38; seed++) {
      const random = randomFrom(seed);
      const shape: MultiPolygon = [[star(random, ...MIDDLE, 350, 12)]];
      const [lon, lat] = off(420 + 200 * random(), 300 * (random() - 0.5));
      const ring = star(random, lon, lat, 40, 6);
      const measure = measureFootprint({ type: 'Polygon', coordinates: [ring] }, shape);
      // Outside and away from hollows, both are on the ring.
      const along = sampled(line(...ring), shape, 0.004);
      if (along.nearest <= 0) continue;
      expect(Math.abs(measure.nearest - along.nearest)).toBeLessThan(0.01);
      expect(measure.farthest).toBeGreaterThan(along.farthest - 0.01);
    }
  });

  it('to 0.1 %: the share of a rectangle cut by a straight limit', () => {
    for (const part of [0.001, 0.01, 0.25, 0.5, 0.9, 0.999]) {
      const footprint = building(200 + 20 * (0.5 - part), 0);
      expect(Math.abs(measureFootprint(footprint, zone).share - part)).toBeLessThan(0.001);
    }
  });

  it('of a building wholly inside: farthest is the least depth', () => {
    const ring = star(randomFrom(40), ...MIDDLE, 50, 8);
    const measure = measureFootprint({ type: 'Polygon', coordinates: [ring] }, zone);
    const depths = ring.map(([lon, lat]) => geodesicToBoundary(zone, lon, lat));
    expect(exactSide(zone, ...ring[0]!)).toBe('inside');
    expect(measure.farthest).toBeCloseTo(Math.max(...depths), 2);
    expect(measure.nearest).toBeLessThanOrEqual(Math.min(...depths) + 0.01);
  });
});

it('has a box, a middle, and a radius that reaches every corner', () => {
  const footprint: Footprint = { type: 'Polygon', coordinates: [star(randomFrom(50), ...MIDDLE, 300, 20)] };
  const [west, south, east, north] = footprintBox(footprint);
  const { lon, lat, radius } = footprintCentre(footprint);
  expect([lon, lat]).toEqual([(west + east) / 2, (south + north) / 2]);
  for (const [x, y] of footprint.coordinates[0] as Ring) {
    expect(groundDistance(lon, lat, x, y)).toBeLessThanOrEqual(radius);
  }
});

describe('in time', () => {
  const quarter: MultiPolygon = [[star(randomFrom(60), ...MIDDLE, 500, 250)]];
  // What takes minutes exceeds the limit of a test, on any machine.
  const measured = (footprint: Footprint) => measureFootprint(footprint, quarter).share;

  it.each([0, 450, 520, 800])('a building %s m from the middle of a quarter of 250 vertices', (east) => {
    const ring = star(randomFrom(61), ...off(east, 0), 25, 14);
    expect(measured({ type: 'Polygon', coordinates: [ring] })).toBeGreaterThanOrEqual(0);
  });

  it('a line of 2 km', () => {
    const random = randomFrom(62);
    const street = Array.from({ length: 80 }, (_, i) => off(-1000 + 25 * i, 60 * random()));
    expect(measured(line(...street))).toBeGreaterThan(0);
  });

  it('the quarter itself, and a copy a few centimetres wide of it', () => {
    const ring = quarter[0]![0]!;
    expect(measured({ type: 'Polygon', coordinates: [ring] })).toBeCloseTo(1, 6);
    const copy = ring.map(([lon, lat]): Position => [lon + 2e-7, lat - 3e-7]);
    expect(measured({ type: 'Polygon', coordinates: [copy] })).toBeCloseTo(1, 2);
  });

  it('a park of 2 km around the quarter', () => {
    const park: Footprint = { type: 'Polygon', coordinates: [star(randomFrom(63), ...MIDDLE, 2000, 60)] };
    expect(measured(park)).toBeLessThan(0.5);
  });
});

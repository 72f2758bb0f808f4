import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultiPolygon, Position, Ring } from '../../src/geo/polygon.ts';
import { BUFFER, cut, type TilePosition } from '../../src/ogc/cut.ts';
import { EXTENT, type TileAddress, tileBox, toMercator } from '../../src/ogc/tile-grid.ts';
import { randomFrom, square, star } from '../shapes.ts';
import { addressAt, inUnits } from './tile-places.ts';

/** Metres between two points of a plane, in tile units here. */
function distanceToRing([px, py]: readonly number[], ring: readonly (readonly number[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]! as [number, number];
    const [bx, by] = ring[i]! as [number, number];
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((px! - ax) * dx + (py! - ay) * dy) / length));
    least = Math.min(least, Math.hypot(px! - ax - share * dx, py! - ay - share * dy));
  }
  return least;
}

function twiceArea(ring: readonly TilePosition[]): number {
  return ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i]![0] * y - x * ring[i]![1], 0);
}

/** Some points along each edge of a closed ring. */
function alongOf(ring: readonly (readonly number[])[]): number[][] {
  return ring.slice(1).flatMap(([bx, by], i) => {
    const [ax, ay] = ring[i]! as [number, number];
    return [0, 0.25, 0.5, 0.75].map((share) => [ax + share * (bx! - ax), ay + share * (by! - ay)]);
  });
}

const isOnTile = ([x, y]: readonly number[]) => x! >= 0 && y! >= 0 && x! <= EXTENT && y! <= EXTENT;

/** The even-odd rule. */
function goesAround(ring: readonly (readonly number[])[], [x, y]: readonly number[]): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]! as [number, number];
    const [bx, by] = ring[i]! as [number, number];
    if (ay > y! !== by > y! && x! < ax + ((y! - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

/** Half a unit along each axis. */
const HALF_DIAGONAL = Math.SQRT1_2 + 1e-6;

const place = fc.record({
  seed: fc.integer(),
  lon: fc.double({ min: 2.3, max: 2.8, noNaN: true }),
  lat: fc.double({ min: 50.4, max: 50.6, noNaN: true }),
  radius: fc.double({ min: 50, max: 2000, noNaN: true }),
  corners: fc.integer({ min: 3, max: 60 }),
  z: fc.integer({ min: 10, max: 16 }),
  aside: fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
});

function drawn({ seed, lon, lat, radius, corners, z, aside }: typeof place extends fc.Arbitrary<infer T> ? T : never) {
  const ring = star(randomFrom(seed), lon, lat, radius, corners);
  const address = addressAt(lon + (aside[0] * radius) / 71_000, lat + (aside[1] * radius) / 111_000, z);
  return { ring, address, rings: cut(toMercator([[ring]]), address) };
}

describe('a shape cut to a tile', () => {
  it('stays within half a unit of the true one along each axis', () => {
    fc.assert(
      fc.property(place, (one) => {
        const { ring, address, rings } = drawn(one);
        const truth = ring.map((position) => inUnits(position, address));
        // Every drawn point is on the true limit, or on the line at which the tile is cut.
        for (const point of rings.flatMap(alongOf)) {
          if (isOnTile(point)) expect(distanceToRing(point, truth)).toBeLessThanOrEqual(HALF_DIAGONAL);
        }
        // Nothing is missing: points farther from the limit are on the same side of both.
        if (rings.length === 1 && twiceArea(rings[0]!) === 2) return;
        const random = randomFrom(one.seed);
        for (const [x, y] of alongOf(truth)) {
          const point = [x! + 8 * (random() - 0.5), y! + 8 * (random() - 0.5)];
          if (!isOnTile(point) || distanceToRing(point, truth) <= HALF_DIAGONAL) continue;
          expect(rings.some((drawnRing) => goesAround(drawnRing, point))).toBe(goesAround(truth, point));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives closed rings of whole numbers: outer ones clockwise on the screen, holes anticlockwise', () => {
    fc.assert(
      fc.property(place, (one) => {
        const { lon, lat, radius, seed } = one;
        const outer = square(lon, lat, radius)[0]!;
        const hole = star(randomFrom(seed), lon, lat, radius / 2, 9);
        const { address } = drawn(one);
        const rings = cut(toMercator([[outer, hole]]), address);
        for (const [i, ring] of rings.entries()) {
          expect(ring.length).toBeGreaterThanOrEqual(4);
          expect(ring[0]).toEqual(ring.at(-1));
          expect(Math.sign(twiceArea(ring))).toBe(i === 0 ? 1 : -1);
          for (const coordinate of ring.flat()) {
            expect(Number.isInteger(coordinate)).toBe(true);
            expect(coordinate).toBeGreaterThanOrEqual(-BUFFER);
            expect(coordinate).toBeLessThanOrEqual(EXTENT + BUFFER);
          }
        }
      }),
    );
  });

  it('covers a tile inside the shape, and is empty in a tile beside it', () => {
    const around = toMercator([square(2.6289, 50.518, 5000)]);
    const address = addressAt(2.6289, 50.518, 16);
    const [whole, ...others] = cut(around, address);
    expect(others).toEqual([]);
    const side = EXTENT + 2 * BUFFER;
    expect(twiceArea(whole!)).toBe(2 * side * side);
    expect(whole).toHaveLength(5);
    expect(cut(around, { ...address, x: address.x + 100 })).toEqual([]);
  });

  it('draws both parts where a tile is cut between them, and nothing in the gap', () => {
    const parts: MultiPolygon = [square(2.62, 50.518, 100), square(2.64, 50.518, 100)];
    expect(cut(toMercator(parts), addressAt(2.63, 50.518, 11))).toHaveLength(2);
    expect(cut(toMercator(parts), addressAt(2.63, 50.518, 16))).toEqual([]);
  });

  it('leaves one unit in the middle of the widest part when the shape is smaller than the grid', () => {
    const parts: MultiPolygon = [square(2.9, 50.518, 20), square(2.6289, 50.518, 100)];
    for (let z = 0; z <= 4; z++) {
      const address = addressAt(2.6289, 50.518, z);
      const rings = cut(toMercator(parts), address);
      expect(rings).toHaveLength(1);
      expect(twiceArea(rings[0]!)).toBe(2);
      const [x, y] = inUnits([2.6289, 50.518], address);
      const [column, row] = rings[0]![0]!;
      expect([column, row]).toEqual([Math.floor(x), Math.floor(y)]);
    }
  });

  it('does not mark a large shape that only surrounds the tile', () => {
    const { ring } = horseshoe();
    expect(cut(toMercator([[ring]]), addressAt(2.6289, 50.518, 16))).toEqual([]);
  });

  function horseshoe(): { ring: Ring } {
    const [lon, lat] = [2.6289, 50.518];
    const at = (x: number, y: number): Position => [lon + x * 0.02, lat + y * 0.02];
    const outline = [
      at(-1, -1),
      at(1, -1),
      at(1, 1),
      at(0.9, 1),
      at(0.9, -0.9),
      at(-0.9, -0.9),
      at(-0.9, 1),
      at(-1, 1),
    ];
    return { ring: [...outline, outline[0]!] };
  }
});

describe('the box of a tile', () => {
  it('is that of its corners', () => {
    const address: TileAddress = { z: 12, x: 2077, y: 1374 };
    const [west, south, east, north] = tileBox(address);
    expect(inUnits([west, north], address)).toEqual([expect.closeTo(0, 5), expect.closeTo(0, 5)]);
    expect(inUnits([east, south], address)).toEqual([expect.closeTo(EXTENT, 5), expect.closeTo(EXTENT, 5)]);
    const [wider] = tileBox(address, BUFFER);
    expect(inUnits([wider, north], address)[0]).toBeCloseTo(-BUFFER, 5);
  });
});

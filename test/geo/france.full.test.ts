import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { compileIndex } from '../../src/geo/index/compile-index.ts';
import { boundingBoxOf, type MultiPolygon } from '../../src/geo/polygon.ts';
import { repair } from '../../src/geo/repair.ts';
import { countryOfZones, randomFrom } from '../shapes.ts';

const REACH = 500;
/**
 * In metres: the two find the nearest point of an edge with the lengths of a degree at slightly different latitudes.
 */
const TOLERANCE = 1e-4;
const path = join(import.meta.dirname, '..', '..', '..', 'shared', 'geodata', 'qpv-2024-france-reconstructed.geojson');

/** The quarters of the whole country, reconstructed from real ones. */
function reconstructed(): MultiPolygon[] {
  const { features } = JSON.parse(readFileSync(path, 'utf8'));
  return features.map(
    ({ geometry }: { geometry: { type: string; coordinates: never } }) =>
      repair(geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).shape,
  );
}

describe.each([
  ['drawn from a seed', true, () => countryOfZones(1584, 1584)],
  ['reconstructed (skipped where ../shared is absent)', existsSync(path), reconstructed],
])('a million positions in a country of zones %s', (_, isHere, shapesOf) => {
  it.skipIf(!isHere)('have the same answers as the plain functions', () => {
    const shapes = shapesOf();
    const index = compileIndex(shapes, REACH);
    const reference = new Reference(shapes);
    const random = randomFrom(1_000_000);
    const different: string[] = [];
    let found = 0;
    for (let i = 0; i < 1_000_000; i++) {
      // One position in four is anywhere, the others around a zone, where there is something to find.
      const [west, south, east, north] =
        i % 4 === 0 ? MAINLAND : reference.boxes[Math.floor(random() * shapes.length)]!;
      const lon = west + random() * (east - west);
      const lat = south + random() * (north - south);
      const count = index.locate(lon, lat);
      const expected = reference.at(lon, lat);
      found += count;
      let isSame = count === expected.size;
      for (let k = 0; k < count && isSame; k++) {
        const distance = expected.get(index.shapes[k]!);
        const answer = index.distances[k]!;
        isSame = distance !== undefined && Math.abs(answer - distance) < TOLERANCE && answer <= 0 === distance <= 0;
      }
      if (!isSame && !reference.isAtReach(lon, lat)) different.push(`${lon}, ${lat}`);
    }
    expect(different).toEqual([]);
    expect(found).toBeGreaterThan(500_000);
  });
});

/** The bounding box of the mainland. */
const MAINLAND = [-4.8, 42.3, 8.2, 51.1] as const;

/**
 * Finds every zone that contains a position or is less than `REACH` away with the plain functions, on nearby shapes
 * only.
 */
class Reference {
  /** The bounding boxes of the shapes, grown by more than `REACH`. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
  readonly #shapes: readonly MultiPolygon[];
  /** The shapes whose box meets each cell of a tenth of a degree. */
  readonly #cells = new Map<number, number[]>();

  constructor(shapes: readonly MultiPolygon[]) {
    this.#shapes = shapes;
    this.boxes = shapes.map((shape) => {
      const [west, south, east, north] = boundingBoxOf(shape);
      return [west - 0.01, south - 0.006, east + 0.01, north + 0.006] as const;
    });
    this.boxes.forEach(([west, south, east, north], shape) => {
      for (let x = Math.floor(west * 10); x <= Math.floor(east * 10); x++) {
        for (let y = Math.floor(south * 10); y <= Math.floor(north * 10); y++) {
          const cell = this.#cells.get(x * 10_000 + y);
          if (cell) cell.push(shape);
          else this.#cells.set(x * 10_000 + y, [shape]);
        }
      }
    });
  }

  at(lon: number, lat: number): Map<number, number> {
    return new Map([...this.#measured(lon, lat)].filter(([, distance]) => distance < REACH));
  }

  /** Whether a limit is so exactly `REACH` away that rounding decides. */
  isAtReach(lon: number, lat: number): boolean {
    return [...this.#measured(lon, lat)].some(([, distance]) => Math.abs(distance - REACH) < TOLERANCE);
  }

  *#measured(lon: number, lat: number): Generator<[shape: number, distance: number]> {
    for (const shape of this.#cells.get(Math.floor(lon * 10) * 10_000 + Math.floor(lat * 10)) ?? []) {
      const [west, south, east, north] = this.boxes[shape]!;
      if (lon < west || lon > east || lat < south || lat > north) continue;
      yield [shape, boundaryDistance(this.#shapes[shape]!, lon, lat)];
    }
  }
}

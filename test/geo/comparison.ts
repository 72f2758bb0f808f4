import { boundaryDistance } from '../../src/geo/distance.ts';
import { compileIndex } from '../../src/geo/index/compile-index.ts';
import type { ShapeIndex } from '../../src/geo/index/shape-index.ts';
import { boundingBoxOf, type MultiPolygon, type Position } from '../../src/geo/polygon.ts';
import { countryOfZones, moved, type Random, randomFrom } from '../shapes.ts';

/** The compared indexes give distances up to this many metres outside. */
export const REACH = 500;

/** The distances found by the index, by shape. */
export function found(index: ShapeIndex, lon: number, lat: number): Map<number, number> {
  const count = index.locate(lon, lat);
  return new Map(Array.from({ length: count }, (_, i) => [index.shapes[i]!, index.distances[i]!]));
}

/**
 * Collects the positions at which the index and the plain functions differ: another set of shapes, another side, or a
 * distance that differs by more than `tolerance` metres. The two may find the nearest point of an edge with the lengths
 * of a degree at slightly different latitudes. That changes a distance by some micrometres, or more along edges of
 * kilometres.
 */
export class Comparison {
  readonly differences: string[] = [];
  readonly #shapes: readonly MultiPolygon[];
  readonly #boxes: readonly (readonly number[])[];
  readonly #index: ShapeIndex;
  readonly #tolerance: number;

  constructor(shapes: readonly MultiPolygon[], tolerance = 1e-5) {
    this.#shapes = shapes;
    this.#tolerance = tolerance;
    this.#index = compileIndex(shapes, REACH);
    this.#boxes = shapes.map((shape) => {
      const [west, south, east, north] = boundingBoxOf(shape);
      return [west - 0.02, south - 0.012, east + 0.02, north + 0.012];
    });
  }

  at(lon: number, lat: number): void {
    const answers = found(this.#index, lon, lat);
    for (let i = 0; i < this.#shapes.length; i++) {
      const [west, south, east, north] = this.#boxes[i] as [number, number, number, number];
      const answer = answers.get(i);
      const isFar = !(west <= lon && lon <= east && south <= lat && lat <= north);
      if (isFar && answer === undefined) continue;
      const expected = boundaryDistance(this.#shapes[i]!, lon, lat);
      const isSame =
        answer === undefined
          ? expected > REACH - this.#tolerance
          : Math.abs(answer - expected) < this.#tolerance &&
            answer < REACH &&
            Math.sign(answer) === Math.sign(expected);
      if (!isSame) this.differences.push(`shape ${i} at ${lon}, ${lat}: ${answer} instead of ${expected}`);
    }
  }
}

/**
 * Positions with rounding, ties and alignments: vertices, points of edges and of their prolongations, and close to
 * them.
 */
export function* delicatePositions(shape: MultiPolygon, random: Random): Generator<Position> {
  for (const ring of shape.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      const along = (t: number): Position => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
      yield a;
      yield along(0.5);
      yield along(random());
      yield along(1.5);
      yield along(-0.25);
      const [x, y] = along(random());
      yield [x + 1e-9 * (random() - 0.5), y + 1e-9 * (random() - 0.5)];
      yield [a[0], y];
      yield [x, a[1]];
      yield moved([x, y], 1000 * (random() - 0.5), 1000 * (random() - 0.5));
    }
  }
}

/**
 * The differences over a country of so many zones: at every delicate position of each, then at positions around the
 * zones, and for a fifth anywhere, until there are `positions`.
 */
export function differencesOverCountry(zones: number, positions: number): readonly string[] {
  const shapes = countryOfZones(2024, zones);
  const random = randomFrom(1);
  const comparison = new Comparison(shapes);
  let compared = 0;
  for (const shape of shapes) {
    for (const [lon, lat] of delicatePositions(shape, random)) {
      comparison.at(lon, lat);
      compared++;
    }
  }
  for (; compared < positions * 0.8; compared++) {
    const [west, south, east, north] = boundingBoxOf(shapes[compared % shapes.length]!);
    comparison.at(west + (random() * 3 - 1) * (east - west), south + (random() * 3 - 1) * (north - south));
  }
  for (; compared < positions; compared++) comparison.at(-2 + 10 * random(), 42 + 10 * random());
  return comparison.differences;
}

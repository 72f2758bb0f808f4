import { describe, expect, it } from 'vitest';
import { agreesWithShapes } from '../../src/geo/index/check-index.ts';
import { compileIndex } from '../../src/geo/index/compile-index.ts';
import { ShapeIndex } from '../../src/geo/index/shape-index.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import { countryOfZones, randomFrom, square, star } from '../shapes.ts';

const country = countryOfZones(11, 40);
const [first, ...others] = country as [MultiPolygon, ...MultiPolygon[]];

describe('an index agrees with', () => {
  it.each<[string, readonly MultiPolygon[], number, number | undefined]>([
    ['a country of zones', country, 500, undefined],
    ['a country of zones, distances known to 11 m only', country, 11, 11],
    ['a star of 20 km', [[[star(randomFrom(4), 2.6, 50.5, 20_000, 8)]]], 400, 400],
    ['nothing', [], 500, undefined],
    ['shapes without positions', [[], [[[]]], [square(2.6, 50.5, 100)]], 500, undefined],
  ])('the shapes that it was compiled from: %s', (_, shapes, reach, depth) => {
    expect(agreesWithShapes(compileIndex(shapes, reach, depth), shapes, { depth })).toBe(true);
  });
});

describe('an index does not agree with', () => {
  const index = compileIndex(country, 500);
  it.each<[string, readonly MultiPolygon[]]>([
    ['shapes in another order', [...others, first]],
    ['one shape less', others],
    ['one shape more', [...country, first]],
    ['other shapes', countryOfZones(12, 40)],
    ['shapes moved by a centimetre', country.map((shape) => shifted(shape, 1.4e-7))],
  ])('%s', (_, shapes) => {
    expect(agreesWithShapes(index, shapes)).toBe(false);
  });

  it('a shape that differs at one given position only', () => {
    const [lon, lat] = first[0]![0]![0]!;
    const hole = [...first.map((polygon) => [...polygon, ...square(lon + 0.5, lat, 10)])];
    const shapes = [hole, ...others];
    expect(agreesWithShapes(index, shapes, { positions: [[lon + 0.5, lat]] })).toBe(false);
  });

  it('its shapes after its arrays were replaced', () => {
    const empty = { ...EMPTY, reach: 500 };
    expect(agreesWithShapes(new ShapeIndex(empty), country)).toBe(false);
  });
});

const EMPTY = {
  cellsPerDegree: 800,
  west: 0,
  south: 0,
  topColumns: 0,
  topRows: 0,
  mostShapes: 0,
  rowLengths: new Float64Array(0),
  nodes: new Int32Array(0),
  leaves: new Float64Array(0),
};

function shifted(shape: MultiPolygon, by: number): MultiPolygon {
  return shape.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lon + by, lat] as const)));
}

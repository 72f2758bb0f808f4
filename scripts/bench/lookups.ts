import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { buffer } from '@turf/buffer';
import RBush from 'rbush';
import { compileParts } from '../../src/geo/compile-index.ts';
import { boundingBoxOf, type MultiPolygon } from '../../src/geo/polygon.ts';
import { MOST_EXPECTED, ShapeIndex } from '../../src/geo/shape-index.ts';
import { medianRate, print, type Row } from './row.ts';
import { localSet, MAINLAND, nationalSet, positions } from './sets.ts';

/**
 * Positions a second, one thread: every zone with its exact distance up to 500 m, against an R-tree of the zones and of
 * their 300 m buffers with a test of each candidate, which knows no distance. Twice: positions anywhere in the box, and
 * positions around the zones, where the work is.
 */
/**
 * Segments to a quarter of a circle: the arcs of a buffer then lie within 10 cm of the true ones. With Turf's default of 8
 * the comparison would run about twice as fast, and its arcs be wrong by 1.4 m.
 */
const STEPS = 32;
const WAYS = {
  anywhere: 'anywhere, one by one',
  oneByOne: 'around the zones, one by one',
  around: 'around the zones, a thousand at a time',
};
const local = localSet();
const { shapes: national, origin } = nationalSet();
const localBox = boundingBoxOf(local.flat());
const rows: Row[] = [];

const localRates = compare('local set, 25 zones', local, localBox, 15, 10);
const nationalRates = compare(`France, ${national.length} zones (${origin})`, national, MAINLAND, 20, 3);
const slower = localRates.around / nationalRates.around;
rows.push({
  what: `cost of growth: 60 times more zones, around the zones, a thousand at a time`,
  value: slower,
  unit: 'times slower',
  goal: '≤ 4',
  reached: slower <= 4,
});
print(rows);

function compare(
  name: string,
  shapes: readonly MultiPolygon[],
  box: readonly number[],
  goal: number,
  millions: number,
) {
  const index = new ShapeIndex(compileParts(shapes, 500));
  const tree = bufferTree(shapes);
  const rates = { anywhere: 0, oneByOne: 0, around: 0 };
  for (const way of ['anywhere', 'oneByOne', 'around'] as const) {
    const { lons, lats } = positions(200_000, box, way === 'anywhere' ? undefined : shapes);
    const ours = medianRate(lons.length, () => {
      if (way === 'around') locateMany(index, lons, lats);
      else for (let i = 0; i < lons.length; i++) index.locate(lons[i]!, lats[i]!);
    });
    const few = 20_000;
    const theirs = medianRate(few, () => {
      for (let i = 0; i < few; i++) tree(lons[i]!, lats[i]!);
    });
    rates[way] = ours;
    rows.push({
      what: `lookups, ${name}, positions ${WAYS[way]}`,
      value: ours / 1e6,
      unit: 'M/s',
      against: { what: 'rbush + Turf + 300 m buffers', value: theirs / 1e6 },
      ratio: ours / theirs,
      goal: `≥ ${goal} times, ≥ ${millions} M/s`,
      reached: ours / theirs >= goal && ours >= millions * 1e6,
    });
  }
  return rates;
}

/** As whoever has many positions asks: announced, then located. */
function locateMany(index: ShapeIndex, lons: Float64Array, lats: Float64Array): void {
  for (let from = 0; from < lons.length; from += MOST_EXPECTED) {
    const to = Math.min(lons.length, from + MOST_EXPECTED);
    index.expect(lons.subarray(from, to), lats.subarray(from, to), to - from);
    for (let i = from; i < to; i++) index.locate(lons[i]!, lats[i]!);
  }
}

interface Item {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  readonly shape: MultiPolygon;
}

/** What a careful user would build instead: how many zones and buffers contain a position. */
function bufferTree(shapes: readonly MultiPolygon[]): (lon: number, lat: number) => number {
  const items = shapes
    .flatMap((shape) => [shape, bufferOf(shape)])
    .map((shape): Item => {
      const [minX, minY, maxX, maxY] = boundingBoxOf(shape);
      return { minX, minY, maxX, maxY, shape };
    });
  const tree = new RBush<Item>();
  tree.load(items);
  const features = new Map(items.map((item) => [item, toFeature(item.shape)]));
  return (lon, lat) => {
    let count = 0;
    for (const item of tree.search({ minX: lon, minY: lat, maxX: lon, maxY: lat })) {
      if (booleanPointInPolygon([lon, lat], features.get(item)!)) count++;
    }
    return count;
  };
}

function toFeature(shape: MultiPolygon) {
  const coordinates = shape as never;
  return { type: 'Feature' as const, properties: {}, geometry: { type: 'MultiPolygon' as const, coordinates } };
}

function bufferOf(shape: MultiPolygon): MultiPolygon {
  const grown = buffer(toFeature(shape), 300, { units: 'meters', steps: STEPS });
  if (!grown) return [];
  const { geometry } = grown;
  return (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as unknown as MultiPolygon;
}

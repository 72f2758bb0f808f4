import { compileParts } from '../../src/geo/index/compile-index.ts';
import { ShapeIndex } from '../../src/geo/index/shape-index.ts';
import { boundingBoxOf, type MultiPolygon } from '../../src/geo/polygon.ts';
import { bufferTree } from './buffer-tree.ts';
import { locateMany } from './locate-many.ts';
import { pairedRates, print, type Row } from './row.ts';
import { localSet, MAINLAND, nationalSet, positions } from './sets.ts';

/**
 * Positions per second on one thread: every zone with its exact distance up to 500 m, against an R-tree of the zones
 * and of their 300 m buffers with a test of each candidate, which gives no distance. Measured for positions anywhere in
 * the bounding box, and for positions around the zones, where the work is.
 */
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
    const ours = () => {
      if (way === 'around') locateMany(index, lons, lats);
      else for (let i = 0; i < lons.length; i++) index.locate(lons[i]!, lats[i]!);
    };
    // Around the zones, all the positions would take seconds.
    const few = way === 'anywhere' ? lons.length : 20_000;
    const theirs = () => {
      for (let i = 0; i < few; i++) tree(lons[i]!, lats[i]!);
    };
    const seen = pairedRates([lons.length, ours], [few, theirs]);
    rates[way] = seen.rate;
    rows.push({
      what: `lookups, ${name}, positions ${WAYS[way]}`,
      value: seen.rate / 1e6,
      unit: 'M/s',
      against: { what: 'rbush + Turf + 300 m buffers', value: seen.theirs / 1e6 },
      ratio: seen.ratio,
      goal: `≥ ${goal} times, ≥ ${millions} M/s`,
      reached: seen.ratio >= goal && seen.rate >= millions * 1e6,
    });
  }
  return rates;
}

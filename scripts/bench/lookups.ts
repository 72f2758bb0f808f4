import { compileParts } from '../../src/geo/compile-index.ts';
import { boundingBoxOf, type MultiPolygon } from '../../src/geo/polygon.ts';
import { ShapeIndex } from '../../src/geo/shape-index.ts';
import { bufferTree } from './buffer-tree.ts';
import { locateMany } from './locate-many.ts';
import { medianRate, print, type Row } from './row.ts';
import { localSet, MAINLAND, nationalSet, positions } from './sets.ts';

/**
 * Positions a second, one thread: every zone with its exact distance up to 500 m, against an R-tree of the zones and of
 * their 300 m buffers with a test of each candidate, which knows no distance. Twice: positions anywhere in the box, and
 * positions around the zones, where the work is.
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

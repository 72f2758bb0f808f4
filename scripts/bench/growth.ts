import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileParts } from '../../src/geo/index/compile-index.ts';
import { ShapeIndex } from '../../src/geo/index/shape-index.ts';
import { countryOfZones } from '../../test/shapes.ts';
import { bufferTree } from './buffer-tree.ts';
import { drawCurves } from './curves.ts';
import { locateMany } from './locate-many.ts';
import { medianRate, print, type Row } from './row.ts';
import { positions } from './sets.ts';

/**
 * The cost of more zones: positions around the zones of made-up countries, 25 to 6 400 zones from one seed. Draws the
 * curves into docs/growth.svg.
 */
const COUNTS = [25, 100, 400, 1584, 6400];

const rates = COUNTS.map((count) => {
  const shapes = countryOfZones(25, count).slice(0, count);
  const index = new ShapeIndex(compileParts(shapes, 500));
  const tree = bufferTree(shapes);
  const { lons, lats } = positions(200_000, [], shapes);
  const few = 10_000;
  return {
    count,
    many: medianRate(lons.length, () => locateMany(index, lons, lats), 1),
    one: medianRate(
      lons.length,
      () => {
        for (let i = 0; i < lons.length; i++) index.locate(lons[i]!, lats[i]!);
      },
      1,
    ),
    theirs: medianRate(
      few,
      () => {
        for (let i = 0; i < few; i++) tree(lons[i]!, lats[i]!);
      },
      1,
    ),
  };
});

const curve = (name: string, key: 'many' | 'one' | 'theirs') => ({
  name,
  points: rates.map((rate) => ({ x: rate.count, y: rate[key] })),
});
const chart = drawCurves({
  title: 'Lookups a second by the number of zones, positions around them, one thread',
  x: 'zones',
  curves: [
    curve('a thousand at a time', 'many'),
    curve('one by one', 'one'),
    curve('rbush + Turf + 300 m buffers', 'theirs'),
  ],
});
writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'growth.svg'), chart);

const [first] = rates;
print(
  rates.map(({ count, many, theirs }): Row => {
    const slower = first!.many / many;
    return {
      what: `lookups around ${count} zones, a thousand at a time (${slower.toFixed(1)} times slower than around 25)`,
      value: many / 1e6,
      unit: 'M/s',
      against: { what: 'rbush + Turf + 300 m buffers', value: theirs / 1e6 },
      ratio: many / theirs,
      goal: count <= 1584 ? '≤ 4 times slower' : 'a look beyond the country',
      reached: count > 1584 || slower <= 4,
    };
  }),
);

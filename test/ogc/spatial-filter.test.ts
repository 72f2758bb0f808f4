import { describe, expect, it } from 'vitest';
import { meetsRectangle } from '../../src/geo/rectangle.ts';
import { featuresOf } from '../../src/ogc/features.ts';
import { CRS84, REFERENCE_SYSTEMS, referenceSystem, shapeIn } from '../../src/ogc/reference-systems.ts';
import { passesSpatially, toSpatialFilter } from '../../src/ogc/spatial-filter.ts';
import { drawn, shipped, world } from '../world.ts';

const epsg = (code: number) => referenceSystem(`http://www.opengis.net/def/crs/EPSG/0/${code}`)!;
const zones = featuresOf('zones', { from: '2024-10-01', to: '2024-10-01' }, shipped);
const bands = featuresOf('bands', { from: '2024-10-01', to: '2024-10-01' }, shipped);

describe('toSpatialFilter', () => {
  it('reads four numbers, or six, in the order of the axes', () => {
    expect(toSpatialFilter([2, 50, 3, 51], CRS84)!.rectangles).toEqual([[2, 50, 3, 51]]);
    expect(toSpatialFilter([2, 50, -9, 3, 51, 99], CRS84)!.rectangles).toEqual([[2, 50, 3, 51]]);
    expect(toSpatialFilter([50, 2, 51, 3], epsg(4326))!.rectangles).toEqual([[50, 2, 51, 3]]);
    expect(toSpatialFilter([6e5, 7e6, 7e5, 7.1e6], epsg(2154))!.rectangles).toEqual([[6e5, 7e6, 7e5, 7.1e6]]);
  });

  it('crosses the antimeridian', () => {
    expect(toSpatialFilter([177, 65, -177, 70], CRS84)!.rectangles).toEqual([
      [177, 65, 180, 70],
      [-180, 65, -177, 70],
    ]);
    expect(toSpatialFilter([65, 177, 70, -177], epsg(4326))!.rectangles).toEqual([
      [65, 177, 70, 180],
      [65, -180, 70, -177],
    ]);
  });

  it.each([
    [[]],
    [[1, 2, 3]],
    [[1, 2, 3, 4, 5]],
    [[2, 50, 3, Number.NaN]],
    [[2, 51, 3, 50]],
    [[2, 50, 3, 91]],
    [[2, 50, 181, 51]],
    [[2, 50, 9, 3, 51, 8]],
  ])('refuses %j', (numbers) => {
    expect(toSpatialFilter(numbers, CRS84)).toBeNull();
  });

  it('refuses metres in descending order', () => {
    expect(toSpatialFilter([7e5, 7e6, 6e5, 7.1e6], epsg(2154))).toBeNull();
  });
});

describe('passesSpatially', () => {
  it.each(REFERENCE_SYSTEMS)('tests the shape itself in $uri', (crs) => {
    for (const features of [zones.filter(({ geometry }) => geometry !== null), bands]) {
      const shapes = features.map(({ geometry }) => shapeIn(crs, geometry!));
      const wrong: string[] = [];
      // Rectangles a hundred metres wide on a grid over the features: many meet only their bounding boxes.
      let [near, met] = [0, 0];
      for (let i = 0; i < 600; i++) {
        const [lon, lat] = [2.44 + (i % 30) * 0.0128, 50.44 + Math.floor(i / 30) * 0.0065];
        const [a, b] = crs.at(lon, lat);
        const [c, d] = crs.at(lon + 0.0014, lat + 0.0009);
        const numbers = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)] as const;
        const filter = toSpatialFilter(numbers, crs)!;
        for (const [at, feature] of features.entries()) {
          const expected = meetsRectangle(shapes[at]!, numbers);
          if (passesSpatially(feature, filter) !== expected) wrong.push(`${feature.id} and ${numbers}`);
          const [west, south, east, north] = feature.box!;
          if (lon <= east && lon + 0.0014 >= west && lat <= north && lat + 0.0009 >= south) near++;
          if (expected) met++;
        }
      }
      expect(wrong).toEqual([]);
      expect(met).toBeGreaterThan(0);
      expect(near).toBeGreaterThan(met);
    }
  });

  it('lets features without geometry pass', () => {
    const missing = zones.find(({ geometry }) => geometry === null)!;
    expect(passesSpatially(missing, toSpatialFilter([-80, -5, -70, 5], CRS84)!)).toBe(true);
  });

  it('finds features beyond the antimeridian', () => {
    const ring = [
      [-178, -15],
      [-177.9, -15],
      [-177.9, -14.9],
      [-178, -15],
    ] as const;
    const there = featuresOf(
      'zones',
      { from: '2024-10-01', to: '2024-10-01' },
      world({ perimeters: [drawn('2024', 'QIC-CATORIVE', [[ring]])] }),
    ).find(({ properties }) => properties.code === 'QIC-CATORIVE')!;
    expect(passesSpatially(there, toSpatialFilter([177, -20, -177, -10], CRS84)!)).toBe(true);
    expect(passesSpatially(there, toSpatialFilter([-20, 177, -10, -177], epsg(4326))!)).toBe(true);
    expect(passesSpatially(there, toSpatialFilter([-177, -20, 177, -10], CRS84)!)).toBe(false);
  });
});

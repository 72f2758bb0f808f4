import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxIn, CRS84, REFERENCE_SYSTEMS, referenceSystem, shapeIn } from '../../src/ogc/reference-systems.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { shipped } from '../world.ts';

const shapes = shipped.generations.flatMap(({ drawn }) => drawn.map(({ perimeter }) => perimeter.geometry));
const epsg = (code: number) => referenceSystem(`http://www.opengis.net/def/crs/EPSG/0/${code}`)!;

describe('reference systems', () => {
  it('return stored coordinates in CRS84, and latitude first in EPSG:4326', () => {
    for (const shape of shapes) {
      expect(shapeIn(CRS84, shape)).toBe(shape);
      expect(shapeIn(epsg(4326), shape).flat(2)).toEqual(shape.flat(2).map(([lon, lat]) => [lat, lon]));
    }
  });

  it('do not include any other', () => {
    expect(referenceSystem('http://www.opengis.net/def/crs/EPSG/0/27572')).toBeUndefined();
    expect(referenceSystem('EPSG:2154')).toBeUndefined();
    expect(REFERENCE_SYSTEMS[0]).toBe(CRS84);
  });

  it('return bounding boxes that contain everything in the box', () => {
    const lon = fc.double({ min: -5, max: 8, noNaN: true });
    const lat = fc.double({ min: 42, max: 51, noNaN: true });
    const size = fc.double({ min: 0.0001, max: 0.5, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(lon, lat, size, size, share, share, (west, south, width, height, x, y) => {
        for (const crs of REFERENCE_SYSTEMS) {
          const [a, b] = crs.at(west + width * x, south + height * y);
          const [aMin, bMin, aMax, bMax] = boxIn(crs, [west, south, west + width, south + height]);
          expect(a >= aMin && a <= aMax && b >= bMin && b <= bMax).toBe(true);
        }
      }),
    );
  });
});

describe.skipIf(!hasPrograms('cs2cs'))(withPrograms('reference systems, compared with cs2cs', 'cs2cs'), () => {
  // Every vertex of the shipped perimeters, and a grid over the country.
  const positions = [
    ...shapes.flat(3),
    ...Array.from({ length: 200 }, (_, i) => [-4.5 + (i % 20) * 0.6, 42.5 + Math.floor(i / 20) * 0.85] as const),
  ];

  it.each([2154, 3857, 4326])('EPSG:%i is the same to the millimetre', async (code) => {
    const input = positions.map(([lon, lat]) => `${lat} ${lon}`).join('\n');
    const output = await run('cs2cs', ['-f', '%.9f', 'EPSG:4326', `EPSG:${code}`], input);
    const expected = output
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).map(Number));
    expect(expected).toHaveLength(positions.length);
    const crs = epsg(code);
    for (const [i, [lon, lat]] of positions.entries()) {
      const [x, y] = crs.at(lon, lat);
      // Metres are rounded to the millimetre, degrees are not rounded.
      const tolerance = code === 4326 ? 1e-9 : 0.00051;
      expect(Math.abs(x - expected[i]![0]!)).toBeLessThan(tolerance);
      expect(Math.abs(y - expected[i]![1]!)).toBeLessThan(tolerance);
    }
  });
});

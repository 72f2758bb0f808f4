import { join } from 'node:path';
import { sideOf } from '../../src/geo/covers.ts';
import { boundingBoxOf } from '../../src/geo/polygon.ts';
import { Lookup } from '../../src/situation/lookup.ts';
import { loadRegistry } from '../../src/zones/registry.ts';
import { shippedData } from '../../src/zones/shipped.ts';
import { compileZones, type Zones } from '../../src/zones/zones.ts';
import { randomFrom } from '../../test/shapes.ts';
import { print, type Row } from './row.ts';

/**
 * How many of 100 000 random points of the agglomeration are `unknown` on three days: with the shipped data, and with
 * its quarters of 2024 alone (no quarter of 2015, no contour of a commune).
 */
const POINTS = 100_000;
const DATES = ['2026-11-30', '2019-06-01', '2016-06-01'];

const registry = loadRegistry(join(import.meta.dirname, '..', '..', 'data'));
const { perimeters, contours } = shippedData(registry);
const whole = compileZones(registry, { version: 'whole', perimeters, coverages: [], contours });
const partial = compileZones(registry, {
  version: 'partial',
  perimeters: perimeters.filter(({ generation }) => generation === '2024'),
  coverages: [],
  contours: null,
});

const points = pointsIn();
print(
  DATES.map((date): Row => {
    const [value, before] = [unknownOf(whole, date), unknownOf(partial, date)];
    return {
      what: `points of the agglomeration that are unknown on ${date}, of ${POINTS}`,
      value,
      unit: 'points',
      against: { what: 'with the quarters of 2024 alone', value: before },
      ratio: value / before,
      goal: 'fewer',
      reached: value < before,
    };
  }),
);

function pointsIn(): [lon: number, lat: number][] {
  const shapes = contours.communes.filter(({ agglomeration }) => agglomeration).map(({ geometry }) => geometry);
  const boxes = shapes.map(boundingBoxOf);
  const [west, south, east, north] = boundingBoxOf(shapes.flat());
  const random = randomFrom(13);
  const found: [number, number][] = [];
  while (found.length < POINTS) {
    const lon = west + random() * (east - west);
    const lat = south + random() * (north - south);
    const isInside = shapes.some((shape, i) => {
      const [w, s, e, n] = boxes[i]!;
      return w <= lon && lon <= e && s <= lat && lat <= n && sideOf(shape, lon, lat) !== 'outside';
    });
    if (isInside) found.push([lon, lat]);
  }
  return found;
}

function unknownOf(zones: Zones, date: string): number {
  const lookup = new Lookup(zones, date);
  let unknown = 0;
  for (const [lon, lat] of points) {
    lookup.at(lon, lat);
    if (lookup.tier === 'unknown') unknown++;
  }
  return unknown;
}

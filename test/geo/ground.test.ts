import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  degreeLengthsAt,
  groundDistance,
  metresPerDegreeOfLatitude,
  metresPerDegreeOfLongitude,
  squaredDistanceToEdge,
} from '../../src/geo/ground.ts';
import type { Position } from '../../src/geo/polygon.ts';
import { moved } from '../shapes.ts';
import { geodesic, geodesicToEdge } from './reference.ts';

// Every part of France, overseas included; the error grows with the tangent of the latitude.
const latitude = fc.double({ min: -51.2, max: 51.2, noNaN: true });
const longitude = fc.double({ min: -170, max: 170, noNaN: true });
const within = (metres: number) =>
  fc.tuple(
    fc.double({ min: -metres, max: metres, noNaN: true }),
    fc.double({ min: -metres, max: metres, noNaN: true }),
  );

describe('the reference implementation', () => {
  it(
    'agrees with the published test line of Vincenty (Flinders Peak to Buninyong, the same in GRS80 and ' + 'WGS84)',
    () => {
      const degrees = (d: number, m: number, s: number) => d + m / 60 + s / 3600;
      const metres = geodesic(
        degrees(144, 25, 29.5244),
        -degrees(37, 57, 3.7203),
        degrees(143, 55, 35.3839),
        -degrees(37, 39, 10.1561),
      );
      expect(metres).toBeCloseTo(54972.271, 3);
    },
  );
});

describe('metres between two positions', () => {
  it('have an error of less than 0.3 mm up to 5 km, at the latitudes of France', () => {
    fc.assert(
      fc.property(longitude, latitude, within(3500), (lon, lat, [east, north]) => {
        const [toLon, toLat] = moved([lon, lat], east, north);
        const error = groundDistance(lon, lat, toLon, toLat) - geodesic(lon, lat, toLon, toLat);
        expect(Math.abs(error)).toBeLessThan(3e-4);
      }),
      { numRuns: 2000 },
    );
  });

  it('are zero from a position to itself, and the same both ways', () => {
    expect(groundDistance(2.6, 50.5, 2.6, 50.5)).toBe(0);
    fc.assert(
      fc.property(longitude, latitude, within(3000), (lon, lat, [east, north]) => {
        const [toLon, toLat] = moved([lon, lat], east, north);
        expect(groundDistance(toLon, toLat, lon, lat)).toBeCloseTo(groundDistance(lon, lat, toLon, toLat), 9);
      }),
    );
  });
});

describe('the lengths of a degree', () => {
  it('are those of the ellipsoid: 111 319.491 m along the equator, 111 693.980 m on the meridian at the pole', () => {
    expect(metresPerDegreeOfLongitude(0)).toBeCloseTo(111_319.491, 3);
    expect(metresPerDegreeOfLatitude(90)).toBeCloseTo(111_693.98, 2);
    expect(metresPerDegreeOfLongitude(90)).toBeCloseTo(0, 6);
  });

  it('change with the latitude according to their slopes', () => {
    for (const lat of [-21, 0, 4.9, 16, 43, 50.5, 60]) {
      const { longitudeHalfSlope, latitudeHalfSlope } = degreeLengthsAt(lat);
      const step = 1e-4;
      const slope = (length: (lat: number) => number) => (length(lat + step) - length(lat - step)) / (2 * step);
      expect(longitudeHalfSlope).toBeCloseTo(slope(metresPerDegreeOfLongitude) / 2, 4);
      expect(latitudeHalfSlope).toBeCloseTo(slope(metresPerDegreeOfLatitude) / 2, 4);
    }
  });
});

describe('metres from a position to an edge', () => {
  const toEdge = (from: Position, a: Position, b: Position) =>
    Math.sqrt(
      squaredDistanceToEdge(degreeLengthsAt(from[1]), a[0] - from[0], a[1] - from[1], b[0] - from[0], b[1] - from[1]),
    );

  it('have an error of less than 0.1 mm within a kilometre', () => {
    fc.assert(
      fc.property(longitude, latitude, within(700), within(700), (lon, lat, [ae, an], [be, bn]) => {
        const from: Position = [lon, lat];
        const a = moved(from, ae, an);
        const b = moved(from, be, bn);
        expect(Math.abs(toEdge(from, a, b) - geodesicToEdge(from, a, b))).toBeLessThan(1e-4);
      }),
      { numRuns: 1000 },
    );
  });

  it('are those to the only position of an edge of zero length', () => {
    const from: Position = [2.6, 50.5];
    const to = moved(from, 300, 400);
    expect(toEdge(from, to, to)).toBeCloseTo(geodesic(...from, ...to), 4);
    expect(toEdge(from, from, from)).toBe(0);
  });
});

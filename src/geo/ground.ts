import type { BoundingBox } from './polygon.ts';

/**
 * Returns the metres on the ground, on the WGS84 ellipsoid (EPSG:7030), between two positions (degrees) a few
 * kilometres apart.
 *
 * The lengths of a degree are taken at the middle latitude of the two positions (the mid-latitude formula of
 * navigation: Bowring 1996, "Total inverse solutions for the geodesic and great elliptic"). Up to 5 km it differs from
 * the exact geodesic by less than 0.3 mm, as test/geo/ground.test.ts checks.
 */
export function groundDistance(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const middle = (lat1 + lat2) / 2;
  return Math.hypot(
    (lon2 - lon1) * metresPerDegreeOfLongitude(middle),
    (lat2 - lat1) * metresPerDegreeOfLatitude(middle),
  );
}

/** WGS84: semi-major axis in metres, and flattening (NIMA TR8350.2, table 3.1). */
export const SEMI_MAJOR_AXIS = 6378137;
export const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);
const RADIANS = Math.PI / 180;

/** The mean radius in metres (IUGG: 2a + b over 3), for bounds on errors. */
export const MEAN_RADIUS = SEMI_MAJOR_AXIS * (1 - FLATTENING / 3);

/** Returns the metres in one degree of parallel at `lat` (degrees): the radius of the prime vertical times cos. */
export function metresPerDegreeOfLongitude(lat: number): number {
  const sin = Math.sin(lat * RADIANS);
  return (SEMI_MAJOR_AXIS * Math.cos(lat * RADIANS) * RADIANS) / Math.sqrt(1 - ECCENTRICITY_SQUARED * sin * sin);
}

/** Returns the metres in one degree of meridian at `lat` (degrees): the radius of curvature of the meridian. */
export function metresPerDegreeOfLatitude(lat: number): number {
  const sin = Math.sin(lat * RADIANS);
  const w = 1 - ECCENTRICITY_SQUARED * sin * sin;
  return (SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) * RADIANS) / (w * Math.sqrt(w));
}

/**
 * Returns the box grown by `metres` on every side and 1 % more: it holds every position nearer than `metres` to the
 * box.
 */
export function grownBox([west, south, east, north]: BoundingBox, metres: number): BoundingBox {
  const highest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)) + metres / 110_000);
  const dLat = (metres * 1.01) / metresPerDegreeOfLatitude(0);
  const dLon = (metres * 1.01) / metresPerDegreeOfLongitude(highest);
  return [west - dLon, south - dLat, east + dLon, north + dLat];
}

/**
 * The metres in a degree at one latitude, and half the slope of each, in metres per degree squared: the term that the
 * middle latitude of two positions adds per degree between them. The slopes are d(N cos φ)/dφ = -M sin φ, and dM/dφ.
 */
export interface DegreeLengths {
  readonly longitude: number;
  readonly latitude: number;
  readonly longitudeHalfSlope: number;
  readonly latitudeHalfSlope: number;
}

/** Returns the lengths of a degree at `lat` (degrees). */
export function degreeLengthsAt(lat: number): DegreeLengths {
  const sin = Math.sin(lat * RADIANS);
  const cos = Math.cos(lat * RADIANS);
  const w = 1 - ECCENTRICITY_SQUARED * sin * sin;
  const latitude = metresPerDegreeOfLatitude(lat);
  return {
    longitude: metresPerDegreeOfLongitude(lat),
    latitude,
    longitudeHalfSlope: (-latitude * sin * RADIANS) / 2,
    latitudeHalfSlope: (1.5 * latitude * ECCENTRICITY_SQUARED * sin * cos * RADIANS) / w,
  };
}

/**
 * Returns the squared ground metres from a position to an edge straight in longitude/latitude. The ends of the edge are
 * (`ax`, `ay`) and (`bx`, `by`) degrees away from the position; `lengths` are those at the position's latitude.
 *
 * The nearest point of the edge is found with the lengths at the position, and its distance measured with those of the
 * middle latitude. A distance is flat around its minimum: a foot misplaced by centimetres a kilometre away changes the
 * distance by less than a micrometre.
 */
export function squaredDistanceToEdge(lengths: DegreeLengths, ax: number, ay: number, bx: number, by: number): number {
  const kx2 = lengths.longitude * lengths.longitude;
  const ky2 = lengths.latitude * lengths.latitude;
  const ex = bx - ax;
  const ey = by - ay;
  const length = ex * ex * kx2 + ey * ey * ky2;
  const along = length === 0 ? 0 : -(ax * ex * kx2 + ay * ey * ky2) / length;
  const t = Math.max(0, Math.min(1, along));
  const x = ax + t * ex;
  const y = ay + t * ey;
  const dx = x * (lengths.longitude + lengths.longitudeHalfSlope * y);
  const dy = y * (lengths.latitude + lengths.latitudeHalfSlope * y);
  return dx * dx + dy * dy;
}

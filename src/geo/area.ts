import type { MultiPolygon, Ring } from './polygon.ts';

/** WGS84: semi-major axis in metres, flattening (NIMA TR8350.2, table 3.1). */
const SEMI_MAJOR = 6378137;
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const SEMI_MINOR = SEMI_MAJOR * (1 - FLATTENING);
const RADIANS = Math.PI / 180;

/**
 * The area of `shape` (WGS84 longitude, latitude, edges straight in longitude/latitude) on the ellipsoid, in m²: for each part,
 * that of its outer ring less that of its holes, whichever way the rings turn. It is what the rings say: loops of a
 * ring that crosses itself count negatively when they turn the other way.
 *
 * The ellipsoid is unrolled on the cylindrical equal-area projection (Snyder 1987, "Map projections: a working manual", USGS
 * Professional Paper 1395, equation 3-12), where an area is a plain integral along the edges; Simpson's rule on an edge errs
 * by less than 1e-9 of the area for edges under 10 km.
 */
export function areaOf(shape: MultiPolygon): number {
  let total = 0;
  for (const [shell, ...holes] of shape) {
    if (shell === undefined) continue;
    total += Math.abs(signedAreaOf(shell));
    for (const hole of holes) total -= Math.abs(signedAreaOf(hole));
  }
  return total;
}

/** The area in m² that the ring goes around: positive anticlockwise, negative clockwise. An unclosed ring is taken as closed. */
export function signedAreaOf(ring: Ring): number {
  const first = ring[0];
  if (first === undefined) return 0;
  // Heights are taken from the first position so that small rings do not lose digits far from the equator.
  const origin = height(first[1]);
  let area = 0;
  for (let i = 0; i < ring.length; i++) {
    const [fromLon, fromLat] = ring[i]!;
    const [toLon, toLat] = ring[i + 1] ?? first;
    const middle = height((fromLat + toLat) / 2);
    const mean = (height(fromLat) + 4 * middle + height(toLat)) / 6 - origin;
    area -= mean * (toLon - fromLon) * RADIANS;
  }
  return area;
}

/** Area in m² of a strip one radian of longitude wide between the equator and the latitude (degrees). */
function height(lat: number): number {
  const sine = Math.sin(lat * RADIANS);
  const product = ECCENTRICITY * sine;
  return (SEMI_MINOR ** 2 / 2) * (sine / (1 - product * product) + Math.atanh(product) / ECCENTRICITY);
}

import { FLATTENING, SEMI_MAJOR_AXIS } from './ground.ts';
import type { MultiPolygon, Ring } from './polygon.ts';

const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const SEMI_MINOR = SEMI_MAJOR_AXIS * (1 - FLATTENING);
const RADIANS = Math.PI / 180;

/**
 * Returns the area of `shape` on the ellipsoid, in square metres. Positions are WGS84 longitude, latitude in degrees;
 * edges are straight in longitude/latitude. Each part counts for its outer ring less its holes, whichever way the rings
 * turn. In a ring that crosses itself, loops that turn the other way count negatively.
 *
 * The ellipsoid is projected on the cylindrical equal-area projection (Snyder 1987, "Map projections: a working
 * manual", USGS Professional Paper 1395, equation 3-12). There an area is an integral along the edges. Simpson's rule
 * on one edge errs by less than 1e-9 of the area for edges under 10 km.
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

/**
 * Returns the area inside `ring` in square metres: positive anticlockwise, negative clockwise. An unclosed ring is
 * closed.
 */
export function signedAreaOf(ring: Ring): number {
  const first = ring[0];
  if (first === undefined) return 0;
  // Heights are relative to the first position, so that small rings far from the equator keep their digits.
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

/** The area, in square metres, of a strip one radian of longitude wide from the equator to `lat` (degrees). */
function height(lat: number): number {
  const sine = Math.sin(lat * RADIANS);
  const product = ECCENTRICITY * sine;
  return (SEMI_MINOR ** 2 / 2) * (sine / (1 - product * product) + Math.atanh(product) / ECCENTRICITY);
}

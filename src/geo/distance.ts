import { sideOf } from './covers.ts';
import { degreeLengthsAt, squaredDistanceToEdge } from './ground.ts';
import type { MultiPolygon } from './polygon.ts';

/**
 * Returns the ground metres from a position (WGS84 degrees) to the nearest limit of `shape`: negative inside, zero on
 * the limit, Infinity for a shape without edges. It measures every edge; the index answers many positions faster and is
 * tested against this function.
 */
export function boundaryDistance(shape: MultiPolygon, lon: number, lat: number): number {
  const side = sideOf(shape, lon, lat);
  if (side === 'boundary') return 0;
  const distance = limitDistance(shape, lon, lat);
  // Zero means on the limit, and therefore inside: rounding must not bring a position outside to zero.
  return side === 'inside' ? -distance : Math.max(distance, Number.MIN_VALUE);
}

/** Returns the same distance without its sign. */
export function limitDistance(shape: MultiPolygon, lon: number, lat: number): number {
  const lengths = degreeLengthsAt(lat);
  let nearest = Number.POSITIVE_INFINITY;
  for (const polygon of shape) {
    for (const ring of polygon) {
      let [aLon, aLat] = ring[0] ?? [0, 0];
      for (let i = 1; i < ring.length; i++) {
        const [bLon, bLat] = ring[i]!;
        const squared = squaredDistanceToEdge(lengths, aLon - lon, aLat - lat, bLon - lon, bLat - lat);
        if (squared < nearest) nearest = squared;
        aLon = bLon;
        aLat = bLat;
      }
    }
  }
  return Math.sqrt(nearest);
}

import { sideOf } from './covers.ts';
import { degreeLengthsAt, squaredDistanceToEdge } from './ground.ts';
import type { MultiPolygon } from './polygon.ts';

/**
 * Ground metres from a position to the nearest limit of `shape`, negative inside, zero on the limit; Infinity for a shape
 * without edges. Looks at every edge: for one place at a time, and for what the index is held against.
 */
export function boundaryDistance(shape: MultiPolygon, lon: number, lat: number): number {
  const side = sideOf(shape, lon, lat);
  if (side === 'boundary') return 0;
  const distance = limitDistance(shape, lon, lat);
  // Whatever rounding makes of it, a position outside is never at zero: zero is on the limit, and inside.
  return side === 'inside' ? -distance : Math.max(distance, Number.MIN_VALUE);
}

/** The same without the sign. */
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

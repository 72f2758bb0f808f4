import { orient2d } from 'robust-predicates';
import type { MultiPolygon, Ring } from './polygon.ts';

/**
 * Returns whether `shape` covers the position (WGS84 degrees): inside, or exactly on its limit (OGC Simple Features,
 * "covers"). The answer is exact for the given coordinates. Orientation is computed with adaptive precision (Shewchuk
 * 1997), and nothing is projected.
 */
export function covers(shape: MultiPolygon, lon: number, lat: number): boolean {
  return sideOf(shape, lon, lat) !== 'outside';
}

export type Side = 'inside' | 'boundary' | 'outside';

/**
 * Returns the side of the limit of `shape` on which the position lies, by the even-odd rule over all rings, holes
 * included.
 */
export function sideOf(shape: MultiPolygon, lon: number, lat: number): Side {
  let inside = false;
  for (const polygon of shape) {
    for (const ring of polygon) {
      const crossings = crossingsEastOf(ring, lon, lat);
      if (crossings < 0) return 'boundary';
      if (crossings % 2 === 1) inside = !inside;
    }
  }
  return inside ? 'inside' : 'outside';
}

/** Counts the edges of the ring that cross the ray due east of the position; -1 when the position is on the ring. */
function crossingsEastOf(ring: Ring, lon: number, lat: number): number {
  let count = 0;
  let [aLon, aLat] = ring[0] ?? [Number.NaN, Number.NaN];
  for (let i = 1; i < ring.length; i++) {
    const [bLon, bLat] = ring[i]!;
    // An edge counts when one end is above the ray and the other on it or below, so each vertex counts once.
    if (aLat > lat !== bLat > lat) {
      const turn = orient2d(aLon, aLat, bLon, bLat, lon, lat);
      if (turn === 0) return -1;
      if (turn > 0 === aLat > bLat) count++;
    } else if (isOnLevelEdge(aLon, aLat, bLon, bLat, lon, lat)) {
      return -1;
    }
    aLon = bLon;
    aLat = bLat;
  }
  return count;
}

/**
 * Whether the position is on an edge that does not cross the ray: a level edge, or one whose upper end is level with
 * the position.
 */
function isOnLevelEdge(aLon: number, aLat: number, bLon: number, bLat: number, lon: number, lat: number): boolean {
  if (aLat === lat && bLat === lat) return aLon < bLon ? aLon <= lon && lon <= bLon : bLon <= lon && lon <= aLon;
  return (aLat === lat && aLon === lon) || (bLat === lat && bLon === lon);
}

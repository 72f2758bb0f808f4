import { MOST_PREFETCHED, type ShapeIndex } from '../../src/geo/index/shape-index.ts';

/** Locates many positions like a caller with a file: a thousand are prefetched, then located. */
export function locateMany(index: ShapeIndex, lons: Float64Array, lats: Float64Array): void {
  for (let from = 0; from < lons.length; from += MOST_PREFETCHED) {
    const to = Math.min(lons.length, from + MOST_PREFETCHED);
    index.prefetch(lons.subarray(from, to), lats.subarray(from, to), to - from);
    for (let i = from; i < to; i++) index.locate(lons[i]!, lats[i]!);
  }
}

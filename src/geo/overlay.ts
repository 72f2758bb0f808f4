import { boxesMeet } from './bounding-box.ts';
import { combine } from './clip.ts';
import { boundingBoxOf, type MultiPolygon } from './polygon.ts';

export { areaOf } from './area.ts';

/** Returns the intersection of two valid shapes (WGS84 longitude, latitude); an empty shape when they share no area. */
export function intersection(a: MultiPolygon, b: MultiPolygon): MultiPolygon {
  return boxesMeet(boundingBoxOf(a), boundingBoxOf(b)) ? combine('intersection', a, b) : [];
}

/** Returns `a` without `b`; `a` itself when they are apart. */
export function difference(a: MultiPolygon, b: MultiPolygon): MultiPolygon {
  return boxesMeet(boundingBoxOf(a), boundingBoxOf(b)) ? combine('difference', a, b) : a;
}

/** Returns the union of `a` and `b`. */
export function union(a: MultiPolygon, b: MultiPolygon): MultiPolygon {
  return boxesMeet(boundingBoxOf(a), boundingBoxOf(b)) ? combine('union', a, b) : [...a, ...b];
}

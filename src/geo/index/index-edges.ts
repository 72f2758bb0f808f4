import { degreeLengthsAt } from '../ground.ts';
import type { MultiPolygon } from '../polygon.ts';

/** Numbers per edge: longitude and latitude of both ends, then the two weights of `footWeights`. */
export const ENDS = 6;

/**
 * Returns the edges of all shapes in order, without those of zero length; the number of each shape's first edge (and,
 * last, the number of edges); and for each edge, the next one in its ring.
 */
export function edgesOf(
  shapes: readonly MultiPolygon[],
): [edges: Float64Array, firstEdge: Int32Array, nextEdge: Int32Array] {
  const edges: number[] = [];
  const nextEdge: number[] = [];
  const firstEdge = new Int32Array(shapes.length + 1);
  shapes.forEach((shape, number) => {
    for (const polygon of shape) {
      for (const ring of polygon) {
        const first = nextEdge.length;
        for (let i = 1; i < ring.length; i++) {
          const [aLon, aLat] = ring[i - 1]!;
          const [bLon, bLat] = ring[i]!;
          if (aLon === bLon && aLat === bLat) continue;
          edges.push(aLon, aLat, bLon, bLat, ...footWeights(aLon, aLat, bLon, bLat));
          nextEdge.push(nextEdge.length + 1);
        }
        if (nextEdge.length > first) nextEdge[nextEdge.length - 1] = first;
      }
    }
    firstEdge[number + 1] = edges.length / ENDS;
  });
  return [Float64Array.from(edges), firstEdge, Int32Array.from(nextEdge)];
}

/** The weights in `IndexParts.leaves` that give the foot of a perpendicular to this edge. */
function footWeights(aLon: number, aLat: number, bLon: number, bLat: number): [number, number] {
  const { longitude, latitude } = degreeLengthsAt((aLat + bLat) / 2);
  const x = (bLon - aLon) * longitude * longitude;
  const y = (bLat - aLat) * latitude * latitude;
  const squaredLength = x * (bLon - aLon) + y * (bLat - aLat);
  return [x / squaredLength, y / squaredLength];
}

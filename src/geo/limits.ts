import type { Position, Ring } from './polygon.ts';

/** A straight stretch of limit, WGS84 longitude, latitude, in either direction. */
export type Limit = readonly [Position, Position];

/**
 * Returns the limits of the area that `rings` (closed, WGS84 longitude, latitude) enclose an odd number of times. The
 * rings must meet at their vertices only. They may turn either way, repeat each other and run along each other: by the
 * even-odd rule, an edge is a limit when it is drawn an odd number of times.
 */
export function limitsOf(rings: readonly Ring[]): Limit[] {
  const limits = new Map<string, Limit>();
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [ring[i - 1]!, ring[i]!];
      const ends = [`${from[0]} ${from[1]}`, `${to[0]} ${to[1]}`] as const;
      if (ends[0] === ends[1]) continue;
      const key = ends[0] < ends[1] ? `${ends[0]} ${ends[1]}` : `${ends[1]} ${ends[0]}`;
      if (!limits.delete(key)) limits.set(key, [from, to]);
    }
  }
  return [...limits.values()];
}

/**
 * Returns the rings with a vertex added to each edge wherever it passes within 10 µm of a vertex of any ring. The time
 * it takes grows with the square of the number of vertices.
 */
export function noded(rings: readonly Ring[]): Ring[] {
  const vertices = rings.flat();
  return rings.map((ring) =>
    ring.flatMap((from, i) => {
      const to = ring[i + 1];
      return to === undefined ? [from] : [from, ...stopsBetween(from, to, vertices)];
    }),
  );
}

/** A vertex nearer than this to an edge is on it: in degrees, 10 µm. */
const ON_EDGE = 1e-10;

function stopsBetween(from: Position, to: Position, vertices: readonly Position[]): Position[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const squared = dx * dx + dy * dy;
  const stops: { at: number; vertex: Position }[] = [];
  for (const vertex of vertices) {
    const [x, y] = [vertex[0] - from[0], vertex[1] - from[1]];
    const at = (x * dx + y * dy) / squared;
    const offset = Math.abs(x * dy - y * dx) / Math.sqrt(squared);
    if (at > 0 && at < 1 && offset < ON_EDGE) stops.push({ at, vertex });
  }
  return stops.sort((a, b) => a.at - b.at).map(({ vertex }) => vertex);
}

import { orient2d } from 'robust-predicates';
import { signedAreaOf } from './area.ts';
import { sideOf } from './covers.ts';
import type { Limit } from './limits.ts';
import type { MultiPolygon, Position, Ring } from './polygon.ts';

/**
 * In square metres. Rounding leaves rings smaller than this (1 cm²) between two almost identical edges. The position of
 * a limit is known to 10 cm at best.
 */
const SMALLEST_RING = 0.0001;

/**
 * Returns the parts and holes that `limits` draw. The limits must meet at their ends only, an even number of them at
 * each end, like the edges of closed rings. Every ring of the result is simple: limits that meet at a vertex touch
 * there without crossing. Outer rings turn anticlockwise, holes clockwise (RFC 7946, section 3.1.6). Rings under 1 cm²
 * are dropped.
 */
export function partsOf(limits: readonly Limit[]): MultiPolygon {
  const rings = loopsOf(limits)
    .flatMap(withoutRepeatedVertex)
    .map((ring) => ({ ring, area: signedAreaOf(ring) }))
    .filter(({ area }) => Math.abs(area) >= SMALLEST_RING)
    .sort((a, b) => Math.abs(a.area) - Math.abs(b.area))
    .map(({ ring, area }) => ({ anticlockwise: area > 0 ? ring : ring.toReversed(), around: [] as number[] }));
  rings.forEach((inner, i) => {
    for (let j = i + 1; j < rings.length; j++) {
      if (surrounds(rings[j]!.anticlockwise, inner.anticlockwise)) inner.around.push(j);
    }
  });
  // By the even-odd rule, a ring inside an odd number of others is a hole of the smallest of them.
  const parts = new Map<number, Ring[]>();
  rings.forEach(({ anticlockwise, around }, i) => {
    if (around.length % 2 === 0) parts.set(i, [anticlockwise]);
  });
  for (const { anticlockwise, around } of rings) {
    if (around.length % 2 === 1) parts.get(around[0]!)!.push(anticlockwise.toReversed());
  }
  return [...parts.values()];
}

/** One end of a limit. `paired` is the end at the same vertex with which the ring goes on. */
interface End {
  readonly at: Position;
  readonly towards: Position;
  opposite: End;
  paired: End;
  used: boolean;
}

/** Closed loops through all the limits, which do not cross where they meet. */
function loopsOf(limits: readonly Limit[]): Ring[] {
  const ends = pairedEnds(limits);
  const loops: Ring[] = [];
  for (const start of ends) {
    if (start.used) continue;
    const loop: Position[] = [start.at];
    let end = start;
    while (!end.used) {
      end.used = true;
      end.opposite.used = true;
      loop.push(end.towards);
      end = end.opposite.paired;
    }
    loops.push(loop);
  }
  return loops;
}

function pairedEnds(limits: readonly Limit[]): End[] {
  const byVertex = new Map<string, End[]>();
  const all: End[] = [];
  for (const [a, b] of limits) {
    const [from, to] = [{ at: a, towards: b, used: false } as End, { at: b, towards: a, used: false } as End];
    from.opposite = to;
    to.opposite = from;
    for (const end of [from, to]) {
      all.push(end);
      const ends = byVertex.get(keyOf(end.at));
      if (ends === undefined) byVertex.set(keyOf(end.at), [end]);
      else ends.push(end);
    }
  }
  for (const ends of byVertex.values()) {
    // Pairs of neighbours in the order around the vertex never cross.
    if (ends.length > 2) ends.sort(byDirection);
    ends.forEach((end, i) => {
      end.paired = ends[i % 2 === 0 ? i + 1 : i - 1]!;
    });
  }
  return all;
}

/** Orders directions around a vertex anticlockwise from the east, exactly. */
function byDirection(a: End, b: End): number {
  const half = Number(isBelow(a)) - Number(isBelow(b));
  if (half !== 0) return half;
  // orient2d is positive to the right when the second axis points up.
  return orient2d(a.at[0], a.at[1], a.towards[0], a.towards[1], b.towards[0], b.towards[1]);
}

function isBelow({ at, towards }: End): boolean {
  return towards[1] < at[1] || (towards[1] === at[1] && towards[0] < at[0]);
}

/** Cuts a loop at each vertex that it passes more than once. */
function withoutRepeatedVertex(loop: Ring): Ring[] {
  const rings: Ring[] = [];
  const path: Position[] = [];
  const places = new Map<string, number>();
  for (const position of loop) {
    const key = keyOf(position);
    const place = places.get(key);
    if (place !== undefined) {
      const ring = path.splice(place);
      for (const passed of ring) places.delete(keyOf(passed));
      rings.push([...ring, position]);
    }
    places.set(key, path.length);
    path.push(position);
  }
  return rings;
}

/** Whether `inner` is inside `outer`, given that they do not cross. */
function surrounds(outer: Ring, inner: Ring): boolean {
  for (const [lon, lat] of inner) {
    const side = sideOf([[outer]], lon, lat);
    if (side !== 'boundary') return side === 'inside';
  }
  const [a, b] = [inner[0]!, inner[1]!];
  return sideOf([[outer]], (a[0] + b[0]) / 2, (a[1] + b[1]) / 2) === 'inside';
}

function keyOf(position: Position): string {
  return `${position[0]} ${position[1]}`;
}

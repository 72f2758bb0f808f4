import { orient2d } from 'robust-predicates';
import { sideOf } from './covers.ts';
import type { MultiPolygon, Position, Ring } from './polygon.ts';

/** The ways in which a shape is ambiguous. */
export type ProblemKind =
  /** A ring without a position. */
  | 'empty'
  /** A longitude or a latitude that is not a finite number. */
  | 'not-finite'
  /** The last position does not repeat the first. */
  | 'unclosed'
  /** Fewer than four positions, the closing one included. */
  | 'too-few-positions'
  /** All the positions lie on one line. */
  | 'zero-area'
  /** The limit goes out and comes back along the same line. */
  | 'spike'
  /** Two edges run along each other. */
  | 'shared-edge'
  /** Two edges cross, or two stretches of limit cross at a vertex. */
  | 'crossing'
  /** A hole that is not inside its outer ring, or that is inside another hole. */
  | 'misplaced-hole'
  /** A part that lies inside another. */
  | 'overlapping-parts';

/** One problem and its place: indices of the part and of its ring (0 is the outer ring), and a position. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly part: number;
  readonly ring: number;
  /** The other part when two parts meet, else the same as `part`. */
  readonly otherPart: number;
  readonly position: Position | null;
}

/**
 * Returns every problem that makes `shape` (WGS84 longitude, latitude) ambiguous. For a shape without problems, inside,
 * outside and limit are the same by the even-odd rule, by the winding rule and by OGC 06-103r4, section 6.1.11.
 *
 * Two differences with OGC's simple features change neither containment nor distance: a limit may touch itself or
 * another part at a point (without crossing there), and a position may be repeated in a row. Exact orientation
 * predicates on the given coordinates decide crossings, without a tolerance.
 *
 * Only the first problem of each kind is listed for each ring and other part, since n tangled edges have up to n²
 * crossings. The search stops once it has found `most` problems.
 */
export function ringProblems(shape: MultiPolygon, most = Number.POSITIVE_INFINITY): Problem[] {
  const problems = shape.flatMap((polygon, part) => {
    if (polygon.length === 0) return [{ kind: 'empty' as const, part, ring: 0, otherPart: part, position: null }];
    return polygon.flatMap((ring, index) => malformations(ring, part, index));
  });
  if (problems.some(({ kind }) => kind === 'not-finite')) return problems;
  const met = problems.length < most ? meetings(edgesOf(shape), most - problems.length) : [];
  const found = problems.concat(met);
  return found.length === 0 ? misplacements(shape) : found;
}

/** An edge of a ring, never of zero length, with its neighbours in the ring. */
interface Edge {
  readonly part: number;
  readonly ring: number;
  readonly from: Position;
  readonly to: Position;
  readonly west: number;
  readonly east: number;
  previous: Edge;
  next: Edge;
}

function malformations(ring: Ring, part: number, index: number): Problem[] {
  const at = (kind: ProblemKind, position: Position | null): Problem[] => [
    { kind, part, ring: index, otherPart: part, position },
  ];
  const first = ring[0];
  const last = ring.at(-1);
  if (first === undefined || last === undefined) return at('empty', null);
  const broken = ring.find(([lon, lat]) => !Number.isFinite(lon) || !Number.isFinite(lat));
  if (broken !== undefined) return at('not-finite', broken);
  if (!same(first, last)) return at('unclosed', last);
  if (ring.length < 4) return at('too-few-positions', first);
  if (liesOnOneLine(ring, first)) return at('zero-area', first);
  return [];
}

function liesOnOneLine(ring: Ring, first: Position): boolean {
  const second = ring.find((position) => !same(position, first));
  return second === undefined || ring.every((position) => orientation(first, second, position) === 0);
}

function edgesOf(shape: MultiPolygon): Edge[] {
  const edges: Edge[] = [];
  shape.forEach((polygon, part) => {
    polygon.forEach((ring, index) => {
      const start = edges.length;
      for (let i = 0; i < ring.length; i++) {
        const from = ring[i]!;
        // An unclosed ring is checked with its closing edge.
        const to = ring[i + 1] ?? ring[0]!;
        if (same(from, to)) continue;
        const west = Math.min(from[0], to[0]);
        const east = Math.max(from[0], to[0]);
        edges.push({ part, ring: index, from, to, west, east } as Edge);
      }
      for (let i = start; i < edges.length; i++) {
        const edge = edges[i]!;
        edge.next = edges[i + 1] ?? edges[start]!;
        edge.next.previous = edge;
      }
    });
  });
  return edges;
}

/** Crossings, shared edges and spikes, found by a sweep from west to east over the edges' bounding boxes. */
function meetings(edges: Edge[], most: number): Problem[] {
  const problems = new FirstProblems();
  const touches = new Map<string, Touch>();
  const byWest = edges.toSorted((a, b) => a.west - b.west);
  for (let i = 0; i < byWest.length; i++) {
    const a = byWest[i]!;
    const south = Math.min(a.from[1], a.to[1]);
    const north = Math.max(a.from[1], a.to[1]);
    for (let j = i + 1; j < byWest.length; j++) {
      const b = byWest[j]!;
      if (b.west > a.east) break;
      if ((b.from[1] < south && b.to[1] < south) || (b.from[1] > north && b.to[1] > north)) continue;
      const kind = meeting(a, b, touches);
      if (kind !== null) {
        problems.add({ kind, part: a.part, ring: a.ring, otherPart: b.part, position: b.from });
        if (problems.found.length >= most) return problems.found;
      }
    }
  }
  for (const touch of touches.values()) {
    const crossing = crossingAt(touch);
    if (crossing !== null) problems.add(crossing);
  }
  return problems.found;
}

/** Keeps the first problem of each kind, ring and other part. */
class FirstProblems {
  readonly found: Problem[] = [];
  readonly #known = new Set<string>();

  add(problem: Problem): void {
    const { kind, part, ring, otherPart } = problem;
    const key = `${kind} ${part} ${ring} ${otherPart}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.found.push(problem);
  }
}

/** How two edges meet. A mere touch is added to `touches`, to be examined with all the edges at that point. */
function meeting(a: Edge, b: Edge, touches: Map<string, Touch>): ProblemKind | null {
  const bFrom = orientation(a.from, a.to, b.from);
  const bTo = orientation(a.from, a.to, b.to);
  if (bFrom * bTo > 0) return null;
  if (bFrom === 0 && bTo === 0) return meetingOnOneLine(a, b, touches);
  const aFrom = orientation(b.from, b.to, a.from);
  const aTo = orientation(b.from, b.to, a.to);
  if (aFrom * aTo > 0) return null;
  if (bFrom !== 0 && bTo !== 0 && aFrom !== 0 && aTo !== 0) return 'crossing';
  note(touches, bFrom === 0 ? b.from : bTo === 0 ? b.to : aFrom === 0 ? a.from : a.to, a, b);
  return null;
}

function meetingOnOneLine(a: Edge, b: Edge, touches: Map<string, Touch>): ProblemKind | null {
  // Positions are compared along the longer axis of `a`, where its two ends differ.
  const axis = Math.abs(a.to[0] - a.from[0]) >= Math.abs(a.to[1] - a.from[1]) ? 0 : 1;
  const start = Math.max(Math.min(a.from[axis], a.to[axis]), Math.min(b.from[axis], b.to[axis]));
  const end = Math.min(Math.max(a.from[axis], a.to[axis]), Math.max(b.from[axis], b.to[axis]));
  if (start > end) return null;
  if (start < end) return a.next === b || b.next === a ? 'spike' : 'shared-edge';
  note(touches, a.from[axis] === start ? a.from : a.to, a, b);
  return null;
}

/** A point where edges that do not follow each other meet, and the stretches of limit through it. */
interface Touch {
  readonly at: Position;
  readonly passes: Map<Edge, Pass>;
}

/** A stretch of limit through a point, from one neighbour to the next. */
interface Pass {
  readonly edge: Edge;
  readonly from: Position;
  readonly to: Position;
}

function note(touches: Map<string, Touch>, at: Position, a: Edge, b: Edge): void {
  if ((a.next === b && same(at, b.from)) || (b.next === a && same(at, a.from))) return;
  const key = `${at[0]} ${at[1]}`;
  const touch: Touch = touches.get(key) ?? { at, passes: new Map() };
  touches.set(key, touch);
  for (const edge of [a, b]) {
    // The key of a pass is the edge that leaves the point, or the edge that runs through it.
    const outgoing = same(at, edge.to) ? edge.next : edge;
    const incoming = same(at, outgoing.from) ? outgoing.previous : outgoing;
    touch.passes.set(outgoing, { edge, from: incoming.from, to: outgoing.to });
  }
}

function crossingAt({ at, passes }: Touch): Problem | null {
  const all = [...passes.values()];
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      const [a, b] = [all[i]!, all[j]!];
      // Passes that leave in the same direction share an edge, which is a problem of its own.
      if ([a.from, a.to].some((end) => isSameWay(at, end, b.from) || isSameWay(at, end, b.to))) continue;
      if (isWithinTurn(at, a.from, a.to, b.from) === isWithinTurn(at, a.from, a.to, b.to)) continue;
      return { kind: 'crossing', part: a.edge.part, ring: a.edge.ring, otherPart: b.edge.part, position: at };
    }
  }
  return null;
}

function isSameWay(at: Position, a: Position, b: Position): boolean {
  if (orientation(at, a, b) !== 0) return false;
  return a[0] > at[0] === b[0] > at[0] && a[0] < at[0] === b[0] < at[0] && a[1] > at[1] === b[1] > at[1];
}

/** Whether turning anticlockwise around `at`, from `start` to `end`, meets `point`. */
function isWithinTurn(at: Position, start: Position, end: Position, point: Position): boolean {
  const fromStart = orientation(at, start, point) > 0;
  const beforeEnd = orientation(at, point, end) > 0;
  return orientation(at, start, end) > 0 ? fromStart && beforeEnd : fromStart || beforeEnd;
}

/** Misplaced holes and parts inside others. The shape must have no edges that cross or overlap. */
function misplacements(shape: MultiPolygon): Problem[] {
  const problems: Problem[] = [];
  shape.forEach((polygon, part) => {
    const [shell, ...holes] = polygon;
    holes.forEach((hole, index) => {
      const misplaced = !isInside(hole, shell!) || holes.some((other) => other !== hole && isInside(hole, other));
      if (!misplaced) return;
      problems.push({ kind: 'misplaced-hole', part, ring: index + 1, otherPart: part, position: hole[0]! });
    });
    shape.forEach((other, otherPart) => {
      if (other === polygon || !isInside(shell!, other[0]!)) return;
      if (other.slice(1).some((hole) => isInside(shell!, hole))) return;
      problems.push({ kind: 'overlapping-parts', part, ring: 0, otherPart, position: shell![0]! });
    });
  });
  return problems;
}

/** Whether `inner` is inside `outer`, given that they may touch but neither cross nor share an edge. */
function isInside(inner: Ring, outer: Ring): boolean {
  for (const [lon, lat] of inner) {
    const side = sideOf([[outer]], lon, lat);
    if (side !== 'boundary') return side === 'inside';
  }
  // Every vertex touches the outer ring; the middle of an edge does not, since edges do not overlap.
  const [a, b] = [inner[0]!, inner.find((position) => !same(position, inner[0]!))!];
  return sideOf([[outer]], (a[0] + b[0]) / 2, (a[1] + b[1]) / 2) === 'inside';
}

/** Positive when `c` is to the left of the line from `a` to `b`, negative to the right, 0 on it. The sign is exact. */
function orientation(a: Position, b: Position, c: Position): number {
  // orient2d is positive to the right when the second axis points up.
  return -orient2d(a[0], a[1], b[0], b[1], c[0], c[1]);
}

function same(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

import { MEAN_RADIUS } from '../ground.ts';

/**
 * Finds which edges can be the nearest to a point of a rectangle, and by which of their points. Marks each such edge in
 * `used`: with `ALONG` when it can be nearest by a point along it, with `AT_START` or `AT_END` when only by that end.
 * All lengths are in metres; `reach` is the greatest distance of interest.
 *
 * The rectangle is cut in four, again and again. A distance changes by no more than the point moves. In a part of
 * radius r, an edge that is over 2r farther from the middle than another is therefore nearest nowhere in that part. A
 * part whose candidates are all marked already is skipped.
 */
export function markNearestEdges(
  edges: PlaneEdges,
  used: Uint8Array,
  width: number,
  height: number,
  reach: number,
): void {
  const { count } = edges;
  if (lists.length < count * (CUTS + 2)) {
    lists = new Int32Array(count * (CUTS + 2) * 2);
    squares = new Float64Array(count * 2);
    marks = new Uint8Array(count * 2);
  }
  for (let i = 0; i < count; i++) lists[i] = i;
  visit(edges, used, { halfDiagonal: Math.hypot(width, height) / 2, width, height, reach }, 0, 0, 0, count);
}

export const ALONG = 1;
export const AT_START = 2;
export const AT_END = 4;

/**
 * Edges in metres from the middle of the rectangle, five numbers each: start (x, y), direction (x, y), and one over the
 * squared length.
 */
export interface PlaneEdges {
  readonly count: number;
  readonly values: Float64Array;
}

/** How many times the rectangle is cut in four. The parts of a smallest cell are then 9 m by 6 m at Béthune. */
const CUTS = 4;

interface Rectangle {
  readonly halfDiagonal: number;
  readonly width: number;
  readonly height: number;
  readonly reach: number;
}

/** The most by which a foot may be misplaced, in metres: by the plane and by the weights that find it. */
const FOOT_SLACK = 0.25;

/**
 * `lists` holds the candidates of a part at each depth, one list after another; `squares` and `marks` their squared
 * distances and marks in the current part.
 */
let lists = new Int32Array(4096);
let squares = new Float64Array(1024);
let marks = new Uint8Array(1024);

function visit(
  edges: PlaneEdges,
  used: Uint8Array,
  rectangle: Rectangle,
  depth: number,
  x: number,
  y: number,
  candidates: number,
): void {
  const { count, values } = edges;
  const list = depth * count;
  const scale = 2 ** -depth;
  const radius = rectangle.halfDiagonal * scale;
  const reachOfFoot = radius + FOOT_SLACK;
  let nearest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < candidates; k++) {
    const e = lists[list + k]! * 5;
    const ax = values[e]! - x;
    const ay = values[e + 1]! - y;
    const ex = values[e + 2]!;
    const ey = values[e + 3]!;
    const inverse = values[e + 4]!;
    const foot = -(ax * ex + ay * ey) * inverse;
    // Within the part the foot moves by at most the part's radius, along an edge of length 1/√inverse.
    const drift = reachOfFoot * Math.sqrt(inverse);
    marks[k] = foot + drift <= 0 ? AT_START : foot - drift >= 1 ? AT_END : ALONG;
    const t = Math.max(0, Math.min(1, foot));
    const dx = ax + t * ex;
    const dy = ay + t * ey;
    const squared = dx * dx + dy * dy;
    squares[k] = squared;
    if (squared < nearest) nearest = squared;
  }
  nearest = Math.sqrt(nearest);
  // The plane is tangent at the middle of the rectangle: over d metres it errs by less than d²/R.
  const far = nearest + 4 * radius;
  const limit = Math.min(nearest + 2 * radius, rectangle.reach + radius) + 0.01 + (2 * far * far) / MEAN_RADIUS;
  const next = list + count;
  let kept = 0;
  let hasNew = false;
  for (let k = 0; k < candidates; k++) {
    if (squares[k]! > limit * limit) continue;
    const edge = lists[list + k]!;
    marks[kept] = marks[k]!;
    lists[next + kept++] = edge;
    if ((used[edge]! & (marks[kept - 1]! | ALONG)) === 0) hasNew = true;
  }
  if (!hasNew) return;
  if (depth === CUTS || kept === 1) {
    for (let k = 0; k < kept; k++) used[lists[next + k]!]! |= marks[k]!;
    return;
  }
  const stepX = (rectangle.width * scale) / 4;
  const stepY = (rectangle.height * scale) / 4;
  for (let quarter = 0; quarter < 4; quarter++) {
    const qx = (quarter & 1) === 0 ? x - stepX : x + stepX;
    const qy = quarter < 2 ? y - stepY : y + stepY;
    visit(edges, used, rectangle, depth + 1, qx, qy, kept);
  }
}

import { orient2d } from 'robust-predicates';

/**
 * Which shapes a position lies in or near, and how far from their limits: the compiled index that answers single points
 * and files of millions.
 *
 * The plane is cut into square cells of longitude/latitude, three levels deep (0.32°, 0.02°, 0.00125°, each holding 16 by
 * 16 of the next). A cell is empty, is cut further, or is a leaf: the few edges, shape by shape, that can be the nearest
 * to some point of the cell. A leaf also knows of one reference point whether each shape contains it; a position in the
 * same cell is on the same side unless the edges that pass through the cell separate the two, which orientation decides
 * exactly. Everything is in flat arrays, so that an index is written to a file and loaded as it stands.
 */
export class ShapeIndex {
  /** What the last `locate` found, `count` of them: the shape's number and its signed distance in ground metres. */
  readonly shapes: Int32Array;
  readonly distances: Float64Array;
  readonly reach: number;

  readonly #west: number;
  readonly #south: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #topColumns: number;
  readonly #edges: Float64Array;
  readonly #references: Float64Array;
  readonly #rowLengths: Float64Array;
  readonly #nodes: Int32Array;
  readonly #leaves: Int32Array;

  constructor(parts: IndexParts) {
    this.reach = parts.reach;
    this.#west = parts.west;
    this.#south = parts.south;
    this.#topColumns = parts.topColumns;
    this.#columns = parts.topColumns * TOP;
    this.#rows = parts.topRows * TOP;
    this.#edges = parts.edges;
    this.#references = parts.references;
    this.#rowLengths = parts.rowLengths;
    this.#nodes = parts.nodes;
    this.#leaves = parts.leaves;
    this.shapes = new Int32Array(parts.mostShapes);
    this.distances = new Float64Array(parts.mostShapes);
  }

  /**
   * Finds every shape that contains the position (its limit included) or whose limit is less than `reach` metres away,
   * and returns how many; they stand in `shapes` and `distances` until the next call, in no particular order. Distances
   * are ground metres to the nearest limit, negative inside. NaN and positions beyond the index find nothing.
   */
  locate(lon: number, lat: number): number {
    const x = (lon - this.#west) * CELLS_PER_DEGREE;
    const y = (lat - this.#south) * CELLS_PER_DEGREE;
    if (!(x >= 0 && x < this.#columns && y >= 0 && y < this.#rows)) return 0;
    const column = x | 0;
    const row = y | 0;
    const nodes = this.#nodes;
    let node = nodes[(row >> 8) * this.#topColumns + (column >> 8)]!;
    if (node < 0) {
      node = nodes[(row & 0xf0) + ((column >> 4) & 15) - node]!;
      if (node < 0) node = nodes[((row & 15) << 4) + (column & 15) - node]!;
    }
    return node === 0 ? 0 : this.#measure(node, row >> 4, lon, lat);
  }

  #measure(leaf: number, row: number, lon: number, lat: number): number {
    const leaves = this.#leaves;
    const edges = this.#edges;
    const reachSquared = this.reach * this.reach;

    // Lengths of a degree at `lat`, by their Taylor series around the middle of the row: 0.01° away the third term is
    // 1e-12 of the value. `sx` and `sy` are half their slopes: what the middle latitude adds to them, per degree.
    const lengths = this.#rowLengths;
    const l = row * ROW_LENGTHS;
    const dLat = lat - lengths[l]!;
    const kx = lengths[l + 1]! + dLat * (lengths[l + 2]! + dLat * lengths[l + 3]!);
    const sx = lengths[l + 2]! / 2 + dLat * lengths[l + 3]!;
    const sy = lengths[l + 5]! / 2;
    const ky = lengths[l + 4]! + dLat * lengths[l + 5]!;

    const reference = leaves[leaf]! * 2;
    let count = 0;
    let at = leaf + 2;
    for (let group = leaves[leaf + 1]!; group > 0; group--) {
      const header = leaves[at]!;
      const first = at + 3;
      const features = first + leaves[at + 1]!;
      const end = features + leaves[at + 2]!;
      let inside = (header & 1) === 1;
      let onLimit = false;
      let nearest = FARTHEST;
      for (let k = first; k < features; k++) {
        const edge = leaves[k]!;
        const e = (edge >> 1) * EDGE;
        const aLon = edges[e]!;
        const aLat = edges[e + 1]!;
        const bLon = edges[e + 2]!;
        const bLat = edges[e + 3]!;
        const left = (aLat - lat) * (bLon - lon);
        const right = (aLon - lon) * (bLat - lat);
        let turn = left - right;
        if (Math.abs(turn) < ORIENTATION_ERROR * Math.abs(left + right)) {
          turn = orient2d(aLon, aLat, bLon, bLat, lon, lat);
        }
        if (turn === 0) {
          if (isWithin(aLon, bLon, lon) && isWithin(aLat, bLat, lat)) onLimit = true;
        } else if (turn > 0 !== ((edge & 1) === 1)) {
          const rLon = this.#references[reference]!;
          const rLat = this.#references[reference + 1]!;
          if (orient2d(lon, lat, rLon, rLat, aLon, aLat) >= 0 !== orient2d(lon, lat, rLon, rLat, bLon, bLat) >= 0) {
            inside = !inside;
          }
        }
      }
      // Without a branch but the loop's own: which edge is nearest, and by which of its points, is chance to a processor
      // that guesses, and a wrong guess costs more than the sums.
      for (let k = features; k < end; k++) {
        const e = leaves[k]!;
        const ax = edges[e]! - lon;
        const ay = edges[e + 1]! - lat;
        const foot = -(ax * edges[e + 4]! + ay * edges[e + 5]!);
        const t = (Math.abs(foot) - Math.abs(foot - 1) + 1) / 2; // 0 to 1
        const x = ax + t * (edges[e + 2]! - edges[e]!);
        const y = ay + t * (edges[e + 3]! - edges[e + 1]!);
        const dx = x * (kx + sx * y);
        const dy = y * (ky + sy * y);
        const squared = dx * dx + dy * dy;
        nearest = (nearest + squared - Math.abs(nearest - squared)) / 2; // the lesser
      }
      if (nearest > FAR_SQUARED || nearest < CLOSE_SQUARED || (header & 2) !== 0) {
        nearest = this.#measureClosely(features, end, lon, lat, kx, ky, sx, sy);
      }
      at = end;
      if (onLimit) {
        this.shapes[count] = header >> 2;
        this.distances[count++] = 0;
      } else if (inside || nearest < reachSquared) {
        this.shapes[count] = header >> 2;
        // Whatever rounding makes of it, a position outside is never at zero: zero is on the limit, and inside.
        this.distances[count++] = inside ? -Math.sqrt(nearest) : Math.max(Math.sqrt(nearest), Number.MIN_VALUE);
      }
    }
    return count;
  }

  /**
   * The least squared distance to some features of a leaf, their feet found with the lengths of a degree at the point: dearer
   * by a division each, and never wrong.
   */
  #measureClosely(
    start: number,
    end: number,
    lon: number,
    lat: number,
    kx: number,
    ky: number,
    sx: number,
    sy: number,
  ): number {
    const leaves = this.#leaves;
    const edges = this.#edges;
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = start; k < end; k++) {
      const e = leaves[k]!;
      const ax = edges[e]! - lon;
      const ay = edges[e + 1]! - lat;
      const ex = edges[e + 2]! - edges[e]!;
      const ey = edges[e + 3]! - edges[e + 1]!;
      const wx = ex * kx * kx;
      const wy = ey * ky * ky;
      const length = ex * wx + ey * wy;
      const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * wx + ay * wy) / length));
      const x = ax + t * ex;
      const y = ay + t * ey;
      const dx = x * (kx + sx * y);
      const dy = y * (ky + sy * y);
      nearest = Math.min(nearest, dx * dx + dy * dy);
    }
    return nearest;
  }
}

/**
 * The arrays of an index. `nodes` starts with the top cells, row by row from the south-west: 0 is empty, a positive value
 * is where a leaf starts in `leaves`, a negative one minus where a block of 256 cells starts in `nodes`. A leaf is
 * [reference, groups, then each group: shape * 4 + (2 when an edge is longer than `LONG_EDGE`) + (1 when it contains the reference), passing, features, passing..., features...];
 * `passing` are the edges that go through the cell, as their number twice, plus one when the reference is on their right; `features` are
 * where in `edges` those to measure begin, among them edges of no length for corners.
 */
export interface IndexParts {
  readonly west: number;
  readonly south: number;
  readonly topColumns: number;
  readonly topRows: number;
  /** Metres: distances are known for every shape nearer than this, and for those that contain the position. */
  readonly reach: number;
  /** The most groups that one leaf holds. */
  readonly mostShapes: number;
  /**
   * `EDGE` numbers an edge: from longitude, latitude to longitude, latitude; then what longitude and latitude weigh, per
   * degree, in the place along the edge (0 to 1) of the foot of a perpendicular, with the lengths of a degree at the edge.
   */
  readonly edges: Float64Array;
  readonly references: Float64Array;
  /** See `ROW_LENGTHS`. */
  readonly rowLengths: Float64Array;
  readonly nodes: Int32Array;
  readonly leaves: Int32Array;
}

export const EDGE = 6;
/**
 * Metres. The foot of a perpendicular is found with the lengths of a degree at the middle of the edge. On an edge this
 * long, a kilometre away, that moves it by 7 cm and the distance by 2 micrometres; on longer ones and farther away the
 * lengths at the point are taken.
 */
export const LONG_EDGE = 300;
/** The same in metres, squared. */
const FAR_SQUARED = 1e6;
/** Metres, squared. Nearer than 10 cm, the sums that spare a branch would lose the digits that count. */
const CLOSE_SQUARED = 0.01;
/** More than any squared distance that is not measured again; not more, or the lesser of two would lose digits. */
const FARTHEST = 1e7;

/** Smallest cells: 0.00125° is 139 m by 88 m at Béthune. */
export const CELLS_PER_DEGREE = 800;
/** How many of the smallest cells a top cell spans, each way. */
export const TOP = 256;
/** A row of middle cells: its middle latitude; metres in a degree of longitude there, slope, half the second derivative; the same of latitude: metres, slope. */
export const ROW_LENGTHS = 6;

/** Below this share of its terms the sign of a determinant is not sure (Shewchuk 1997, `ccwerrboundA`). */
const ORIENTATION_ERROR = (3 + 16 * 2 ** -53) * 2 ** -53;

function isWithin(a: number, b: number, value: number): boolean {
  return a < b ? a <= value && value <= b : b <= value && value <= a;
}

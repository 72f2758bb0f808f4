import { orient2d } from 'robust-predicates';

/**
 * A compiled index of shapes. It finds the shapes that contain a position or are near it, with the distance to their
 * limits, for one position or for files of millions.
 *
 * The plane is cut into square cells of longitude/latitude, in three levels; a cell of one level holds 16 by 16 of the
 * next. A cell is empty, cut further, or a leaf. A leaf lists, shape by shape, the few edges that can be the nearest to
 * a point of the cell. It also records whether each shape contains one reference point of the cell. A position in the
 * same cell is on the same side, unless edges that pass through the cell separate the two points: exact orientation
 * decides that.
 *
 * A leaf holds the coordinates of its edges: with thousands of shapes, fetching them from elsewhere costs more than the
 * arithmetic. All data is in flat arrays, so a file of an index loads without conversion.
 */
export class ShapeIndex {
  /** The results of the last `locate`: the numbers of the shapes, and their signed distances in ground metres. */
  readonly shapes: Int32Array;
  readonly distances: Float64Array;
  readonly reach: number;

  readonly #cellsPerDegree: number;
  readonly #west: number;
  readonly #south: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #topColumns: number;
  readonly #rowLengths: Float64Array;
  readonly #nodes: Int32Array;
  readonly #leaves: Float64Array;
  readonly #words: Int32Array;
  readonly #weights: Float32Array;
  /** The value of `uniformPartAt` for each leaf; 0 where it was not computed yet. */
  #parts = new Int32Array(0);
  #partCount = 0;
  readonly #prefetched = new Int32Array(MOST_PREFETCHED);

  constructor(parts: IndexParts) {
    this.reach = parts.reach;
    this.#cellsPerDegree = parts.cellsPerDegree;
    this.#west = parts.west;
    this.#south = parts.south;
    this.#topColumns = parts.topColumns;
    this.#columns = parts.topColumns * TOP;
    this.#rows = parts.topRows * TOP;
    this.#rowLengths = parts.rowLengths;
    this.#nodes = parts.nodes;
    this.#leaves = parts.leaves;
    this.#words = new Int32Array(parts.leaves.buffer, parts.leaves.byteOffset, parts.leaves.length * 2);
    this.#weights = new Float32Array(parts.leaves.buffer, parts.leaves.byteOffset, parts.leaves.length * 2);
    this.shapes = new Int32Array(parts.mostShapes);
    this.distances = new Float64Array(parts.mostShapes);
  }

  /**
   * Finds every shape that contains the position or whose limit is less than `reach` metres away. Returns how many. The
   * results are in `shapes` and `distances` until the next call, in no particular order. Distances are ground metres to
   * the nearest limit: negative inside, 0 on the limit. NaN and positions outside the index find nothing. Positions are
   * WGS84 degrees.
   */
  locate(lon: number, lat: number): number {
    const leaf = this.#leafAt(lon, lat);
    return leaf === 0 ? 0 : this.#measure(leaf, lon, lat);
  }

  /**
   * In an index of limited depth, returns a number for the part of the plane around the position where `locate` finds
   * the same shapes everywhere, each at -Infinity. Returns 0 where `locate` finds none, and -1 where a limit is near
   * enough to be measured.
   */
  uniformPartAt(lon: number, lat: number): number {
    const leaf = this.#leafAt(lon, lat);
    if (leaf === 0) return 0;
    return this.#parts[leaf] || this.#numberPart(leaf);
  }

  /**
   * Loads the leaves of `count` positions, at most `MOST_PREFETCHED`, into the processor's cache, all at once. With
   * thousands of shapes `locate` otherwise waits for memory at each position. It changes no result.
   */
  prefetch(lons: Float64Array, lats: Float64Array, count: number): void {
    if (this.#leaves.length < FAR_LEAVES) return;
    // Two loops, without a branch on the fetched values, so that the processor fetches the next before the last
    // arrives.
    const prefetched = this.#prefetched;
    for (let i = 0; i < count; i++) prefetched[i] = this.#leafAt(lons[i]!, lats[i]!) * 2;
    const words = this.#words;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const at = prefetched[i]!;
      sum += words[at]! + words[at + 16]! + words[at + 32]! + words[at + 48]!;
    }
    // Stored, or the compiler could drop the reads.
    prefetched[0] = sum;
  }

  #leafAt(lon: number, lat: number): number {
    const x = (lon - this.#west) * this.#cellsPerDegree;
    const y = (lat - this.#south) * this.#cellsPerDegree;
    if (!(x >= 0 && x < this.#columns && y >= 0 && y < this.#rows)) return 0;
    const column = x | 0;
    const row = y | 0;
    const nodes = this.#nodes;
    let node = nodes[(row >> 8) * this.#topColumns + (column >> 8)]!;
    node = nodes[(row & 0xf0) + ((column >> 4) & 15) - node]!;
    if (node < 0) node = nodes[((row & 15) << 4) + (column & 15) - node]!;
    return node;
  }

  #numberPart(leaf: number): number {
    if (this.#parts.length === 0) this.#parts = new Int32Array(this.#leaves.length);
    let at = leaf;
    // A group without edges takes one number.
    while (this.#words[at * 2 + 1] === 0 && (this.#words[at * 2]! & LAST) === 0) at++;
    this.#parts[leaf] = this.#words[at * 2 + 1] === 0 ? ++this.#partCount : -1;
    return this.#parts[leaf]!;
  }

  #measure(leaf: number, lon: number, lat: number): number {
    const words = this.#words;
    const numbers = this.#leaves;
    const weights = this.#weights;
    const reachSquared = this.reach * this.reach;

    // Metres in a degree at `lat`, by their Taylor series around the middle of the row: 0.01° away the third term is
    // 1e-12 of the value. `sx` and `sy` are half their slopes: the term that the middle latitude adds, per degree.
    const lengths = this.#rowLengths;
    const l = (((lat - this.#south) * this.#cellsPerDegree) >> 4) * ROW_LENGTHS;
    const dLat = lat - lengths[l]!;
    const kx = lengths[l + 1]! + dLat * (lengths[l + 2]! + dLat * lengths[l + 3]!);
    const sx = lengths[l + 2]! / 2 + dLat * lengths[l + 3]!;
    const sy = lengths[l + 5]! / 2;
    const ky = lengths[l + 4]! + dLat * lengths[l + 5]!;

    let count = 0;
    let at = leaf;
    let header = 0;
    do {
      header = words[at * 2]!;
      const features = words[at * 2 + 1]!;
      at++;
      let inside = (header & INSIDE) !== 0;
      let onLimit = false;
      if ((header & PASSING) !== 0) {
        const passing = words[at * 2]!;
        const rLon = numbers[at + 1]!;
        const rLat = numbers[at + 2]!;
        at += 3;
        for (let e = at, end = at + passing * EDGE; e < end; e += EDGE) {
          const aLon = numbers[e]!;
          const aLat = numbers[e + 1]!;
          const bLon = numbers[e + 2]!;
          const bLat = numbers[e + 3]!;
          const left = (aLat - lat) * (bLon - lon);
          const right = (aLon - lon) * (bLat - lat);
          let turn = left - right;
          if (Math.abs(turn) < ORIENTATION_ERROR * Math.abs(left + right)) {
            turn = orient2d(aLon, aLat, bLon, bLat, lon, lat);
          }
          // The reference point is on the left of each.
          if (turn > 0) continue;
          if (turn === 0) {
            if (isWithin(aLon, bLon, lon) && isWithin(aLat, bLat, lat)) onLimit = true;
          } else if (
            orient2d(lon, lat, rLon, rLat, aLon, aLat) >= 0 !==
            orient2d(lon, lat, rLon, rLat, bLon, bLat) >= 0
          ) {
            inside = !inside;
          }
        }
      }
      const first = at;
      at += features * EDGE;
      // No branch but the loop's own: the processor cannot predict which edge is nearest, and a wrong prediction costs
      // more than the arithmetic.
      let nearest = FARTHEST;
      for (let e = first; e < at; e += EDGE) {
        const aLon = numbers[e]!;
        const aLat = numbers[e + 1]!;
        const ax = aLon - lon;
        const ay = aLat - lat;
        const foot = -(ax * weights[e * 2 + WEIGHTS]! + ay * weights[e * 2 + WEIGHTS + 1]!);
        const t = (Math.abs(foot) - Math.abs(foot - 1) + 1) / 2; // clamped to 0…1
        const x = ax + t * (numbers[e + 2]! - aLon);
        const y = ay + t * (numbers[e + 3]! - aLat);
        const dx = x * (kx + sx * y);
        const dy = y * (ky + sy * y);
        const squared = dx * dx + dy * dy;
        nearest = (nearest + squared - Math.abs(nearest - squared)) / 2; // the lesser of the two
      }
      if (nearest > FAR_SQUARED || nearest < CLOSE_SQUARED || (header & LONG) !== 0) {
        nearest = this.#measureClosely(first, at, lon, lat, kx, ky, sx, sy);
      }
      if (onLimit) {
        this.shapes[count] = header >> FLAG_BITS;
        this.distances[count++] = 0;
      } else if (inside || nearest < reachSquared) {
        this.shapes[count] = header >> FLAG_BITS;
        this.distances[count++] = (inside ? -1 : 1) * Math.sqrt(nearest + NEVER_ZERO);
      }
    } while ((header & LAST) === 0);
    return count;
  }

  /**
   * The least squared distance to the features of a leaf, each foot found with the lengths of a degree at the point. It
   * costs one division more per edge, and is precise at any distance.
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
    const numbers = this.#leaves;
    let nearest = Number.POSITIVE_INFINITY;
    for (let e = start; e < end; e += EDGE) {
      const ax = numbers[e]! - lon;
      const ay = numbers[e + 1]! - lat;
      const ex = numbers[e + 2]! - numbers[e]!;
      const ey = numbers[e + 3]! - numbers[e + 1]!;
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
 * The arrays of an index.
 *
 * `nodes` starts with the top cells, row by row from the south-west. A top cell is minus the start of its block of 256
 * middle cells. A middle cell is minus the start of its block of smallest cells, or has the value of a smallest cell: 0
 * when it is empty, else the start of a leaf in `leaves`.
 *
 * A leaf is a list of groups, one per shape. A group begins with two 32-bit integers in one number: the shape's number
 * with its flags, and how many edges follow. When some edges pass through the cell, two numbers more follow a number
 * that holds how many: the longitude and latitude of the reference point. Then come the edges, `EDGE` numbers each,
 * those that pass first: longitude, latitude of each end, with the reference point on the left of those that pass. The
 * fifth number holds two single-precision weights. Multiplied by degrees of longitude and latitude, they give the place
 * along the edge (0 to 1) of the foot of a perpendicular, with the lengths of a degree at the middle of the edge.
 * Single precision misplaces a foot by less than 0.1 mm along the edge, which changes no distance by a nanometre.
 */
export interface IndexParts {
  readonly cellsPerDegree: number;
  readonly west: number;
  readonly south: number;
  readonly topColumns: number;
  readonly topRows: number;
  /** In metres. Shapes nearer than this, and those that contain the position, have a distance. */
  readonly reach: number;
  /** The largest number of groups in one leaf. */
  readonly mostShapes: number;
  /** `ROW_LENGTHS` numbers for each row of middle cells. */
  readonly rowLengths: Float64Array;
  readonly nodes: Int32Array;
  readonly leaves: Float64Array;
}

export const EDGE = 5;
/** The place of the two weights within an edge, counted in single-precision numbers. */
export const WEIGHTS = 8;

// The flags of a group, in the low bits of its shape's number. INSIDE: the shape contains the reference point, or the
// whole cell when no edge passes. LONG: an edge is longer than `LONG_EDGE`. PASSING: edges pass through the cell. LAST:
// it is the last group of the leaf.
export const INSIDE = 1;
export const LONG = 2;
export const PASSING = 4;
export const LAST = 8;
export const FLAG_BITS = 4;

/**
 * In metres. The foot of a perpendicular is found with the lengths of a degree at the middle of the edge. On an edge
 * this long, a kilometre away, that moves the foot by 7 cm and the distance by 2 micrometres. Longer edges, and those
 * farther away, are measured with the lengths at the point.
 */
export const LONG_EDGE = 300;
/** Square metres: the distance beyond which edges are measured with the lengths at the point. */
const FAR_SQUARED = 1e6;
/** Square metres. Nearer than 10 cm, the arithmetic that avoids a branch would lose significant digits. */
const CLOSE_SQUARED = 0.01;
/**
 * Square metres, added so that rounding never brings a position beside a limit to zero: zero means on the limit, so
 * inside.
 */
const NEVER_ZERO = 1e-300;
/**
 * Square metres. More than any distance that is not measured again; a larger number would lose digits in the minimum of
 * two.
 */
const FARTHEST = 1e7;

/** The most positions that `prefetch` takes at once: their leaves fit in the second-level cache. */
export const MOST_PREFETCHED = 1000;
/** Numbers after the last leaf, for reads beyond it. */
export const LEAF_MARGIN = 25;
/** Below this many numbers (2 MB), leaves stay in the cache without `prefetch`. */
const FAR_LEAVES = 1 << 18;

/** The width and height of a top cell, in smallest cells. */
export const TOP = 256;
/**
 * Numbers per row of middle cells: its middle latitude; metres in a degree of longitude there, their slope, half their
 * second derivative; metres in a degree of latitude, their slope.
 */
export const ROW_LENGTHS = 6;

/** Below this share of its terms, the sign of a determinant is not certain (Shewchuk 1997, `ccwerrboundA`). */
const ORIENTATION_ERROR = (3 + 16 * 2 ** -53) * 2 ** -53;

function isWithin(a: number, b: number, value: number): boolean {
  return a < b ? a <= value && value <= b : b <= value && value <= a;
}

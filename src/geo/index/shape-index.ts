import { orient2d } from 'robust-predicates';

/**
 * Which shapes a position lies in or near, and how far from their limits: the compiled index that answers single points
 * and files of millions.
 *
 * The plane is cut into square cells of longitude/latitude, three levels deep, each holding 16 by 16 of the next. A cell is
 * empty, is cut further, or is a leaf: the few edges, shape by shape, that can be the nearest to some point of the cell. A
 * leaf also knows of one reference point whether each shape contains it; a position in the same cell is on the same side
 * unless the edges that pass through the cell separate the two, which orientation decides exactly. A leaf holds its edges
 * themselves, not where they are: to fetch them from elsewhere costs more than all the sums, once there are thousands of
 * shapes. Everything is in flat arrays, so that an index is written to a file and loaded as it stands.
 */
export class ShapeIndex {
  /** What the last `locate` found, `count` of them: the shape's number and its signed distance in ground metres. */
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
  /** For each leaf, what `uniformPartAt` tells of it; 0 where it was never asked. */
  #parts = new Int32Array(0);
  #partCount = 0;
  readonly #expected = new Int32Array(MOST_EXPECTED);

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
   * Finds every shape that contains the position (its limit included) or whose limit is less than `reach` metres away,
   * and returns how many; they stand in `shapes` and `distances` until the next call, in no particular order. Distances
   * are ground metres to the nearest limit, negative inside. NaN and positions beyond the index find nothing.
   */
  locate(lon: number, lat: number): number {
    const leaf = this.#leafAt(lon, lat);
    return leaf === 0 ? 0 : this.#measure(leaf, lon, lat);
  }

  /**
   * A number for the part of the plane that the position lies in, where `locate` finds the same shapes at every position of
   * it, each at -Infinity (an index of limited depth): 0 where it finds none, 1 and more for the others. -1 where a limit
   * is near enough to be measured.
   */
  uniformPartAt(lon: number, lat: number): number {
    const leaf = this.#leafAt(lon, lat);
    if (leaf === 0) return 0;
    return this.#parts[leaf] || this.#numberPart(leaf);
  }

  /**
   * Has the leaves of `count` positions, at most `MOST_EXPECTED`, brought near the processor all at once. With thousands of
   * shapes that is most of what `locate` waits for, one position after the other. No answer depends on it.
   */
  expect(lons: Float64Array, lats: Float64Array, count: number): void {
    if (this.#leaves.length < FAR_LEAVES) return;
    // Two loops without a branch on what they fetch: the processor then goes on to the next before the last has come.
    const expected = this.#expected;
    for (let i = 0; i < count; i++) expected[i] = this.#leafAt(lons[i]!, lats[i]!) * 2;
    const words = this.#words;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const at = expected[i]!;
      sum += words[at]! + words[at + 16]! + words[at + 32]! + words[at + 48]!;
    }
    // Kept, or nothing would have to be fetched.
    expected[0] = sum;
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

    // Lengths of a degree at `lat`, by their Taylor series around the middle of the row: 0.01° away the third term is
    // 1e-12 of the value. `sx` and `sy` are half their slopes: what the middle latitude adds to them, per degree.
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
          // The reference is on the left of each.
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
      // Without a branch but the loop's own: which edge is nearest, and by which of its points, is chance to a processor
      // that guesses, and a wrong guess costs more than the sums.
      let nearest = FARTHEST;
      for (let e = first; e < at; e += EDGE) {
        const aLon = numbers[e]!;
        const aLat = numbers[e + 1]!;
        const ax = aLon - lon;
        const ay = aLat - lat;
        const foot = -(ax * weights[e * 2 + WEIGHTS]! + ay * weights[e * 2 + WEIGHTS + 1]!);
        const t = (Math.abs(foot) - Math.abs(foot - 1) + 1) / 2; // 0 to 1
        const x = ax + t * (numbers[e + 2]! - aLon);
        const y = ay + t * (numbers[e + 3]! - aLat);
        const dx = x * (kx + sx * y);
        const dy = y * (ky + sy * y);
        const squared = dx * dx + dy * dy;
        nearest = (nearest + squared - Math.abs(nearest - squared)) / 2; // the lesser
      }
      if (nearest > FAR_SQUARED || nearest < CLOSE_SQUARED || (header & LONG) !== 0) {
        nearest = this.#measureClosely(first, at, lon, lat, kx, ky, sx, sy);
      }
      if (onLimit) {
        this.shapes[count] = header >> FLAG_BITS;
        this.distances[count++] = 0;
      } else if (inside || nearest < reachSquared) {
        this.shapes[count] = header >> FLAG_BITS;
        this.distances[count++] = (inside ? -1 : 1) * Math.sqrt(nearest + HAIR);
      }
    } while ((header & LAST) === 0);
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
 * The arrays of an index. `nodes` starts with the top cells, row by row from the south-west: minus where their block of 256
 * middle cells starts. A middle cell is the same of smallest cells, or as these are: 0 where it is empty, a positive value is
 * where a leaf starts in `leaves`.
 *
 * A leaf is a list of groups, one a shape. A group begins with two whole numbers in the place of one: the shape's number and
 * its flags, and how many edges follow. Where some pass through the cell, their number (a whole one) and the reference's
 * longitude and latitude come next. Then the edges, `EDGE` numbers each, those that pass before the others: from longitude,
 * latitude to longitude, latitude (the reference on the left of those that pass); and in the place of the fifth, two of single
 * precision: what longitude and latitude weigh, per degree, in the place along the edge (0 to 1) of the foot of a
 * perpendicular, with the lengths of a degree at the edge. Single precision misplaces a foot by less than 0.1 mm along the
 * edge, which changes no distance by a nanometre.
 */
export interface IndexParts {
  readonly cellsPerDegree: number;
  readonly west: number;
  readonly south: number;
  readonly topColumns: number;
  readonly topRows: number;
  /** Metres: distances are known for every shape nearer than this, and for those that contain the position. */
  readonly reach: number;
  /** The most groups that one leaf holds. */
  readonly mostShapes: number;
  /** See `ROW_LENGTHS`. */
  readonly rowLengths: Float64Array;
  readonly nodes: Int32Array;
  readonly leaves: Float64Array;
}

export const EDGE = 5;
/** Where the two weights are from the beginning of an edge, in numbers of single precision. */
export const WEIGHTS = 8;

// The flags of a group, below its shape's number: it contains the reference, or the whole cell where no edge passes;
// an edge is longer than `LONG_EDGE`; edges pass through the cell; it is the leaf's last.
export const INSIDE = 1;
export const LONG = 2;
export const PASSING = 4;
export const LAST = 8;
export const FLAG_BITS = 4;

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
/** Metres, squared. Whatever rounding makes of it, a position beside a limit is never at zero from it: zero is on it, and inside. */
const HAIR = 1e-300;
/** More than any squared distance that is not measured again; not more, or the lesser of two would lose digits. */
const FARTHEST = 1e7;

/** Positions that `expect` takes at once: their leaves fit in the processor's second cache. */
export const MOST_EXPECTED = 1000;
/** Numbers behind the last leaf. */
export const LEAF_MARGIN = 25;
/** Leaves of fewer numbers stay near the processor by themselves: 2 MB. */
const FAR_LEAVES = 1 << 18;

/** How many of the smallest cells a top cell spans, each way. */
export const TOP = 256;
/** A row of middle cells: its middle latitude; metres in a degree of longitude there, slope, half the second derivative; the same of latitude: metres, slope. */
export const ROW_LENGTHS = 6;

/** Below this share of its terms the sign of a determinant is not sure (Shewchuk 1997, `ccwerrboundA`). */
const ORIENTATION_ERROR = (3 + 16 * 2 ** -53) * 2 ** -53;

function isWithin(a: number, b: number, value: number): boolean {
  return a < b ? a <= value && value <= b : b <= value && value <= a;
}

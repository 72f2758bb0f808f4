import { orient2d } from 'robust-predicates';
import { sideOf } from '../covers.ts';
import {
  degreeLengthsAt,
  groundDistance,
  MEAN_RADIUS,
  metresPerDegreeOfLatitude,
  metresPerDegreeOfLongitude,
} from '../ground.ts';
import { boundingBoxOf, type MultiPolygon } from '../polygon.ts';
import { edgeSpan, measureEdge } from './edge-span.ts';
import { ENDS, edgesOf } from './index-edges.ts';
import { ALONG, AT_END, AT_START, markNearestEdges } from './nearest-edges.ts';
import {
  EDGE,
  FLAG_BITS,
  INSIDE,
  type IndexParts,
  LAST,
  LEAF_MARGIN,
  LONG,
  LONG_EDGE,
  PASSING,
  ROW_LENGTHS,
  ShapeIndex,
  TOP,
  WEIGHTS,
} from './shape-index.ts';

/**
 * Compiles shapes into an index that gives the distance of positions up to `reach` metres outside a shape, and up to
 * `depth` metres inside. A position deeper inside gets minus some distance of at least `depth`, possibly -Infinity.
 * Shapes are WGS84 longitude, latitude, without crossing edges; their numbers are their positions in `shapes`.
 *
 * Cells are cut in four, again and again. At each cut a cell keeps, among its parent's edges, those that can be the
 * nearest to one of its points: no farther away than the least of the edges' farthest distances.
 */
export function compileIndex(shapes: readonly MultiPolygon[], reach: number, depth?: number): ShapeIndex {
  return new ShapeIndex(compileParts(shapes, reach, depth));
}

/** Compiles the same index as arrays, which `writeIndexFile` can store. */
export function compileParts(
  shapes: readonly MultiPolygon[],
  reach: number,
  depth = Number.POSITIVE_INFINITY,
): IndexParts {
  return new Compiler(shapes, reach, depth).compile();
}

/**
 * Smallest cells per degree. A cell is 139 m by 88 m at Béthune, and half of that in a fine index. Smaller cells hold
 * fewer edges but take more memory. They are faster as long as the index fits in the processor's caches; beyond, they
 * are slower and take longer to build.
 */
const CELLS_PER_DEGREE = 800;
const FINE_CELLS_PER_DEGREE = 1600;
/** Edges below which the index has fine cells: it then takes some megabytes. */
const SMALL_INDEX_EDGES = 50_000;
const MIDDLE = 16;
/** A cell with no more edges than this is not cut further: measuring them costs less than one more step down. */
const FEW_EDGES = 2;
const QUARTERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;
/**
 * An edge this near to a cell, in metres, counts as passing through it, since rounding may move a position to another
 * cell.
 */
const TOUCHING = 0.001;

type EdgeEnds = [aLon: number, aLat: number, bLon: number, bLat: number];

/** The edges of one shape that matter in one cell. */
interface Group {
  readonly shape: number;
  readonly edges: Int32Array;
  /**
   * Set at a leaf: the edges of which only the first end can be nearest. They are the shape's corners seen from the
   * cell.
   */
  readonly corners?: Int32Array;
  /**
   * How many edges pass through the cell. They come first in `edges`. When it is 0, `inside` holds for the whole cell.
   */
  readonly passing: number;
  readonly inside: boolean;
}

class Compiler {
  readonly #shapes: readonly MultiPolygon[];
  readonly #reach: number;
  readonly #depth: number;
  readonly #edges: Float64Array;
  readonly #firstEdge: Int32Array;
  readonly #nextEdge: Int32Array;
  readonly #isFine: boolean;
  /** The node of an empty middle cell. */
  readonly #nothing: number;
  readonly #cellsPerDegree: number;
  /** The size of a smallest cell, in degrees. */
  readonly #cell: number;
  readonly #west: number;
  readonly #south: number;
  readonly #topColumns: number;
  readonly #topRows: number;
  #nodes: Int32Array;
  #nodesUsed: number;
  #leaves = new Float64Array(1 << 16);
  #words = new Int32Array(this.#leaves.buffer);
  #weights = new Float32Array(this.#leaves.buffer);
  // 0 is the empty node, so no leaf starts there.
  #leavesUsed = 1;
  #mostShapes = 0;

  constructor(shapes: readonly MultiPolygon[], reach: number, depth: number) {
    this.#shapes = shapes;
    this.#reach = reach;
    this.#depth = depth;
    [this.#edges, this.#firstEdge, this.#nextEdge] = edgesOf(shapes);
    this.#isFine = this.#nextEdge.length < SMALL_INDEX_EDGES;
    this.#cellsPerDegree = this.#isFine ? FINE_CELLS_PER_DEGREE : CELLS_PER_DEGREE;
    this.#cell = 1 / this.#cellsPerDegree;
    let west = Number.POSITIVE_INFINITY;
    let south = Number.POSITIVE_INFINITY;
    let east = Number.NEGATIVE_INFINITY;
    let north = Number.NEGATIVE_INFINITY;
    for (const shape of shapes) {
      const [w, s, e, n] = grownBox(shape, reach);
      if (w < west) west = w;
      if (s < south) south = s;
      if (e > east) east = e;
      if (n > north) north = n;
    }
    const empty = !(west <= east);
    this.#west = empty ? 0 : Math.floor(west * this.#cellsPerDegree) * this.#cell;
    this.#south = empty ? 0 : Math.floor(south * this.#cellsPerDegree) * this.#cell;
    this.#topColumns = empty ? 0 : Math.floor(((east - this.#west) * this.#cellsPerDegree) / TOP) + 1;
    this.#topRows = empty ? 0 : Math.floor(((north - this.#south) * this.#cellsPerDegree) / TOP) + 1;
    const topCells = this.#topColumns * this.#topRows;
    this.#nodes = new Int32Array(topCells + (1 << 16));
    this.#nodesUsed = topCells;
    // Every top cell leads to a block. In a fine index so does every middle cell, even if its block repeats one leaf or
    // is empty: one more step down costs less than a branch that the processor mispredicts.
    this.#nothing = this.#isFine ? -this.#blockOf(0) : 0;
    this.#nodes.fill(-this.#blockOf(this.#nothing), 0, topCells);
  }

  compile(): IndexParts {
    const byTopCell = new Map<number, number[]>();
    this.#shapes.forEach((shape, number) => {
      const [west, south, east, north] = grownBox(shape, this.#reach);
      const column = (lon: number) => Math.floor(((lon - this.#west) * this.#cellsPerDegree) / TOP);
      const row = (lat: number) => Math.floor(((lat - this.#south) * this.#cellsPerDegree) / TOP);
      for (let r = row(south); r <= row(north); r++) {
        for (let c = column(west); c <= column(east); c++) {
          const cell = r * this.#topColumns + c;
          const here = byTopCell.get(cell);
          if (here) here.push(number);
          else byTopCell.set(cell, [number]);
        }
      }
    });
    for (const [cell, numbers] of byTopCell) {
      const column = (cell % this.#topColumns) * TOP;
      const row = Math.floor(cell / this.#topColumns) * TOP;
      const candidates = numbers.map((shape): Group => {
        const first = this.#firstEdge[shape]!;
        const edges = Int32Array.from({ length: this.#firstEdge[shape + 1]! - first }, (_, i) => first + i);
        return { shape, edges, passing: edges.length, inside: false };
      });
      this.#cut(column, row, TOP, candidates, cell);
    }
    return {
      cellsPerDegree: this.#cellsPerDegree,
      west: this.#west,
      south: this.#south,
      topColumns: this.#topColumns,
      topRows: this.#topRows,
      reach: this.#reach,
      mostShapes: this.#mostShapes,
      rowLengths: this.#rowLengths(),
      nodes: this.#nodes.slice(0, this.#nodesUsed),
      leaves: this.#endedLeaves(),
    };
  }

  /**
   * Cuts the square of `size` smallest cells at (`column`, `row`). `slot` is the square's node, or the node of its
   * south-west cell within a block.
   */
  #cut(column: number, row: number, size: number, parents: readonly Group[], slot: number): void {
    const groups = this.#keepNear(column, row, size, parents);
    if (groups.length === 0) return;
    const edgeCount = groups.reduce((sum, group) => sum + group.edges.length, 0);
    if (size === 1 || edgeCount <= FEW_EDGES) {
      this.#fill(slot, size, this.#leaf(column, row, size, this.#dropUselessEdges(column, row, size, groups)));
      return;
    }
    const half = size / 2;
    const isWholeNode = size === TOP || size === MIDDLE;
    const block = isWholeNode ? this.#newBlock(slot) : slot;
    if (size === TOP) this.#nodes.fill(this.#nothing, block, block + 256);
    // Within a block, one node is one smallest cell or one middle cell.
    const step = half >= MIDDLE ? half / MIDDLE : half;
    for (const [dx, dy] of QUARTERS) {
      const child = block + dy * step * 16 + dx * step;
      this.#cut(column + dx * half, row + dy * half, half, groups, child);
    }
  }

  /** The leaves, with a margin after the last so that `prefetch` can read beyond it. */
  #endedLeaves(): Float64Array {
    const ended = new Float64Array(this.#leavesUsed + LEAF_MARGIN);
    ended.set(this.#leaves.subarray(0, this.#leavesUsed));
    return ended;
  }

  /** Adds a block of 256 nodes and makes the node at `slot` lead to it. */
  #newBlock(slot: number | null): number {
    const block = this.#nodesUsed;
    this.#nodesUsed += 256;
    if (this.#nodesUsed > this.#nodes.length) {
      const grown = new Int32Array(this.#nodes.length * 2);
      grown.set(this.#nodes);
      this.#nodes = grown;
    }
    if (slot !== null) this.#nodes[slot] = -block;
    return block;
  }

  #fill(slot: number, size: number, leaf: number): void {
    if (size < MIDDLE) {
      this.#fillSquare(slot, size, leaf);
      return;
    }
    const node = this.#isFine ? -this.#blockOf(leaf) : leaf;
    if (size === MIDDLE) this.#nodes[slot] = node;
    else this.#fillSquare(size === TOP ? this.#newBlock(slot) : slot, size / MIDDLE, node);
  }

  #fillSquare(slot: number, span: number, node: number): void {
    for (let y = 0; y < span; y++) this.#nodes.fill(node, slot + y * 16, slot + y * 16 + span);
  }

  #blockOf(node: number): number {
    const block = this.#newBlock(null);
    this.#nodes.fill(node, block, block + 256);
    return block;
  }

  /**
   * Keeps the edges that can be nearest to a point of the square. Drops a shape without any, unless the square is
   * inside it.
   */
  #keepNear(column: number, row: number, size: number, parents: readonly Group[]): Group[] {
    const lon = this.#west + (column + size / 2) * this.#cell;
    const lat = this.#south + (row + size / 2) * this.#cell;
    const kx = metresPerDegreeOfLongitude(lat);
    const ky = metresPerDegreeOfLatitude(lat);
    const halfWidth = (size / 2) * this.#cell * kx;
    const halfHeight = (size / 2) * this.#cell * ky;
    const kept: Group[] = [];
    for (const parent of parents) {
      const count = parent.edges.length;
      if (nearestTo.length < count) {
        nearestTo = new Float64Array(count * 2);
      }
      let bound = Number.POSITIVE_INFINITY;
      for (let i = 0; i < count; i++) {
        const e = parent.edges[i]! * ENDS;
        measureEdge(
          (this.#edges[e]! - lon) * kx,
          (this.#edges[e + 1]! - lat) * ky,
          (this.#edges[e + 2]! - lon) * kx,
          (this.#edges[e + 3]! - lat) * ky,
          halfWidth,
          halfHeight,
        );
        nearestTo[i] = edgeSpan.nearest;
        if (edgeSpan.farthest < bound) bound = edgeSpan.farthest;
      }
      let passing = 0;
      for (let i = 0; i < count; i++) if (nearestTo[i]! <= TOUCHING) passing++;
      const inside =
        passing > 0
          ? false
          : parent.passing > 0
            ? sideOf(this.#shapes[parent.shape]!, lon, lat) === 'inside'
            : parent.inside;
      if (passing === 0) bound = Math.min(bound, this.#farthestNeeded(inside));
      // The square is measured with the lengths of a degree at its middle. Over d metres that errs by less than d²/R
      // times half the tangent of the latitude; the margin taken is four times that.
      const far = bound + 2 * (halfWidth + halfHeight);
      const limit = bound + 0.01 + (2 * far * far) / MEAN_RADIUS;
      let keptCount = 0;
      for (let i = 0; i < count; i++) if (nearestTo[i]! <= limit) keptCount++;
      // Deep inside a shape, the leaf keeps only the fact that it is inside.
      if (keptCount === 0 && !inside) continue;
      const edges = new Int32Array(keptCount);
      let first = 0;
      let last = passing;
      for (let i = 0; i < count; i++) {
        if (nearestTo[i]! <= TOUCHING) edges[first++] = parent.edges[i]!;
        else if (nearestTo[i]! <= limit) edges[last++] = parent.edges[i]!;
      }
      kept.push({ shape: parent.shape, edges, passing, inside });
    }
    return kept;
  }

  /** Drops the edges that the cell's bound kept but that are nearest to none of its points. */
  #dropUselessEdges(column: number, row: number, size: number, groups: readonly Group[]): Group[] {
    const lon = this.#west + (column + size / 2) * this.#cell;
    const lat = this.#south + (row + size / 2) * this.#cell;
    const kx = metresPerDegreeOfLongitude(lat);
    const ky = metresPerDegreeOfLatitude(lat);
    const nearest = groups.map((group): Group => {
      const count = group.edges.length;
      if (count <= FEW_EDGES) return group;
      if (planeEdges.length < count * 5) planeEdges = new Float64Array(count * 10);
      for (let i = 0; i < count; i++) {
        const e = group.edges[i]! * ENDS;
        const ex = (this.#edges[e + 2]! - this.#edges[e]!) * kx;
        const ey = (this.#edges[e + 3]! - this.#edges[e + 1]!) * ky;
        planeEdges[i * 5] = (this.#edges[e]! - lon) * kx;
        planeEdges[i * 5 + 1] = (this.#edges[e + 1]! - lat) * ky;
        planeEdges[i * 5 + 2] = ex;
        planeEdges[i * 5 + 3] = ey;
        planeEdges[i * 5 + 4] = 1 / (ex * ex + ey * ey);
      }
      const used = new Uint8Array(count).fill(ALONG, 0, group.passing);
      const reach = group.passing === 0 ? this.#farthestNeeded(group.inside) : Number.POSITIVE_INFINITY;
      markNearestEdges({ count, values: planeEdges }, used, size * this.#cell * kx, size * this.#cell * ky, reach);
      return { ...group, ...this.#split(group.edges, used) };
    });
    return nearest.filter((group) => group.inside || countFeatures(group) > 0);
  }

  /** Metres beyond which a limit is not measured from a cell that is wholly on one side of a shape. */
  #farthestNeeded(isInside: boolean): number {
    return isInside ? this.#depth : this.#reach;
  }

  /** Splits edges into those measured along their length, and corners at which none of those ends. */
  #split(edges: Int32Array, used: Uint8Array): { edges: Int32Array; corners: Int32Array } {
    const along = edges.filter((_, i) => (used[i]! & ALONG) !== 0);
    const ends = new Set<number>();
    for (const edge of along) ends.add(edge).add(this.#nextEdge[edge]!);
    const corners = new Set<number>();
    edges.forEach((edge, i) => {
      if ((used[i]! & AT_START) !== 0 && !ends.has(edge)) corners.add(edge);
      if ((used[i]! & AT_END) !== 0 && !ends.has(this.#nextEdge[edge]!)) corners.add(this.#nextEdge[edge]!);
    });
    return { edges: along, corners: Int32Array.from(corners) };
  }

  #leaf(column: number, row: number, size: number, groups: readonly Group[]): number {
    const [lon, lat] = this.#reference(column, row, size, groups);
    const slots = groups.reduce((sum, group) => sum + (group.passing > 0 ? 4 : 1) + countFeatures(group) * EDGE, 0);
    if (this.#leavesUsed + slots > this.#leaves.length) {
      const grown = new Float64Array(this.#leaves.length * 2 + slots);
      grown.set(this.#leaves);
      this.#leaves = grown;
      this.#words = new Int32Array(grown.buffer);
      this.#weights = new Float32Array(grown.buffer);
    }
    const leaf = this.#leavesUsed;
    this.#leavesUsed += slots;
    if (groups.length > this.#mostShapes) this.#mostShapes = groups.length;
    let at = leaf;
    groups.forEach((group, i) => {
      const inside = group.passing > 0 ? sideOf(this.#shapes[group.shape]!, lon, lat) === 'inside' : group.inside;
      this.#words[at * 2] =
        (group.shape << FLAG_BITS) +
        (inside ? INSIDE : 0) +
        (this.#hasLongEdge(group) ? LONG : 0) +
        (group.passing > 0 ? PASSING : 0) +
        (i === groups.length - 1 ? LAST : 0);
      this.#words[at * 2 + 1] = countFeatures(group);
      at++;
      if (group.passing > 0) {
        this.#words[at * 2] = group.passing;
        this.#leaves[at + 1] = lon;
        this.#leaves[at + 2] = lat;
        at += 3;
      }
      [...group.edges, ...(group.corners ?? [])].forEach((edge, k) => {
        const e = edge * ENDS;
        const [aLon, aLat, bLon, bLat, wx, wy] = this.#edges.subarray(e, e + ENDS) as unknown as number[];
        // Edges that pass are turned so that the reference point is on their left.
        const isTurned = k < group.passing && this.#turn(edge, lon, lat) < 0;
        this.#leaves.set(isTurned ? [bLon!, bLat!, aLon!, aLat!] : [aLon!, aLat!, bLon!, bLat!], at);
        this.#weights.set(isTurned ? [-wx!, -wy!] : [wx!, wy!], at * 2 + WEIGHTS);
        at += EDGE;
      });
    });
    return leaf;
  }

  #hasLongEdge({ edges }: Group): boolean {
    return edges.some((edge) => {
      const [aLon, aLat, bLon, bLat] = this.#edges.subarray(edge * ENDS, edge * ENDS + 4) as unknown as EdgeEnds;
      return groundDistance(aLon, aLat, bLon, bLat) > LONG_EDGE;
    });
  }

  /** A point of the cell that is in line with none of the edges that pass through it. */
  #reference(column: number, row: number, size: number, groups: readonly Group[]): [number, number] {
    for (let attempt = 0; attempt < 1000; attempt++) {
      // Fractional parts of multiples of irrational numbers are spread evenly and never fall on a round coordinate.
      const lon = this.#west + (column + ((0.5 + attempt * 0.7548776662466927) % 1) * size) * this.#cell;
      const lat = this.#south + (row + ((0.5 + attempt * 0.5698402909980532) % 1) * size) * this.#cell;
      const isClear = groups.every((group) => {
        for (let i = 0; i < group.passing; i++) if (this.#turn(group.edges[i]!, lon, lat) === 0) return false;
        return true;
      });
      if (isClear) return [lon, lat];
    }
    throw new Error(`no point of the cell at column ${column}, row ${row} is clear of the edges that pass through it`);
  }

  #turn(edge: number, lon: number, lat: number): number {
    const e = edge * ENDS;
    return orient2d(this.#edges[e]!, this.#edges[e + 1]!, this.#edges[e + 2]!, this.#edges[e + 3]!, lon, lat);
  }

  #rowLengths(): Float64Array {
    const rows = this.#topRows * (TOP / MIDDLE);
    const lengths = new Float64Array(rows * ROW_LENGTHS);
    for (let row = 0; row < rows; row++) {
      const lat = this.#south + (row + 0.5) * MIDDLE * this.#cell;
      const { longitude, latitude, longitudeHalfSlope, latitudeHalfSlope } = degreeLengthsAt(lat);
      // The second derivative of the cosine is minus itself; the flattening adds 1e-13 of it here.
      const curvature = -longitude * (Math.PI / 180) ** 2;
      lengths.set(
        [lat, longitude, longitudeHalfSlope * 2, curvature / 2, latitude, latitudeHalfSlope * 2],
        row * ROW_LENGTHS,
      );
    }
    return lengths;
  }
}

function countFeatures({ edges, corners }: Group): number {
  return edges.length + (corners?.length ?? 0);
}

/** The bounding box of `shape` grown by `reach` metres and a little more, in degrees. */
function grownBox(shape: MultiPolygon, reach: number): [number, number, number, number] {
  const [west, south, east, north] = boundingBoxOf(shape);
  const dLat = (reach * 1.01 + 1) / metresPerDegreeOfLatitude(0);
  const highest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)) + dLat);
  const dLon = (reach * 1.01 + 1) / metresPerDegreeOfLongitude(highest);
  return [west - dLon, south - dLat, east + dLon, north + dLat];
}

let planeEdges = new Float64Array(4096);
let nearestTo = new Float64Array(1024);

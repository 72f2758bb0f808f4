import { orient2d } from 'robust-predicates';
import { sideOf } from './covers.ts';
import { edgeSpan, measureEdge } from './edge-span.ts';
import {
  degreeLengthsAt,
  groundDistance,
  MEAN_RADIUS,
  metresPerDegreeOfLatitude,
  metresPerDegreeOfLongitude,
} from './ground.ts';
import { edgesOf } from './index-edges.ts';
import { boundingBoxOf, type MultiPolygon } from './polygon.ts';
import { CELLS_PER_DEGREE, EDGE, type IndexParts, LONG_EDGE, ROW_LENGTHS, ShapeIndex, TOP } from './shape-index.ts';
import { ALONG, AT_END, AT_START, sift } from './sift.ts';

/**
 * Compiles shapes (valid ones: no crossing edges) into an index that answers distances up to `reach` metres outside, and
 * to any depth inside. Shape numbers are positions in `shapes`.
 *
 * Cells are cut in four again and again. At each cut a cell keeps, of the edges its parent kept, those that can be the
 * nearest to some point of it: no farther from it than the edge whose farthest point from it is nearest.
 */
export function compileIndex(shapes: readonly MultiPolygon[], reach: number): ShapeIndex {
  return new ShapeIndex(compileParts(shapes, reach));
}

/** The same, as the arrays that a file can keep. */
export function compileParts(shapes: readonly MultiPolygon[], reach: number): IndexParts {
  return new Compiler(shapes, reach).compile();
}

const CELL = 1 / CELLS_PER_DEGREE;
const MIDDLE = 16;
/** A cell with no more edges than this is not cut further: looking at them costs less than another step down. */
const FEW_EDGES = 4;
const QUARTERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;
/** Metres: an edge this near a cell is taken to pass through it, whatever rounding does to the position's cell. */
const TOUCHING = 0.001;

type EdgeEnds = [aLon: number, aLat: number, bLon: number, bLat: number];

/** The edges of one shape that matter in one cell. */
interface Group {
  readonly shape: number;
  readonly edges: Int32Array;
  /** Edges of which only the beginning can be nearest, once sifted: the shape's corners as seen from the cell. */
  readonly corners?: Int32Array;
  /** Whether some edge passes through the cell; when none does, `inside` holds for the whole cell. */
  readonly passing: number;
  readonly inside: boolean;
}

class Compiler {
  readonly #shapes: readonly MultiPolygon[];
  readonly #reach: number;
  readonly #edges: Float64Array;
  readonly #firstEdge: Int32Array;
  readonly #nextEdge: Int32Array;
  readonly #west: number;
  readonly #south: number;
  readonly #topColumns: number;
  readonly #topRows: number;
  #nodes: Int32Array;
  #nodesUsed: number;
  #leaves = new Int32Array(1 << 16);
  // Zero is the empty node, so no leaf starts there.
  #leavesUsed = 1;
  readonly #references: number[] = [];
  #mostShapes = 0;
  /** Edges of no length, to stand behind `#edges`; and where the one at the beginning of each edge is. */
  readonly #points: number[] = [];
  readonly #pointEdges = new Map<number, number>();

  constructor(shapes: readonly MultiPolygon[], reach: number) {
    this.#shapes = shapes;
    this.#reach = reach;
    [this.#edges, this.#firstEdge, this.#nextEdge] = edgesOf(shapes);
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
    this.#west = empty ? 0 : Math.floor(west * CELLS_PER_DEGREE) * CELL;
    this.#south = empty ? 0 : Math.floor(south * CELLS_PER_DEGREE) * CELL;
    this.#topColumns = empty ? 0 : Math.floor(((east - this.#west) * CELLS_PER_DEGREE) / TOP) + 1;
    this.#topRows = empty ? 0 : Math.floor(((north - this.#south) * CELLS_PER_DEGREE) / TOP) + 1;
    this.#nodesUsed = this.#topColumns * this.#topRows;
    this.#nodes = new Int32Array(this.#nodesUsed + (1 << 16));
  }

  compile(): IndexParts {
    const byTopCell = new Map<number, number[]>();
    this.#shapes.forEach((shape, number) => {
      const [west, south, east, north] = grownBox(shape, this.#reach);
      const column = (lon: number) => Math.floor(((lon - this.#west) * CELLS_PER_DEGREE) / TOP);
      const row = (lat: number) => Math.floor(((lat - this.#south) * CELLS_PER_DEGREE) / TOP);
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
      west: this.#west,
      south: this.#south,
      topColumns: this.#topColumns,
      topRows: this.#topRows,
      reach: this.#reach,
      mostShapes: this.#mostShapes,
      edges: joined(this.#edges, this.#points),
      references: Float64Array.from(this.#references),
      rowLengths: this.#rowLengths(),
      nodes: this.#nodes.slice(0, this.#nodesUsed),
      leaves: this.#leaves.slice(0, this.#leavesUsed),
    };
  }

  /** Cuts the square of `size` smallest cells at (`column`, `row`); `slot` is its place in `nodes`, or that of the south-west cell of its block. */
  #cut(column: number, row: number, size: number, parents: readonly Group[], slot: number): void {
    const groups = this.#keepNear(column, row, size, parents);
    if (groups.length === 0) return;
    const edgeCount = groups.reduce((sum, group) => sum + group.edges.length, 0);
    if (size === 1 || edgeCount <= FEW_EDGES) {
      this.#fill(slot, size, this.#leaf(column, row, size, this.#sift(column, row, size, groups)));
      return;
    }
    const half = size / 2;
    const isWholeNode = size === TOP || size === MIDDLE;
    const block = isWholeNode ? this.#newBlock(slot) : slot;
    // Within a block, a step of one node is one smallest cell or one middle cell.
    const step = half >= MIDDLE ? half / MIDDLE : half;
    for (const [dx, dy] of QUARTERS) {
      const child = block + dy * step * 16 + dx * step;
      this.#cut(column + dx * half, row + dy * half, half, groups, child);
    }
  }

  #newBlock(slot: number): number {
    const block = this.#nodesUsed;
    this.#nodesUsed += 256;
    if (this.#nodesUsed > this.#nodes.length) {
      const grown = new Int32Array(this.#nodes.length * 2);
      grown.set(this.#nodes);
      this.#nodes = grown;
    }
    this.#nodes[slot] = -block;
    return block;
  }

  #fill(slot: number, size: number, leaf: number): void {
    if (size === TOP || size === MIDDLE) {
      this.#nodes[slot] = leaf;
      return;
    }
    const span = size > MIDDLE ? size / MIDDLE : size;
    for (let y = 0; y < span; y++) this.#nodes.fill(leaf, slot + y * 16, slot + y * 16 + span);
  }

  /** Of each parent's edges, those that can matter in the square; a shape none of whose edges does is left out. */
  #keepNear(column: number, row: number, size: number, parents: readonly Group[]): Group[] {
    const lon = this.#west + (column + size / 2) * CELL;
    const lat = this.#south + (row + size / 2) * CELL;
    const kx = metresPerDegreeOfLongitude(lat);
    const ky = metresPerDegreeOfLatitude(lat);
    const halfWidth = (size / 2) * CELL * kx;
    const halfHeight = (size / 2) * CELL * ky;
    const kept: Group[] = [];
    for (const parent of parents) {
      const count = parent.edges.length;
      if (nearestTo.length < count) {
        nearestTo = new Float64Array(count * 2);
      }
      let bound = Number.POSITIVE_INFINITY;
      for (let i = 0; i < count; i++) {
        const e = parent.edges[i]! * EDGE;
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
      if (passing === 0 && !inside && bound > this.#reach) {
        // Outside the shape only limits within reach are asked for.
        bound = this.#reach;
      }
      // The square is measured with the lengths of a degree at its middle: over d metres that errs by less than
      // d²/R times the tangent of the latitude over 2, here taken four times too large.
      const far = bound + 2 * (halfWidth + halfHeight);
      const limit = bound + 0.01 + (2 * far * far) / MEAN_RADIUS;
      let keeps = 0;
      for (let i = 0; i < count; i++) if (nearestTo[i]! <= limit) keeps++;
      if (keeps === 0) continue;
      const edges = new Int32Array(keeps);
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

  /**
   * Leaves out the edges that can be nearest to some point of the cell as far as the cell's own bound tells, and to none
   * when it is looked at in 64 parts: most of them, where a cell sees a limit from afar. A distance changes no faster
   * than the point moves, so in a part of radius r an edge that is 2r farther from its middle than another is never nearest.
   */
  /** Leaves out the edges that the cell's own bound keeps, and that are nearest to none of its points. */
  #sift(column: number, row: number, size: number, groups: readonly Group[]): Group[] {
    const lon = this.#west + (column + size / 2) * CELL;
    const lat = this.#south + (row + size / 2) * CELL;
    const kx = metresPerDegreeOfLongitude(lat);
    const ky = metresPerDegreeOfLatitude(lat);
    const sifted = groups.map((group): Group => {
      const count = group.edges.length;
      if (count <= FEW_EDGES) return group;
      if (planeEdges.length < count * 5) planeEdges = new Float64Array(count * 10);
      for (let i = 0; i < count; i++) {
        const e = group.edges[i]! * EDGE;
        const ex = (this.#edges[e + 2]! - this.#edges[e]!) * kx;
        const ey = (this.#edges[e + 3]! - this.#edges[e + 1]!) * ky;
        planeEdges[i * 5] = (this.#edges[e]! - lon) * kx;
        planeEdges[i * 5 + 1] = (this.#edges[e + 1]! - lat) * ky;
        planeEdges[i * 5 + 2] = ex;
        planeEdges[i * 5 + 3] = ey;
        planeEdges[i * 5 + 4] = 1 / (ex * ex + ey * ey);
      }
      const used = new Uint8Array(count).fill(ALONG, 0, group.passing);
      // Outside a shape only limits within reach are asked for.
      const reach = group.passing === 0 && !group.inside ? this.#reach : Number.POSITIVE_INFINITY;
      sift({ count, values: planeEdges }, used, size * CELL * kx, size * CELL * ky, reach);
      return { ...group, ...this.#split(group.edges, used) };
    });
    return sifted.filter((group) => countFeatures(group) > 0);
  }

  /** The edges to measure along, and the corners that none of them ends at. */
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
    const reference = this.#references.length / 2;
    this.#references.push(lon, lat);
    const words = 2 + groups.reduce((sum, group) => sum + 3 + group.passing + countFeatures(group), 0);
    if (this.#leavesUsed + words > this.#leaves.length) {
      const grown = new Int32Array(this.#leaves.length * 2 + words);
      grown.set(this.#leaves);
      this.#leaves = grown;
    }
    const leaf = this.#leavesUsed;
    this.#leavesUsed += words;
    if (groups.length > this.#mostShapes) this.#mostShapes = groups.length;
    let at = leaf;
    this.#leaves[at++] = reference;
    this.#leaves[at++] = groups.length;
    for (const group of groups) {
      const inside = group.passing > 0 ? sideOf(this.#shapes[group.shape]!, lon, lat) === 'inside' : group.inside;
      this.#leaves[at++] = group.shape * 4 + (this.#hasLongEdge(group) ? 2 : 0) + (inside ? 1 : 0);
      this.#leaves[at++] = group.passing;
      this.#leaves[at++] = countFeatures(group);
      for (let i = 0; i < group.passing; i++) {
        const edge = group.edges[i]!;
        this.#leaves[at++] = edge * 2 + (this.#turn(edge, lon, lat) > 0 ? 1 : 0);
      }
      for (const edge of group.edges) this.#leaves[at++] = edge * EDGE;
      for (const corner of group.corners ?? []) this.#leaves[at++] = this.#pointEdge(corner) * EDGE;
    }
    return leaf;
  }

  #hasLongEdge({ edges }: Group): boolean {
    return edges.some((edge) => {
      const [aLon, aLat, bLon, bLat] = this.#edges.subarray(edge * EDGE, edge * EDGE + 4) as unknown as EdgeEnds;
      return groundDistance(aLon, aLat, bLon, bLat) > LONG_EDGE;
    });
  }

  /** The edge of no length at the beginning of an edge: measured as any other. */
  #pointEdge(edge: number): number {
    let point = this.#pointEdges.get(edge);
    if (point === undefined) {
      point = (this.#edges.length + this.#points.length) / EDGE;
      const [lon, lat] = this.#edges.subarray(edge * EDGE, edge * EDGE + 2) as unknown as [number, number];
      this.#points.push(lon, lat, lon, lat, 0, 0);
      this.#pointEdges.set(edge, point);
    }
    return point;
  }

  /** A point of the cell in line with none of the edges that pass through it. */
  #reference(column: number, row: number, size: number, groups: readonly Group[]): [number, number] {
    for (let attempt = 0; attempt < 1000; attempt++) {
      // The fractional parts of multiples of irrational numbers: spread evenly, and never on a round coordinate.
      const lon = this.#west + (column + ((0.5 + attempt * 0.7548776662466927) % 1) * size) * CELL;
      const lat = this.#south + (row + ((0.5 + attempt * 0.5698402909980532) % 1) * size) * CELL;
      const isClear = groups.every((group) => {
        for (let i = 0; i < group.passing; i++) if (this.#turn(group.edges[i]!, lon, lat) === 0) return false;
        return true;
      });
      if (isClear) return [lon, lat];
    }
    throw new Error(`no point of the cell at column ${column}, row ${row} is clear of the edges that pass through it`);
  }

  #turn(edge: number, lon: number, lat: number): number {
    const e = edge * EDGE;
    return orient2d(this.#edges[e]!, this.#edges[e + 1]!, this.#edges[e + 2]!, this.#edges[e + 3]!, lon, lat);
  }

  #rowLengths(): Float64Array {
    const rows = this.#topRows * (TOP / MIDDLE);
    const lengths = new Float64Array(rows * ROW_LENGTHS);
    for (let row = 0; row < rows; row++) {
      const lat = this.#south + (row + 0.5) * MIDDLE * CELL;
      const { longitude, latitude, longitudeHalfSlope, latitudeHalfSlope } = degreeLengthsAt(lat);
      // The second derivative of the cosine is minus itself, but for what the flattening adds: 1e-13 of it here.
      const curvature = -longitude * (Math.PI / 180) ** 2;
      lengths.set(
        [lat, longitude, longitudeHalfSlope * 2, curvature / 2, latitude, latitudeHalfSlope * 2],
        row * ROW_LENGTHS,
      );
    }
    return lengths;
  }
}

function joined(a: Float64Array, b: readonly number[]): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
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

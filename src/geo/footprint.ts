import { covers, sideOf } from './covers.ts';
import { boundaryDistance, limitDistance } from './distance.ts';
import { degreeLengthsAt, groundDistance, squaredDistanceToEdge } from './ground.ts';
import { areaOf, intersection } from './overlay.ts';
import { type BoundingBox, boundingBoxOf, type MultiPolygon, type Polygon, type Position } from './polygon.ts';

/** A drawn place as a GeoJSON geometry, WGS84 longitude, latitude. Polygons must be valid. */
export type Footprint =
  | { readonly type: 'Polygon'; readonly coordinates: Polygon }
  | { readonly type: 'MultiPolygon'; readonly coordinates: MultiPolygon }
  | { readonly type: 'LineString'; readonly coordinates: readonly Position[] };

/** A footprint as files draw it: a street may have several lines. */
export type DrawnFootprint =
  | Footprint
  | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly Position[])[] };

export interface FootprintMeasure {
  /** The share of the footprint's area, or of a line's length, that lies inside the shape: 0 to 1, right to 0.1 %. */
  readonly share: number;
  /**
   * Signed ground metres to the limit of the shape, negative inside. `nearest` is for the footprint's point deepest
   * inside or nearest to the shape, `farthest` for its point farthest outside or least deep. Outside, both are right to
   * 1 cm. Inside, `nearest` is measured at vertices and at the middle of edges: the true depth is no less.
   */
  readonly nearest: number;
  readonly farthest: number;
}

/** Returns the share of `footprint` inside `shape`, and its least and greatest signed distance to the limit. */
export function measureFootprint(footprint: DrawnFootprint, shape: MultiPolygon): FootprintMeasure {
  const edges = edgesOf(footprint);
  const area = /LineString$/.test(footprint.type) ? null : areaCoordinates(footprint);
  const pieces = edges.flatMap((edge) => cutByLimits(edge, shape));
  const hasLimitInside = area !== null && shape.some((polygon) => polygon.some((ring) => covers(area, ...ring[0]!)));
  const touches = hasLimitInside || pieces.some(({ isInside }) => isInside);
  const reachesOut =
    pieces.some((piece) => !piece.isInside && isClearOf(piece, shape)) ||
    (area !== null && ((hasLimitInside && !isWhollyCovered(area, shape)) || fillsGap(area, shape)));
  return {
    share: !touches ? 0 : !reachesOut ? 1 : area ? shareOfArea(area, shape) : shareOfLength(pieces),
    nearest: touches ? deepest(pieces, shape) : gap(edges, shape),
    farthest: reachesOut ? farthestOutside(edges, area, shape) : -gap(edges, shape),
  };
}

/** Returns the bounding box of `footprint`, in degrees. */
export function footprintBox(footprint: DrawnFootprint): BoundingBox {
  return boundingBoxOf(areaCoordinates(footprint));
}

/** Returns the middle of the footprint's bounding box, in degrees, and the metres from there to its farthest corner. */
export function footprintCentre(footprint: DrawnFootprint): { lon: number; lat: number; radius: number } {
  const [west, south, east, north] = footprintBox(footprint);
  const lon = (west + east) / 2;
  const lat = (south + north) / 2;
  const radius = Math.max(groundDistance(lon, lat, west, south), groundDistance(lon, lat, west, north));
  return { lon, lat, radius };
}

/** The precision of `farthestOutside`, in metres. */
const TOLERANCE = 0.005;

interface Edge {
  readonly a: Position;
  readonly b: Position;
}

/** A stretch of an edge between two limits of the shape. */
interface Piece extends Edge {
  readonly isInside: boolean;
}

function areaCoordinates(footprint: DrawnFootprint): MultiPolygon {
  if (footprint.type === 'MultiPolygon') return footprint.coordinates;
  return [footprint.type === 'LineString' ? [footprint.coordinates] : footprint.coordinates];
}

function edgesOf(footprint: DrawnFootprint): Edge[] {
  return areaCoordinates(footprint).flatMap((polygon) =>
    polygon.flatMap((ring) => ring.slice(1).map((b, i): Edge => ({ a: ring[i]!, b }))),
  );
}

function* limitEdges(shape: MultiPolygon): Generator<Edge> {
  for (const polygon of shape) {
    for (const ring of polygon) for (let i = 1; i < ring.length; i++) yield { a: ring[i - 1]!, b: ring[i]! };
  }
}

/** Cuts the edge wherever it meets a limit of the shape. The middle of each piece decides whether it is inside. */
function cutByLimits({ a, b }: Edge, shape: MultiPolygon): Piece[] {
  const cuts = [0, 1];
  const [ax, ay] = a;
  const [dx, dy] = [b[0] - ax, b[1] - ay];
  for (const limit of limitEdges(shape)) {
    const [cx, cy] = limit.a;
    const [ex, ey] = [limit.b[0] - cx, limit.b[1] - cy];
    const cross = dx * ey - dy * ex;
    // A piece along a parallel limit changes sides only where the next edges of that limit meet it.
    if (cross === 0) continue;
    const t = ((cx - ax) * ey - (cy - ay) * ex) / cross;
    const u = ((cx - ax) * dy - (cy - ay) * dx) / cross;
    if (t > 0 && t < 1 && u >= -1e-9 && u <= 1 + 1e-9) cuts.push(t);
  }
  cuts.sort((p, q) => p - q);
  const at = (t: number): Position => (t === 0 ? a : t === 1 ? b : [ax + t * dx, ay + t * dy]);
  return cuts.slice(1).flatMap((end, i) => {
    const start = cuts[i]!;
    if (end === start) return [];
    const middle = at((start + end) / 2);
    return [{ a: at(start), b: at(end), isInside: covers(shape, ...middle) }];
  });
}

/** Whether no limit of the shape runs strictly inside the area, given that the shape covers the area's own limits. */
function isWhollyCovered(area: MultiPolygon, shape: MultiPolygon): boolean {
  for (const { a, b } of limitEdges(shape)) {
    if (sideOf(area, ...a) === 'inside' || sideOf(area, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2) === 'inside')
      return false;
  }
  return true;
}

/** Whether a piece outside is farther from the limit than rounding can put two limits that coincide. */
function isClearOf({ a, b }: Piece, shape: MultiPolygon): boolean {
  return [a, middleOf(a, b), b].some(([lon, lat]) => limitDistance(shape, lon, lat) > A_MILLIMETRE);
}

/**
 * Whether a part of the area fills a gap of the shape (a hole, for example) exactly: the shape covers all its edges,
 * and nothing else of it.
 */
function fillsGap(area: MultiPolygon, shape: MultiPolygon): boolean {
  const isOnLimit = ([lon, lat]: Position) => limitDistance(shape, lon, lat) < A_MILLIMETRE;
  return area.some(
    (part) =>
      part.every((ring) => ring.every((b, i) => isOnLimit(b) && isOnLimit(middleOf(ring[i - 1] ?? b, b)))) &&
      shareOfArea([part], shape) < 0.5,
  );
}

const A_MILLIMETRE = 0.001;

function middleOf(a: Position, b: Position): Position {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

function shareOfArea(area: MultiPolygon, shape: MultiPolygon): number {
  const whole = areaOf(area);
  return whole === 0 ? 0 : Math.min(1, areaOf(intersection(area, shape)) / whole);
}

function shareOfLength(pieces: readonly Piece[]): number {
  let inside = 0;
  let whole = 0;
  for (const { a, b, isInside } of pieces) {
    const length = groundDistance(...a, ...b);
    whole += length;
    if (isInside) inside += length;
  }
  return whole === 0 ? 0 : inside / whole;
}

function deepest(pieces: readonly Piece[], shape: MultiPolygon): number {
  let least = 0;
  for (const { a, b, isInside } of pieces) {
    if (!isInside) continue;
    for (const [lon, lat] of [a, b, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const]) {
      least = Math.min(least, boundaryDistance(shape, lon, lat));
    }
  }
  return least;
}

/** The least ground metres between the edges and the limits of the shape, where the two do not cross. */
function gap(edges: readonly Edge[], shape: MultiPolygon): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { a, b } of edges) {
    least = Math.min(least, limitDistance(shape, ...a), limitDistance(shape, ...b));
  }
  // The nearest point of the footprint may also be along an edge, in front of a vertex of the shape.
  for (const { a: vertex } of limitEdges(shape)) {
    const [lon, lat] = vertex;
    const lengths = degreeLengthsAt(lat);
    for (const { a, b } of edges) {
      const squared = squaredDistanceToEdge(lengths, a[0] - lon, a[1] - lat, b[0] - lon, b[1] - lat);
      if (squared < least * least) least = Math.sqrt(squared);
    }
  }
  return least;
}

/**
 * Ground metres from the shape to the farthest point of the footprint. That point may be on an edge or, in front of a
 * hollow of the shape, in the middle of an area. A distance changes by no more than the point moves. Branch and bound
 * therefore drops a stretch or a square that cannot beat the best distance by more than the tolerance, and cuts the
 * others in two or in four.
 */
function farthestOutside(edges: readonly Edge[], area: MultiPolygon | null, shape: MultiPolygon): number {
  // Negative inside, so that stretches deep inside the shape are dropped at once.
  const outside = (lon: number, lat: number) => boundaryDistance(shape, lon, lat);
  let best = 0;
  const stretches: { edge: Edge; atA: number; atB: number }[] = [];
  for (const edge of edges) {
    const atA = outside(...edge.a);
    const atB = outside(...edge.b);
    best = Math.max(best, atA, atB);
    stretches.push({ edge, atA, atB });
  }
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const { a, b } = stretch.edge;
    const length = groundDistance(...a, ...b);
    if ((stretch.atA + stretch.atB + length) / 2 <= best + TOLERANCE) continue;
    const middle: Position = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const atMiddle = outside(...middle);
    best = Math.max(best, atMiddle);
    if (length < PLANE && facing(shape, middle, [a, b]) <= best + TOLERANCE) continue;
    stretches.push(
      { edge: { a, b: middle }, atA: stretch.atA, atB: atMiddle },
      { edge: { a: middle, b }, atA: atMiddle, atB: stretch.atB },
    );
  }
  return area ? farthestInArea(area, shape, outside, best) : best;
}

function farthestInArea(
  area: MultiPolygon,
  shape: MultiPolygon,
  outside: (lon: number, lat: number) => number,
  onEdges: number,
): number {
  let best = onEdges;
  const [west, south, east, north] = boundingBoxOf(area);
  const squares = [
    { lon: (west + east) / 2, lat: (south + north) / 2, dLon: (east - west) / 2, dLat: (north - south) / 2 },
  ];
  // The largest squares come first. Those left when the count runs out are small, along a limit that the area follows.
  for (let next = 0; next < Math.min(squares.length, MOST_SQUARES); next++) {
    const { lon, lat, dLon, dLat } = squares[next]!;
    const radius = Math.max(
      groundDistance(lon, lat, lon + dLon, lat - dLat),
      groundDistance(lon, lat, lon + dLon, lat + dLat),
    );
    const distance = outside(lon, lat);
    if (distance + radius <= best + TOLERANCE) continue;
    const toEdge = boundaryDistance(area, lon, lat);
    if (toEdge > radius) continue;
    if (toEdge <= 0) best = Math.max(best, distance);
    const corners: Position[] = [
      [lon - dLon, lat - dLat],
      [lon + dLon, lat - dLat],
      [lon - dLon, lat + dLat],
      [lon + dLon, lat + dLat],
    ];
    if (distance > 0 && radius < PLANE && facing(shape, [lon, lat], corners) <= best + TOLERANCE) continue;
    for (const [x, y] of corners) {
      squares.push({ lon: (lon + x) / 2, lat: (lat + y) / 2, dLon: dLon / 2, dLat: dLat / 2 });
    }
  }
  return best;
}

/**
 * An area whose limit follows the shape's within centimetres, for kilometres, would need millions of squares. Its
 * farthest point is then right to less than a metre.
 */
const MOST_SQUARES = 20_000;

/** Metres within which ground distances are those of a plane, to a tenth of a millimetre. */
const PLANE = 100;

/**
 * An upper bound of the distance to the shape over the convex hull of `corners`. The distance to one edge is convex, so
 * it is greatest at a corner; the distance to the shape is no greater than the distance to any one edge.
 */
function facing(shape: MultiPolygon, [lon, lat]: Position, corners: readonly Position[]): number {
  const lengths = degreeLengthsAt(lat);
  let nearest = Number.POSITIVE_INFINITY;
  let edge: Edge | undefined;
  for (const candidate of limitEdges(shape)) {
    const { a, b } = candidate;
    const squared = squaredDistanceToEdge(lengths, a[0] - lon, a[1] - lat, b[0] - lon, b[1] - lat);
    if (squared < nearest) {
      nearest = squared;
      edge = candidate;
    }
  }
  if (!edge) return Number.POSITIVE_INFINITY;
  const { a, b } = edge;
  return Math.max(
    ...corners.map(([x, y]) =>
      Math.sqrt(squaredDistanceToEdge(degreeLengthsAt(y), a[0] - x, a[1] - y, b[0] - x, b[1] - y)),
    ),
  );
}

import { boundaryDistance } from '../distance.ts';
import { grownBox } from '../ground.ts';
import { type BoundingBox, boundingBoxOf, type MultiPolygon, type Position } from '../polygon.ts';
import type { ShapeIndex } from './shape-index.ts';

/**
 * Returns whether the index answers known positions as the shapes themselves do: beside the limits of many shapes,
 * spread over all of them, on both sides, and at `positions` (WGS84 degrees). `depth` is the one that the index was
 * compiled with, in metres; `boxes` are those of the shapes, where they are known. It takes milliseconds for a country,
 * since it looks up a hundred positions.
 */
export function agreesWithShapes(
  index: ShapeIndex,
  shapes: readonly MultiPolygon[],
  { depth = Number.POSITIVE_INFINITY, positions = [], boxes = shapes.map(boundingBoxOf) }: Known = {},
): boolean {
  const grown = new Float64Array(shapes.length * 4);
  for (let i = 0; i < shapes.length; i++) grown.set(grownBox(boxes[i]!, index.reach), i * 4);
  return [...positions, ...besideLimits(shapes)].every((position) => isRight(index, shapes, grown, depth, position));
}

interface Known {
  readonly depth?: number | undefined;
  readonly positions?: readonly Position[] | undefined;
  readonly boxes?: readonly BoundingBox[] | undefined;
}

function isRight(
  index: ShapeIndex,
  shapes: readonly MultiPolygon[],
  boxes: Float64Array,
  depth: number,
  [lon, lat]: Position,
): boolean {
  const count = index.locate(lon, lat);
  const found = new Map<number, number>();
  for (let i = 0; i < count; i++) found.set(index.shapes[i]!, index.distances[i]!);
  for (let shape = 0; shape < shapes.length; shape++) {
    const at = shape * 4;
    const isFar = !(boxes[at]! <= lon && lon <= boxes[at + 2]! && boxes[at + 1]! <= lat && lat <= boxes[at + 3]!);
    // What is found far from its shape stays in `found`.
    if (isFar) continue;
    const answer = found.get(shape);
    if (!isSame(answer, boundaryDistance(shapes[shape]!, lon, lat), index.reach, depth)) return false;
    found.delete(shape);
  }
  return found.size === 0;
}

function isSame(answer: number | undefined, expected: number, reach: number, depth: number): boolean {
  if (answer === undefined) return expected > reach - TOLERANCE;
  if (expected < -depth + TOLERANCE) return answer <= -depth + TOLERANCE;
  return Math.abs(answer - expected) < TOLERANCE && answer <= 0 === expected <= 0;
}

/** Two positions for each of some shapes, on either side of the middle of an edge; no two take the same edge. */
function* besideLimits(shapes: readonly MultiPolygon[]): Generator<Position> {
  const step = Math.max(1, Math.floor(shapes.length / MOST_SHAPES));
  for (let i = 0; i < shapes.length; i += step) {
    const rings = shapes[i]!.flat();
    const ring = rings[i % (rings.length || 1)] ?? [];
    const at = (i * 7) % (ring.length || 1);
    const [a, b] = [ring[at], ring[at + 1] ?? ring[at - 1]];
    if (!a || !b) continue;
    const [lon, lat] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    yield [lon + BESIDE, lat + BESIDE / 2];
    yield [lon - BESIDE, lat - BESIDE / 2];
  }
}

const MOST_SHAPES = 50;
/** In degrees: some 20 metres. */
const BESIDE = 0.0003;
/** In metres: distances are right to 2 mm. */
const TOLERANCE = 0.002;

import type { BoundingBox } from '../geo/polygon.ts';
import { meetsRectangle } from '../geo/rectangle.ts';
import type { LayerFeature } from './features.ts';
import { boxIn, CRS84, type Crs, shapeIn } from './reference-systems.ts';

/** The rectangle of a `bbox` parameter, in a reference system. */
export interface SpatialFilter {
  readonly crs: Crs;
  /** In the axis order of `crs`; two rectangles when the box crosses the antimeridian. */
  readonly rectangles: readonly BoundingBox[];
}

/**
 * Returns the filter for the numbers of a `bbox`: four, the lower corner first, or six with heights, which are ignored
 * since the shapes are flat. Returns null when they make no rectangle. When west is greater than east, the rectangle
 * crosses the antimeridian.
 */
export function toSpatialFilter(numbers: readonly number[], crs: Crs): SpatialFilter | null {
  const [a, b, c, d] = numbers.length === 6 ? [numbers[0]!, numbers[1]!, numbers[3]!, numbers[4]!] : numbers;
  if ((numbers.length !== 4 && numbers.length !== 6) || !numbers.every(Number.isFinite)) return null;
  if (numbers.length === 6 && numbers[2]! > numbers[5]!) return null;
  if (crs.longitude === null) return a! <= c! && b! <= d! ? { crs, rectangles: [[a!, b!, c!, d!]] } : null;
  const [west, south, east, north] = crs.longitude === 0 ? [a!, b!, c!, d!] : [b!, a!, d!, c!];
  if (south < -90 || south > north || north > 90) return null;
  if (Math.abs(west) > 180 || Math.abs(east) > 180) return null;
  const ordered = (rectangle: BoundingBox): BoundingBox =>
    crs.longitude === 0 ? rectangle : [rectangle[1], rectangle[0], rectangle[3], rectangle[2]];
  const rectangles: BoundingBox[] =
    west <= east
      ? [[west, south, east, north]]
      : [
          [west, south, 180, north],
          [-180, south, east, north],
        ];
  return { crs, rectangles: rectangles.map(ordered) };
}

/**
 * Returns whether a feature has a point in the rectangle. A feature without geometry may be anywhere, so it always
 * passes.
 */
export function passesSpatially(feature: LayerFeature, { crs, rectangles }: SpatialFilter): boolean {
  const { box } = feature;
  if (box === null) return true;
  const around = crs === CRS84 ? box : boxIn(crs, box);
  const near = rectangles.filter((rectangle) => overlap(around, rectangle));
  if (near.length === 0) return false;
  // A feature wholly inside the rectangle need not be computed.
  if (near.some((rectangle) => contains(rectangle, around))) return true;
  const shape = shapeIn(crs, feature.geometry!);
  return near.some((rectangle) => meetsRectangle(shape, rectangle));
}

function overlap(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

function contains(outer: BoundingBox, inner: BoundingBox): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

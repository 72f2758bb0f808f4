import { orient2d } from 'robust-predicates';
import { sideOf } from './covers.ts';
import type { BoundingBox, MultiPolygon } from './polygon.ts';

/**
 * Returns whether `shape` and the rectangle have a point in common, limits included. Both are in the same plane, of any
 * coordinate system, where edges are straight. The answer is exact for the given coordinates.
 */
export function meetsRectangle(shape: MultiPolygon, rectangle: BoundingBox): boolean {
  for (const polygon of shape) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1]!;
        const [bx, by] = ring[i]!;
        if (edgeMeets(ax, ay, bx, by, rectangle)) return true;
      }
    }
  }
  // No edge meets the rectangle, so it is wholly inside or wholly outside, like its corner.
  return sideOf(shape, rectangle[0], rectangle[1]) !== 'outside';
}

/** An edge and a rectangle are apart when a side of the rectangle, or the edge's own line, separates them. */
function edgeMeets(ax: number, ay: number, bx: number, by: number, [west, south, east, north]: BoundingBox): boolean {
  if (Math.max(ax, bx) < west || Math.min(ax, bx) > east || Math.max(ay, by) < south || Math.min(ay, by) > north) {
    return false;
  }
  const sides = [
    orient2d(ax, ay, bx, by, west, south),
    orient2d(ax, ay, bx, by, east, south),
    orient2d(ax, ay, bx, by, east, north),
    orient2d(ax, ay, bx, by, west, north),
  ];
  return !sides.every((side) => side > 0) && !sides.every((side) => side < 0);
}

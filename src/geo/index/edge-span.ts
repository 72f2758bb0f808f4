/**
 * Writes to `edgeSpan` the least and the greatest distance from the points of a rectangle to the edge AB, in metres.
 * The rectangle is centred on the origin.
 */
export function measureEdge(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  halfWidth: number,
  halfHeight: number,
): void {
  const ex = bx - ax;
  const ey = by - ay;
  const length = ex * ex + ey * ey;
  let nearest = Number.POSITIVE_INFINITY;
  let farthest = 0;
  let left = 0;
  for (let corner = 0; corner < 4; corner++) {
    const x = (corner & 1) === 0 ? -halfWidth : halfWidth;
    const y = corner < 2 ? -halfHeight : halfHeight;
    const along = ((x - ax) * ex + (y - ay) * ey) / length;
    const t = Math.max(0, Math.min(1, along));
    const dx = ax + t * ex - x;
    const dy = ay + t * ey - y;
    const squared = dx * dx + dy * dy;
    if (squared < nearest) nearest = squared;
    // The distance to an edge is convex, so over a rectangle it is greatest at a corner.
    if (squared > farthest) farthest = squared;
    if (ex * (y - ay) - ey * (x - ax) > 0) left++;
  }
  const boxesMeet =
    Math.min(ax, bx) <= halfWidth &&
    Math.max(ax, bx) >= -halfWidth &&
    Math.min(ay, by) <= halfHeight &&
    Math.max(ay, by) >= -halfHeight;
  if (boxesMeet && left > 0 && left < 4) nearest = 0;
  else {
    nearest = Math.min(
      nearest,
      distanceSquaredToRectangle(ax, ay, halfWidth, halfHeight),
      distanceSquaredToRectangle(bx, by, halfWidth, halfHeight),
    );
  }
  edgeSpan.nearest = Math.sqrt(nearest);
  edgeSpan.farthest = Math.sqrt(farthest);
}

function distanceSquaredToRectangle(x: number, y: number, halfWidth: number, halfHeight: number): number {
  const dx = Math.max(0, Math.abs(x) - halfWidth);
  const dy = Math.max(0, Math.abs(y) - halfHeight);
  return dx * dx + dy * dy;
}

/** The last result of `measureEdge`. A compilation calls it millions of times, so it allocates nothing. */
export const edgeSpan = { nearest: 0, farthest: 0 };

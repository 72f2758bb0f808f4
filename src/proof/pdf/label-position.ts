type Point = readonly [x: number, y: number];

/**
 * Finds the best position of a label in a shape on paper: the centre whose box is in the shape, or mostly, and farthest
 * from its edges and from earlier drawings. Null when too little of the shape is visible.
 */
export function labelPosition(
  rings: readonly (readonly Point[])[],
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  labelWidth: number,
  labelHeight: number,
  taken: readonly Point[],
): Point | null {
  let best: Point | null = null;
  let most = Number.NEGATIVE_INFINITY;
  const [dx, dy] = [labelWidth / 2 + 3, labelHeight / 2 + 3];
  for (let row = 0; row <= ROWS; row++) {
    for (let column = 0; column <= COLUMNS; column++) {
      const cx = x + dx + ((width - 2 * dx) * column) / COLUMNS;
      const cy = y + dy + ((height - 2 * dy) * row) / ROWS;
      if (!isInside(rings, cx, cy)) continue;
      // The mark of the place and the other labels must not be covered.
      const room = Math.min(...taken.map(([tx, ty]) => Math.max(Math.abs(tx - cx) - dx, Math.abs(ty - cy) - dy)), FREE);
      if (room < 3) continue;
      const corners = [-1, -0.5, 0.5, 1].flatMap((i) => [-1, 1].map((j) => [cx + i * dx, cy + j * dy] as const));
      const within = corners.filter(([px, py]) => isInside(rings, px, py)).length;
      const score = within * WITHIN + Math.min(room, FREE) - Math.hypot(cx - x - width / 2, cy - y - height / 2) * 0.02;
      if (score > most) [most, best] = [score, [cx, cy]];
    }
  }
  return best;
}

const ROWS = 24;
const COLUMNS = 24;
/** Points beyond which distance no longer counts. */
const FREE = 14;
const WITHIN = 6;

function isInside(rings: readonly (readonly Point[])[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    let [ax, ay] = ring.at(-1)!;
    for (const [bx, by] of ring) {
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      [ax, ay] = [bx, by];
    }
  }
  return inside;
}

import type { MultiPolygon, Position } from './quarter.ts';

/**
 * Finds a point well inside a shape, nearly as far from every limit as possible (polylabel: cells that may hold a
 * better point are divided in four, the most promising first). Null for a shape without an inside.
 */
export function innerPoint(shape: MultiPolygon): Position | null {
  const positions = shape.flat(2);
  if (positions.length === 0) return null;
  const lons = positions.map(([lon]) => lon);
  const lats = positions.map(([, lat]) => lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  // A degree of longitude is shorter than one of latitude: both are converted to degrees of latitude.
  const stretch = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const rings = shape.flat().map((ring) => ring.map(([lon, lat]): Position => [lon * stretch, lat]));
  const cellAt = (x: number, y: number, half: number): Cell => {
    const depth = depthAt(rings, x, y);
    return { x, y, half, depth, most: depth + half * Math.SQRT2 };
  };
  const [width, height] = [(east - west) * stretch, north - south];
  const half = Math.min(width, height) / 2;
  if (half === 0) return null;
  let cells: Cell[] = [];
  for (let x = west * stretch; x < east * stretch; x += 2 * half) {
    for (let y = south; y < north; y += 2 * half) cells.push(cellAt(x + half, y + half, half));
  }
  let best = cells[0]!;
  const enough = Math.max(width, height) / 1000;
  for (let turn = 0; turn < MOST_TURNS && cells.length > 0; turn++) {
    cells.sort((a, b) => a.most - b.most);
    const cell = cells.pop()!;
    if (cell.depth > best.depth) best = cell;
    if (cell.most - best.depth <= enough) break;
    const quarter = cell.half / 2;
    for (const dx of [-quarter, quarter]) {
      for (const dy of [-quarter, quarter]) cells.push(cellAt(cell.x + dx, cell.y + dy, quarter));
    }
    cells = cells.filter(({ most }) => most > best.depth);
  }
  return best.depth > 0 ? [best.x / stretch, best.y] : null;
}

/** A square, with the depth of its middle and the largest depth that one of its points may have. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly half: number;
  readonly depth: number;
  readonly most: number;
}

const MOST_TURNS = 2000;

/** Distance to the nearest limit, negative outside. */
function depthAt(rings: readonly (readonly Position[])[], x: number, y: number): number {
  let isInside = false;
  let nearest = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
      const [dx, dy] = [bx - ax, by - ay];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
      nearest = Math.min(nearest, Math.hypot(x - ax - along * dx, y - ay - along * dy));
    }
  }
  return isInside ? nearest : -nearest;
}

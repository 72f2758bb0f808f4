import type { BoundingBox } from '../../geo/polygon.ts';
import { partOfFrance } from '../../zones/france.ts';
import { LEAST_PUBLISHED } from '../secrecy.ts';
import type { PositionGrid } from '../tally/position-grid.ts';

/**
 * Counts rows in cells, each with enough rows to be published. Smaller cells are merged with their neighbours, and
 * those still too small are not drawn. The map shows the part of France with most rows, and a few distant rows do not
 * shrink it. Returns null without rows.
 */
export function mapFigures(grid: PositionGrid): MapFigures | null {
  const all = [...grid.cells()];
  if (all.length === 0) return null;
  const cells = inMainPart(all, grid.perDegree);
  const [west, east] = spread(cells, 0);
  const [south, north] = spread(cells, 1);
  const kept = cells.filter(([x, y]) => x >= west && x <= east && y >= south && y <= north);
  let step = 1;
  while ((east - west) / step > MOST_CELLS || (north - south) / step > MOST_CELLS) step *= 2;
  const degreesOf = (cell: number) => cell / grid.perDegree;
  const drawn: MapCell[] = [];
  let small = merged(kept, step);
  for (let size = step; small.length > 0 && size <= step * 8; size *= 2) {
    if (size > step) small = merged(small, size);
    for (const [x, y, rows] of small) {
      if (rows < LEAST_PUBLISHED) continue;
      drawn.push({ west: degreesOf(x) - 180, south: degreesOf(y) - 90, size: degreesOf(size), rows });
    }
    small = small.filter(([, , rows]) => rows < LEAST_PUBLISHED);
  }
  return {
    box: [degreesOf(west) - 180, degreesOf(south) - 90, degreesOf(east + 1) - 180, degreesOf(north + 1) - 90],
    cells: drawn,
    tooFew: sum(small),
    outside: sum(all) - sum(kept),
  };
}

export interface MapFigures {
  /** The bounding box of nearly all rows. */
  readonly box: BoundingBox;
  readonly cells: readonly MapCell[];
  /** Rows in the box that are not drawn, since they are too few together. */
  readonly tooFew: number;
  /** Rows far from the others, or in another part of France. */
  readonly outside: number;
}

/** A square of `size` degrees. */
export interface MapCell {
  readonly west: number;
  readonly south: number;
  readonly size: number;
  readonly rows: number;
}

type Cell = readonly [x: number, y: number, rows: number];

const MOST_CELLS = 110;
/** The share of rows, at each end of an axis, that may be outside the map. */
const STRAYS = 0.01;

/** The cells in the part of France with most rows: a map of all the cells would be a world map. */
function inMainPart(cells: readonly Cell[], perDegree: number): Cell[] {
  const parts = Map.groupBy(cells, ([x, y]) => partOfFrance((x + 0.5) / perDegree - 180, (y + 0.5) / perDegree - 90));
  return [...parts.values()].reduce((main, part) => (sum(part) > sum(main) ? part : main));
}

/** The interval with nearly all rows on an axis. A few distant rows at both ends are left out. */
function spread(cells: readonly Cell[], axis: 0 | 1): [least: number, most: number] {
  const sorted = [...cells].sort((a, b) => a[axis] - b[axis]);
  const strays = sum(cells) * STRAYS;
  const innerOf = (ordered: readonly Cell[]) => {
    let passed = 0;
    return ordered.find((cell) => {
      passed += cell[2];
      return passed > strays;
    })![axis];
  };
  const [least, most] = [innerOf(sorted), innerOf([...sorted].reverse())];
  const margin = Math.max(2, (most - least) * 0.25);
  const near = sorted.filter((cell) => cell[axis] >= least - margin && cell[axis] <= most + margin);
  return [near[0]![axis], near.at(-1)![axis]];
}

function merged(cells: readonly Cell[], size: number): Cell[] {
  const squares = new Map<string, [number, number, number]>();
  for (const [x, y, rows] of cells) {
    const [west, south] = [Math.floor(x / size) * size, Math.floor(y / size) * size];
    const square = squares.get(`${west} ${south}`) ?? [west, south, 0];
    square[2] += rows;
    squares.set(`${west} ${south}`, square);
  }
  return [...squares.values()];
}

function sum(cells: readonly Cell[]): number {
  return cells.reduce((rows, cell) => rows + cell[2], 0);
}

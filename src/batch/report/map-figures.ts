import type { BoundingBox } from '../../geo/polygon.ts';
import { partOfFrance } from '../../zones/france.ts';
import { LEAST_PUBLISHED } from '../secrecy.ts';
import type { PositionGrid } from '../tally/position-grid.ts';

/**
 * How many rows lie where, in cells of which none holds fewer rows than may be told: smaller ones are put together with their
 * neighbours, and what then is still too few is not drawn. The map shows the part of France that has most rows, and a few rows far from
 * all others do not shrink it. Null without a row.
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
  /** That of nearly all rows. */
  readonly box: BoundingBox;
  readonly cells: readonly MapCell[];
  /** Rows in the box that are not drawn, being too few together. */
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
/** Of the rows, at each end of an axis, that may lie outside the map. */
const STRAYS = 0.01;

/** The cells of the part of France that has most rows: a map of all of them would be one of the world. */
function inMainPart(cells: readonly Cell[], perDegree: number): Cell[] {
  const parts = Map.groupBy(cells, ([x, y]) => partOfFrance((x + 0.5) / perDegree - 180, (y + 0.5) / perDegree - 90));
  return [...parts.values()].reduce((main, part) => (sum(part) > sum(main) ? part : main));
}

/** From where to where nearly all rows lie on an axis; a few strays at both ends are left out, where they are far. */
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

/** Cells put together in squares of `size`. */
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

/**
 * Counts positions in square cells of longitude/latitude. Cells start at 1/256° and double whenever the positions cover
 * more blocks than the limit. A single distant position does not enlarge the cells of the others, and the final cells
 * do not depend on the order of positions.
 */
export class PositionGrid {
  /** Cells per degree: a power of two, below one for cells of several degrees. */
  perDegree = FINEST;
  /** Blocks of 16 by 16 cells. */
  #blocks = new Map<number, Uint32Array>();
  #lastKey = -1;
  #last: Uint32Array = new Uint32Array(0);

  /** Counts a position in WGS84 degrees. */
  add(lon: number, lat: number): void {
    this.#add(Math.floor((lon + 180) * this.perDegree), Math.floor((lat + 90) * this.perDegree), 1);
  }

  #add(x: number, y: number, count: number): void {
    const key = (y >> 4) * COLUMNS + (x >> 4);
    if (key !== this.#lastKey) {
      let block = this.#blocks.get(key);
      if (!block) {
        if (this.#blocks.size >= MOST_BLOCKS) {
          this.#coarsen();
          this.#add(x >> 1, y >> 1, count);
          return;
        }
        block = new Uint32Array(SIDE * SIDE);
        this.#blocks.set(key, block);
      }
      this.#lastKey = key;
      this.#last = block;
    }
    const cell = ((y & 15) << 4) | (x & 15);
    this.#last[cell] = this.#last[cell]! + count;
  }

  /** Yields every cell with positions: its column and row, counted from 180° W and 90° S, and its count. */
  *cells(): Generator<readonly [x: number, y: number, count: number]> {
    for (const [key, block] of this.#blocks) {
      const west = (key % COLUMNS) * SIDE;
      const south = Math.floor(key / COLUMNS) * SIDE;
      for (let cell = 0; cell < block.length; cell++) {
        if (block[cell] !== 0) yield [west + (cell & 15), south + (cell >> 4), block[cell]!];
      }
    }
  }

  #coarsen(): void {
    const cells = [...this.cells()];
    this.perDegree /= 2;
    this.#blocks = new Map();
    this.#lastKey = -1;
    for (const [x, y, count] of cells) this.#add(x >> 1, y >> 1, count);
  }

  toJSON(): PositionGridState {
    return { perDegree: this.perDegree, cells: [...this.cells()].flat() };
  }

  static from({ perDegree, cells }: PositionGridState): PositionGrid {
    const grid = new PositionGrid();
    grid.perDegree = perDegree;
    for (let i = 0; i < cells.length; i += 3) grid.#add(cells[i]!, cells[i + 1]!, cells[i + 2]!);
    return grid;
  }
}

export interface PositionGridState {
  readonly perDegree: number;
  /** Three numbers per cell. */
  readonly cells: readonly number[];
}

/** Cells of 280 m by 430 m in the north of France: they show a quarter, but not a house. */
const FINEST = 256;
const SIDE = 16;
/** More than the number of blocks around the globe. */
const COLUMNS = 8192;
const MOST_BLOCKS = 512;

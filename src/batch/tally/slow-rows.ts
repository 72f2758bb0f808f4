/** Rows answered together, with the time of each. */
export interface SlowRows {
  readonly first: number;
  readonly last: number;
  /** Average microseconds per row of the block. */
  readonly each: number;
}

/** Finds the slowest blocks of rows. Timing single rows would take too much time. */
export class SlowBlocks {
  #blocks: SlowRows[] = [];
  rows = 0;
  microseconds = 0;

  /** Adds a block of `rows` rows from the number `first`, with its time. */
  add(first: number, rows: number, microseconds: number): void {
    this.rows += rows;
    this.microseconds += microseconds;
    this.#keep({ first, last: first + rows - 1, each: microseconds / rows });
  }

  /** The slowest first. */
  get slowest(): readonly SlowRows[] {
    return this.#blocks;
  }

  #keep(block: SlowRows): void {
    const last = this.#blocks.at(-1);
    if (this.#blocks.length >= KEPT && last !== undefined && last.each >= block.each) return;
    this.#blocks.push(block);
    this.#blocks.sort((a, b) => b.each - a.each || a.first - b.first);
    if (this.#blocks.length > KEPT) this.#blocks.pop();
  }

  toJSON(): SlowBlocksState {
    return { rows: this.rows, microseconds: this.microseconds, slowest: [...this.#blocks] };
  }

  static from({ rows, microseconds, slowest }: SlowBlocksState): SlowBlocks {
    const blocks = new SlowBlocks();
    blocks.rows = rows;
    blocks.microseconds = microseconds;
    blocks.#blocks = [...slowest];
    return blocks;
  }
}

export interface SlowBlocksState {
  readonly rows: number;
  readonly microseconds: number;
  readonly slowest: readonly SlowRows[];
}

const KEPT = 10;

/** Counts rows of one kind and stores the numbers of the first ones. */
export class FirstRows {
  count = 0;
  readonly #rows: number[] = [];

  add(row: number): void {
    this.count++;
    if (this.#rows.length < KEPT) this.#rows.push(row);
  }

  toJSON(): FirstRowsState {
    return { count: this.count, rows: [...this.#rows] };
  }

  static from({ count, rows }: FirstRowsState): FirstRows {
    const first = new FirstRows();
    first.count = count;
    first.#rows.push(...rows);
    return first;
  }
}

export interface FirstRowsState {
  readonly count: number;
  readonly rows: readonly number[];
}

const KEPT = 20;

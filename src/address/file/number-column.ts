/** Whole numbers from 0 to 2^32 - 1, added one by one, in a fraction of the memory of an array. */
export class NumberColumn {
  #values = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Uint32Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  /** The numbers; they share their memory with the column. */
  all(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}

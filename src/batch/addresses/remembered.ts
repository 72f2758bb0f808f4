/** A cache of values by key. When it is full, the oldest value is removed. */
export class Remembered<Value> {
  readonly #values = new Map<string, Value>();
  readonly #most: number;

  /** `most` is the greatest number of values. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Stores a value and returns it. */
  keep(key: string, value: Value): Value {
    this.#values.set(key, value);
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value!);
    return value;
  }

  forget(key: string): void {
    this.#values.delete(key);
  }
}

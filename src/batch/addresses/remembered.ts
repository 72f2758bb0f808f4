/** The last values, by key: one more drops the oldest. */
export class Remembered<Value> {
  readonly #values = new Map<string, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Keeps a value and returns it. */
  keep(key: string, value: Value): Value {
    this.#values.set(key, value);
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value!);
    return value;
  }

  forget(key: string): void {
    this.#values.delete(key);
  }
}

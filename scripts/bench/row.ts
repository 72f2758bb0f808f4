/** One line of the table: what was measured, against what in the same run, and the goal. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` compares with, and its own value in the same unit. */
  readonly against?: { readonly what: string; readonly value: number };
  readonly ratio?: number;
  readonly goal: string;
  readonly reached: boolean;
}

/** Runs `work` until `seconds` have passed after a warm-up, and returns the median of its rates, in units a second. */
export function medianRate(units: number, work: () => void, seconds = 2): number {
  const rates: number[] = [];
  const warm = performance.now() + 500;
  while (performance.now() < warm) work();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || rates.length < 3) {
    const start = performance.now();
    work();
    rates.push((units / (performance.now() - start)) * 1000);
  }
  return median(rates);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** What a benchmark prints for the table: one line of JSON. */
export function print(rows: readonly Row[]): void {
  process.stdout.write(`${JSON.stringify(rows)}\n`);
}

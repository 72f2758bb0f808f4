/** A line of the table: a figure, the alternative measured in the same run, and the goal. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The alternative that `ratio` compares with, and its value in the same unit. */
  readonly against?: { readonly what: string; readonly value: number };
  readonly ratio?: number;
  readonly goal: string;
  readonly reached: boolean;
}

/** Runs `work` for `seconds` after a warm-up. Returns the median of its rates, in units per second. */
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

/**
 * Runs two works in turns, for `seconds` each. Returns their median rates, in units per second, and the median of their
 * ratio. Anything that slows the machine for a while then slows both.
 */
export function pairedRates(
  [units, work]: readonly [units: number, work: () => void],
  [theirUnits, theirWork]: readonly [units: number, work: () => void],
  seconds = 2,
): { rate: number; theirs: number; ratio: number } {
  const turns: { rate: number; theirs: number }[] = [];
  turn(units, work, 500);
  turn(theirUnits, theirWork, 500);
  for (const end = performance.now() + seconds * 2000; performance.now() < end; ) {
    turns.push({ rate: turn(units, work, TURN), theirs: turn(theirUnits, theirWork, TURN) });
  }
  return {
    rate: median(turns.map(({ rate }) => rate)),
    theirs: median(turns.map(({ theirs }) => theirs)),
    ratio: median(turns.map(({ rate, theirs }) => rate / theirs)),
  };
}

/** Milliseconds of one turn. */
const TURN = 100;

function turn(units: number, work: () => void, milliseconds: number): number {
  const start = performance.now();
  let count = 0;
  do {
    work();
    count += units;
  } while (performance.now() < start + milliseconds);
  return (count / (performance.now() - start)) * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Prints the rows of a benchmark as one line of JSON. */
export function print(rows: readonly Row[]): void {
  process.stdout.write(`${JSON.stringify(rows)}\n`);
}

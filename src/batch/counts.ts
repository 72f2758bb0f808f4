/** Counts of the rows of a run. */
export interface BatchCounts {
  rows: number;
  ok: number;
  invalid: number;
  review: number;
}

/** Returns counts of zero. */
export function noCounts(): BatchCounts {
  return { rows: 0, ok: 0, invalid: 0, review: 0 };
}

/** Counts an answered row. */
export function countAnswer(counts: BatchCounts, isFirm: boolean): void {
  counts.ok++;
  if (!isFirm) counts.review++;
}

/** Returns the number of a row in a spreadsheet, where the header is row 1. */
export function lineOf(row: number): number {
  return row + 1;
}

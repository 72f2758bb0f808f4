/** Rows of a run. */
export interface BatchCounts {
  rows: number;
  ok: number;
  invalid: number;
  review: number;
}

export function noCounts(): BatchCounts {
  return { rows: 0, ok: 0, invalid: 0, review: 0 };
}

/** Counts a row that was answered. */
export function countAnswer(counts: BatchCounts, isFirm: boolean): void {
  counts.ok++;
  if (!isFirm) counts.review++;
}

/** The number a spreadsheet gives to the row: the header is its first. */
export function lineOf(row: number): number {
  return row + 1;
}

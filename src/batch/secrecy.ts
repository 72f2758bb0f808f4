/**
 * The least count of people that is published. INSEE uses 11 for fiscal sources, for squares as for quarters, and 3 for
 * firms (inseefrlab.github.io/manuel-protection-tableaux, rules). No text sets one for other lists. Eleven would leave
 * nothing of the lists of thirty people that associations have, so 5 is our choice. A caller may choose more, but never
 * less.
 */
export const LEAST_PUBLISHED = 5;

/**
 * Returns the publishable counts of the parts of a published whole; null for a hidden one. Counts from 1 to `least` − 1
 * are hidden. Where subtraction from the whole would reveal them, the first other count of `companions` (all positions,
 * in the order in which they are given up) is hidden too. Zero is published. For each hidden small count, another list
 * with another count would have the same publication: docs/share.md has the proof.
 */
export function publishedCounts(
  counts: readonly number[],
  least: number = LEAST_PUBLISHED,
  companions: readonly number[] = counts.map((_, i) => i),
): (number | null)[] {
  const isSmall = (count: number) => count > 0 && count < least;
  const small = counts.filter(isSmall);
  if (small.length === 0) return [...counts];
  const whole = sumOf(counts);
  // When no larger count can be hidden too, the zeros would reveal too much. So would a whole that may consist only of
  // the largest small counts.
  const isTight = whole % (least - 1) === 0 && whole <= counts.length * (least - 1);
  if (isTight || !counts.some((count) => count >= least)) return counts.map(() => null);
  const companion = hideEachOther(small, least) ? -1 : companions.find((i) => counts[i]! >= least);
  return counts.map((count, i) => (isSmall(count) || i === companion ? null : count));
}

/** Whether each small count still has two possible values when their sum is known by subtraction. */
function hideEachOther(small: readonly number[], least: number): boolean {
  const sum = sumOf(small);
  return small.length > 1 && sum >= small.length + least - 1 && sum < small.length * (least - 1);
}

/** Returns a count of rows about one place; null when it could identify people: 1 to `LEAST_PUBLISHED` − 1. */
export function publishedCount(rows: number): number | null {
  return rows === 0 || rows >= LEAST_PUBLISHED ? rows : null;
}

export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

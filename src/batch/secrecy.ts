/**
 * The figure below which a count of people is not told. INSEE uses 11 where the source is fiscal, for squares as for quarters, and 3
 * for firms (inseefrlab.github.io/manuel-protection-tableaux, rules); no text sets one for a list of one's own. Eleven would leave nothing
 * of the lists of thirty people that associations have: 5 is our choice. A caller may ask for more, never for less.
 */
export const LEAST_PUBLISHED = 5;

/**
 * The counts that may be told of the parts of a whole that is itself told; null stands for one that is not. Counts from 1 to
 * `least` − 1 are hidden, and where subtraction from the whole would find them, the first other count of `companions` (all
 * positions, in the order in which they are given up) is hidden with them. Zero is told. Whatever is told, another list would
 * have it told in the same words and has another figure in the place of each hidden small one: docs/share.md has the proof.
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
  // Without a larger count to hide behind, which parts are empty would tell too much; and so it would of a whole that may be
  // nothing but the largest small counts.
  const isTight = whole % (least - 1) === 0 && whole <= counts.length * (least - 1);
  if (isTight || !counts.some((count) => count >= least)) return counts.map(() => null);
  const companion = hideEachOther(small, least) ? -1 : companions.find((i) => counts[i]! >= least);
  return counts.map((count, i) => (isSmall(count) || i === companion ? null : count));
}

/** Whether their sum, which subtraction tells, leaves each of several small counts at least two values. */
function hideEachOther(small: readonly number[], least: number): boolean {
  const sum = sumOf(small);
  return small.length > 1 && sum >= small.length + least - 1 && sum < small.length * (least - 1);
}

/** A count of rows that concern one place; null where it could point at people: 1 to `LEAST_PUBLISHED` − 1. */
export function publishedCount(rows: number): number | null {
  return rows === 0 || rows >= LEAST_PUBLISHED ? rows : null;
}

export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

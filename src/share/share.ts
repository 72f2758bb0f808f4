import { LEAST_PUBLISHED, publishedCounts, sumOf } from '../batch/secrecy.ts';

/** Counts of a list of homes relative to the selected quarters. */
export interface ShareCounts {
  /** Surely in one of them, whatever the doubt. */
  readonly inside: number;
  /** Located, but not surely on one side. */
  readonly uncertain: Readonly<Record<UncertainCause, number>>;
  /** Not located. */
  readonly unlocated: Readonly<Record<UnlocatedCause, number>>;
  /** Surely in none of them. */
  readonly outside: number;
}

/** Causes of doubt about a located home: a limit too near, an ambiguous address, unknown perimeters. */
export const uncertainCauses = ['limit', 'address', 'perimeters'] as const;
export type UncertainCause = (typeof uncertainCauses)[number];

/**
 * Why a home is not located: nothing is written, the value is no position, the address is not found, the geocoder did
 * not answer.
 */
export const unlocatedCauses = ['absent', 'unreadable', 'not-found', 'unasked'] as const;
export type UnlocatedCause = (typeof unlocatedCauses)[number];

/**
 * Whether the share reaches the threshold: in every case (`above`), in no case (`below`), or depending on the doubtful
 * homes.
 */
export type ShareVerdict = 'above' | 'below' | 'undecided';

/** Published results of a list; null where a figure would describe too few people. */
export interface PublishedShare {
  readonly total: number;
  readonly inside: number | null;
  readonly uncertain: number | null;
  readonly unlocated: number | null;
  readonly outside: number | null;
  readonly uncertainBy: Readonly<Record<UncertainCause, number | null>> | null;
  readonly unlocatedBy: Readonly<Record<UnlocatedCause, number | null>> | null;
  /** Bounds of the share: with every doubtful home outside, and with every one inside. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Null without a threshold. */
  readonly verdict: ShareVerdict | null;
  /** Number of doubtful homes inside that would reach the threshold, and outside that would miss it. */
  readonly toReach: number | null;
  readonly toMiss: number | null;
}

/**
 * Returns the verdict on a share with `inside` sure homes out of `total`, and `outside` homes that are surely not. A
 * share equal to the threshold (percent) reaches it.
 */
export function verdictOf(inside: number, outside: number, total: number, threshold: number): ShareVerdict {
  if (isReached(inside, total, threshold)) return 'above';
  return isReached(total - outside, total, threshold) ? 'undecided' : 'below';
}

/**
 * Selects the publishable counts of a list, with a threshold in percent (null for none). The verdict is always
 * published, with as many figures as keep every small one hidden. Where the verdict and the figures together would
 * reveal one, the verdict is published alone, with a bound where nearly all homes are on one side. Throws a RangeError
 * for a list of fewer than `least` homes, whose verdict would describe each of them.
 */
export function publishedShare(counts: ShareCounts, threshold: number | null, least = LEAST_PUBLISHED): PublishedShare {
  const uncertain = sumOf(Object.values(counts.uncertain));
  const unlocated = sumOf(Object.values(counts.unlocated));
  const parts = [counts.inside, uncertain, unlocated, counts.outside];
  const total = sumOf(parts);
  if (total < least) throw new RangeError('the list is too short for its share to be published');
  const verdict = threshold === null ? null : verdictOf(counts.inside, counts.outside, total, threshold);
  // The figures that prove the verdict are hidden last.
  const published = publishedCounts(parts, least, verdict === 'below' ? BELOW : ABOVE);
  const isPublished = verdict === null || threshold === null || isProven(verdict, published, total, threshold);
  const [inside, doubtful, unplaced, outside] = (isPublished ? published : parts.map(() => null)) as [
    PublishedCount,
    PublishedCount,
    PublishedCount,
    PublishedCount,
  ];
  const bounds = isPublished ? NO_BOUNDS : boundsOfNearlyAll(counts, total, threshold, least);
  const needed = threshold === null ? null : leastReaching(total, threshold);
  const isUndecided = verdict === 'undecided' && needed !== null;
  return {
    total,
    inside,
    uncertain: doubtful,
    unlocated: unplaced,
    outside,
    uncertainBy: doubtful === null ? null : publishedBy(counts.uncertain, least),
    unlocatedBy: unplaced === null ? null : publishedBy(counts.unlocated, least),
    lower: inside === null ? bounds.lower : inside / total,
    upper: outside === null ? bounds.upper : (total - outside) / total,
    verdict,
    toReach: isUndecided && inside !== null ? needed - inside : null,
    toMiss: isUndecided && outside !== null ? total - outside - needed + 1 : null,
  };
}

/**
 * Bounds of the share where the verdict is published alone: only where all but one to `least` − 1 people are surely
 * inside, or outside, and the bound implies the verdict.
 */
function boundsOfNearlyAll(
  { inside, outside }: ShareCounts,
  total: number,
  threshold: number,
  least: number,
): Pick<PublishedShare, 'lower' | 'upper'> {
  const isNearlyAll = (count: number) => count < total && count > total - least && total >= 2 * least;
  const few = least - 1;
  if (isNearlyAll(inside) && isReached(total - few, total, threshold)) {
    return { lower: (total - few) / total, upper: null };
  }
  if (isNearlyAll(outside) && !isReached(few, total, threshold)) return { lower: null, upper: few / total };
  return NO_BOUNDS;
}

const NO_BOUNDS = { lower: null, upper: null };

type PublishedCount = number | null;

const INSIDE = 0;
const UNCERTAIN = 1;
const UNLOCATED = 2;
const OUTSIDE = 3;
const ABOVE = [UNLOCATED, UNCERTAIN, OUTSIDE, INSIDE];
const BELOW = [UNLOCATED, UNCERTAIN, INSIDE, OUTSIDE];

/** In integers: sixty percent of ten is exactly six. */
function isReached(count: number, total: number, threshold: number): boolean {
  return count * 100 >= threshold * total;
}

/** The smallest count out of `total` that reaches the threshold. */
function leastReaching(total: number, threshold: number): number {
  let count = Math.floor((threshold * total) / 100);
  while (count > 0 && isReached(count - 1, total, threshold)) count--;
  while (!isReached(count, total, threshold)) count++;
  return count;
}

/** Whether the published figures imply the verdict, which then reveals nothing more. */
function isProven(
  verdict: ShareVerdict,
  published: readonly PublishedCount[],
  total: number,
  threshold: number,
): boolean {
  const hidden = published.filter((count) => count === null).length;
  const left = total - sumOf(published.map((count) => count ?? 0));
  // A hidden count is not zero, unless all are hidden.
  const isAll = hidden === published.length;
  const least = (i: number) => published[i] ?? (isAll ? 0 : 1);
  const most = (i: number) => published[i] ?? (isAll ? total : left - hidden + 1);
  if (verdict === 'above') return isReached(least(INSIDE), total, threshold);
  if (verdict === 'below') return !isReached(total - least(OUTSIDE), total, threshold);
  return !isReached(most(INSIDE), total, threshold) && isReached(total - most(OUTSIDE), total, threshold);
}

function publishedBy<Cause extends string>(
  counts: Readonly<Record<Cause, number>>,
  least: number,
): Record<Cause, PublishedCount> {
  const causes = Object.keys(counts) as Cause[];
  const published = publishedCounts(Object.values<number>(counts), least);
  return Object.fromEntries(causes.map((cause, i) => [cause, published[i] ?? null])) as Record<Cause, PublishedCount>;
}

import { LEAST_PUBLISHED, publishedCounts, sumOf } from '../batch/secrecy.ts';

/** How a list of homes stands towards the quarters asked about. */
export interface ShareCounts {
  /** Surely in one of them, whatever the doubt. */
  readonly inside: number;
  /** Placed, but not for sure on one side. */
  readonly uncertain: Readonly<Record<UncertainCause, number>>;
  /** Not placed at all. */
  readonly unlocated: Readonly<Record<UnlocatedCause, number>>;
  /** Surely in none of them. */
  readonly outside: number;
}

/**
 * What makes a placed home doubtful: a limit too near, an address that may be several, perimeters that are not known.
 */
export const uncertainCauses = ['limit', 'address', 'perimeters'] as const;
export type UncertainCause = (typeof uncertainCauses)[number];

/**
 * Why a home is not placed: nothing is written, what is written is no position, the address is not found, nobody
 * answered.
 */
export const unlocatedCauses = ['absent', 'unreadable', 'not-found', 'unasked'] as const;
export type UnlocatedCause = (typeof unlocatedCauses)[number];

/**
 * Whether the share reaches the threshold: whatever the doubtful homes turn out to be, with none of them, or as they
 * turn out.
 */
export type ShareVerdict = 'above' | 'below' | 'undecided';

/** What may be told of a list; null where a figure would tell of too few people. */
export interface PublishedShare {
  readonly total: number;
  readonly inside: number | null;
  readonly uncertain: number | null;
  readonly unlocated: number | null;
  readonly outside: number | null;
  readonly uncertainBy: Readonly<Record<UncertainCause, number | null>> | null;
  readonly unlocatedBy: Readonly<Record<UnlocatedCause, number | null>> | null;
  /** The share lies between the two: every doubtful home outside, every one inside. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Null without a threshold. */
  readonly verdict: ShareVerdict | null;
  /**
   * Of the doubtful homes, how many found inside would reach the threshold, and how many found outside would miss it.
   */
  readonly toReach: number | null;
  readonly toMiss: number | null;
}

/**
 * The verdict on a share of which `inside` out of `total` are sure, and `outside` are surely not; at the threshold
 * (percent) it is reached.
 */
export function verdictOf(inside: number, outside: number, total: number, threshold: number): ShareVerdict {
  if (isReached(inside, total, threshold)) return 'above';
  return isReached(total - outside, total, threshold) ? 'undecided' : 'below';
}

/**
 * What may be told of the counts of a list against a threshold in percent, null for none. The verdict is always told,
 * and as many figures as leave every small one hidden: where the verdict and the other figures together would give one
 * away, the verdict alone, with a bound where all but a few are on one side. Throws a RangeError for a list of fewer
 * than `least` homes: its verdict would tell of each of them.
 */
export function publishedShare(counts: ShareCounts, threshold: number | null, least = LEAST_PUBLISHED): PublishedShare {
  const uncertain = sumOf(Object.values(counts.uncertain));
  const unlocated = sumOf(Object.values(counts.unlocated));
  const parts = [counts.inside, uncertain, unlocated, counts.outside];
  const total = sumOf(parts);
  if (total < least) throw new RangeError('the list is too short for its share to be told');
  const verdict = threshold === null ? null : verdictOf(counts.inside, counts.outside, total, threshold);
  // What proves the verdict is given up last.
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
 * Between what the share lies where the verdict stands alone: told where all but one to `least` − 1 people are surely
 * inside, or outside, and where that says the verdict by itself.
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

/** In whole numbers: sixty percent of ten is six, not a hair more. */
function isReached(count: number, total: number, threshold: number): boolean {
  return count * 100 >= threshold * total;
}

/** The least count out of `total` that reaches the threshold. */
function leastReaching(total: number, threshold: number): number {
  let count = Math.floor((threshold * total) / 100);
  while (count > 0 && isReached(count - 1, total, threshold)) count--;
  while (!isReached(count, total, threshold)) count++;
  return count;
}

/** Whether the figures told allow no other verdict: it then tells nothing that they do not. */
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

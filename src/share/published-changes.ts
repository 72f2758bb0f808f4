import { LEAST_PUBLISHED, publishedCounts, sumOf } from '../batch/secrecy.ts';
import { tiers } from '../situation/situation.ts';
import type { Kind } from '../zones/zone.ts';
import type { GenerationZones } from '../zones/zones.ts';
import { type Change, type ChangeDoubt, changes, doubts } from './change.ts';
import { type ChangeCounts, MOVES, UNSURE } from './change-counter.ts';
import { standingOf } from './membership.ts';

/** Published results of a comparison; null where a figure would describe too few people. */
export interface PublishedChanges {
  readonly total: number;
  readonly changes: Readonly<Record<Change, number | null>>;
  /** Each of these divides a published change. */
  readonly doubts: PublishedParts<ChangeDoubt>;
  readonly quarters: Readonly<Record<'enters' | 'leaves' | 'stays-inside', PublishedParts<string>>>;
  readonly tiers: Readonly<Record<'enters' | 'leaves' | 'stays-outside', PublishedParts<string>>>;
}

/** The parts that occur, in a fixed order; `hidden` where even that must not be published. */
export type PublishedParts<Key extends string> =
  | readonly { readonly of: Key; readonly count: number | null }[]
  | 'hidden';

/**
 * Selects the publishable counts of a comparison between two sets of zones. Throws a RangeError for a list of fewer
 * than `least` homes.
 */
export function publishedChanges(
  counts: ChangeCounts,
  kind: Kind,
  [before, after]: readonly [GenerationZones, GenerationZones],
  least = LEAST_PUBLISHED,
): PublishedChanges {
  const parts = changes.map((change) => counts.changes.get(change) ?? 0);
  const total = sumOf(parts);
  if (total < least) throw new RangeError('the list is too short for any of its counts to be published');
  const published = publishedCounts(parts, least);
  const byChange = Object.fromEntries(
    changes.map((change, i) => [change, published[i]]),
  ) as PublishedChanges['changes'];
  const partsOf = <Key extends string>(change: Change, of: readonly Key[], its: ReadonlyMap<Key, number>) =>
    byChange[change] === null ? 'hidden' : publishedParts(of, its, least);
  const [left, entered] = [idsOf(before, kind), idsOf(after, kind)];
  const { inside, outside } = tiersOf(kind);
  const pairs = (from: readonly string[], to: readonly string[]) => [
    ...from.flatMap((one) => to.map((other) => `${one} ${other}`)),
    UNSURE,
  ];
  const { quarters, tiers: tierCounts } = counts;
  return {
    total,
    changes: byChange,
    doubts: partsOf('uncertain', doubts, counts.doubts),
    quarters: {
      enters: partsOf('enters', [...entered, UNSURE], quarters.enters),
      leaves: partsOf('leaves', [...left, UNSURE], quarters.leaves),
      'stays-inside': partsOf('stays-inside', [...entered, MOVES, UNSURE], quarters['stays-inside']),
    },
    tiers: {
      enters: partsOf('enters', pairs(outside, inside), tierCounts.enters),
      leaves: partsOf('leaves', pairs(inside, outside), tierCounts.leaves),
      'stays-outside': partsOf('stays-outside', pairs(outside, outside), tierCounts['stays-outside']),
    },
  };
}

/** Covers every possible part, since readers know which parts exist. */
function publishedParts<Key extends string>(
  of: readonly Key[],
  counts: ReadonlyMap<Key, number>,
  least: number,
): PublishedParts<Key> {
  const published = publishedCounts(
    of.map((part) => counts.get(part) ?? 0),
    least,
  );
  if (published.every((count) => count === null)) return 'hidden';
  return of.flatMap((part, i) => (published[i] === 0 ? [] : [{ of: part, count: published[i]! }]));
}

function idsOf({ drawn }: GenerationZones, kind: Kind): string[] {
  return drawn.flatMap(({ zone }) => (zone.kind === kind ? [zone.id] : [])).sort();
}

function tiersOf(kind: Kind): { inside: readonly string[]; outside: readonly string[] } {
  const standing = (wanted: string) => tiers.filter((tier) => standingOf([tier], kind) === wanted);
  return { inside: standing('inside'), outside: standing('outside') };
}

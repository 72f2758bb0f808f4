import { shareWithin } from './area-share.ts';
import type { Communes } from './commune-names.ts';
import type { MultiPolygon, Quarter } from './quarter.ts';
import type { Succession } from './succession.ts';

/** Shares (0 to 1) of the area of each quarter that lie in a quarter of the other generation. */
export interface ChangeShares {
  /** For a newer quarter, the share that was in a quarter before. */
  readonly already: ReadonlyMap<Quarter, number>;
  /** For an older quarter, the share that is still in a quarter. */
  readonly still: ReadonlyMap<Quarter, number>;
}

/** Returns the shares of the quarters of our communes; null where perimeters are missing. */
export function changeShares(
  before: readonly Quarter[],
  after: readonly Quarter[],
  communes: Communes,
): ChangeShares | null {
  const isDrawn = ({ geometry }: Quarter) => geometry !== null;
  const areDrawn = (quarters: readonly Quarter[]) =>
    quarters.filter((quarter) => communes.isOurs(quarter)).every(isDrawn);
  if (before.length === 0 || after.length === 0 || !areDrawn(before) || !areDrawn(after)) return null;
  return { already: sharesAmong(after, before, communes), still: sharesAmong(before, after, communes) };
}

function sharesAmong(
  quarters: readonly Quarter[],
  others: readonly Quarter[],
  communes: Communes,
): Map<Quarter, number> {
  const shapes = others.flatMap(({ geometry }): MultiPolygon[] => (geometry === null ? [] : [geometry]));
  const shares = new Map<Quarter, number>();
  for (const quarter of quarters) {
    if (quarter.geometry === null || !communes.isOurs(quarter)) continue;
    shares.set(quarter, shareWithin(quarter.geometry, shapes));
  }
  return shares;
}

/**
 * The smaller of both shares of a quarter that continues: the lower, the more its limits have moved. 1 for the other
 * quarters, and without shares.
 */
export function leastShared({ before, after }: Succession, shares: ChangeShares | null): number {
  if (before === null || after === null) return 1;
  const already = shares?.already.get(after);
  const still = shares?.still.get(before);
  return Math.min(already ?? 1, still ?? 1);
}

/** « 83 % »; an approximate share is never written as all or nothing. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return '–';
  const percent = Math.round(share * 100);
  if (share === 0) return 'aucune part';
  if (percent < 1) return 'moins de 1\u00A0%';
  return percent > 99 ? 'plus de 99\u00A0%' : `${percent}\u00A0%`;
}

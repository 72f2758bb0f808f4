import type { Tier } from '../../situation/situation.ts';
import { talliedTiers } from '../tally.ts';

/** Counts the changes of rows between two answers. */
export class Changes {
  readonly rows: Record<Change, number> = {
    ...{ same: 0, tier: 0, quarter: 0, verdict: 0, certainty: 0, status: 0, new: 0, other: 0 },
  };
  /** Rows of the earlier answer that are absent now. */
  gone = 0;
  /** Rows that changed tier, by the JSON of the pair of tiers. */
  readonly moves = new Map<string, number>();
  /** Rows that came into each zone or its band, or left it, by the id of the zone. */
  readonly zones = new Map<string, ZoneChange>();

  /** Counts a row. Returns its most important change. */
  add(before: RowAnswered, now: RowAnswered): Change {
    const change = changeOf(before, now);
    this.rows[change]++;
    if (change === 'same' || change === 'certainty' || change === 'verdict') return change;
    if (change !== 'quarter') {
      const move = JSON.stringify([before.tier ?? INVALID, now.tier ?? INVALID]);
      this.moves.set(move, (this.moves.get(move) ?? 0) + 1);
    }
    this.#addZones(before.inside, now.inside, 'leftInside', 'cameInside');
    this.#addZones(before.band, now.band, 'leftBand', 'cameBand');
    return change;
  }

  /** Counts a row without an earlier answer. */
  addAlone(change: 'new' | 'other'): Change {
    this.rows[change]++;
    return change;
  }

  /** The moves between tiers, the most frequent first. */
  get movesInOrder(): readonly TierMove[] {
    const order = (tier: TierMove['from']) => [...talliedTiers, INVALID].indexOf(tier);
    return [...this.moves]
      .map(([move, rows]) => {
        const [from, to] = JSON.parse(move) as [TierMove['from'], TierMove['to']];
        return { from, to, rows };
      })
      .sort((a, b) => b.rows - a.rows || order(a.from) - order(b.from) || order(a.to) - order(b.to));
  }

  get changed(): number {
    const { tier, quarter, verdict, certainty, status } = this.rows;
    return tier + quarter + verdict + certainty + status;
  }

  #addZones(before: string, now: string, left: keyof ZoneChange, came: keyof ZoneChange): void {
    if (before === now) return;
    const [was, is] = [before, now].map((ids) => new Set(ids === '' ? [] : ids.split(';')));
    for (const id of was!) if (!is!.has(id)) this.#zone(id)[left]++;
    for (const id of is!) if (!was!.has(id)) this.#zone(id)[came]++;
  }

  #zone(id: string): ZoneChange {
    const known = this.zones.get(id) ?? { cameInside: 0, leftInside: 0, cameBand: 0, leftBand: 0 };
    // A limit, since ids come from a file that may contain anything.
    if (this.zones.size < MOST_ZONES) this.zones.set(id, known);
    return known;
  }

  /** Returns a deep copy, since the counts continue while the state is being written. */
  toJSON(): ChangesState {
    const zones = [...this.zones].map(([id, change]) => [id, { ...change }] as const);
    return { rows: { ...this.rows }, gone: this.gone, moves: [...this.moves], zones };
  }

  static from({ rows, gone, moves, zones }: ChangesState): Changes {
    const changes = new Changes();
    Object.assign(changes.rows, rows);
    changes.gone = gone;
    for (const [move, count] of moves) changes.moves.set(move, count);
    for (const [id, change] of zones) changes.zones.set(id, { ...change });
    return changes;
  }
}

/**
 * The change of a row, the most important first: `status` (answered on one side, invalid on the other); `tier`;
 * `quarter` (the same tier, other quarters); `verdict` (the same quarters, another verdict of a scheme); `certainty`
 * (only firm or to review differs); `same`. `new`: the row is not in the earlier answer. `other`: the earlier answer
 * has a different row at the same rank.
 */
export type Change = 'same' | 'tier' | 'quarter' | 'verdict' | 'certainty' | 'status' | 'new' | 'other';

/** The answer to a row, read from an answered file. */
export interface RowAnswered {
  /** Null for an invalid row. */
  readonly tier: Tier | null;
  readonly isFirm: boolean;
  /** Ids of zones, separated by semicolons. */
  readonly inside: string;
  readonly band: string;
  /** The verdicts of the compared schemes, in order; null when the answer does not have the column. */
  readonly verdicts: readonly (string | null)[];
}

export interface TierMove {
  readonly from: Tier | typeof INVALID;
  readonly to: Tier | typeof INVALID;
  readonly rows: number;
}

export interface ZoneChange {
  cameInside: number;
  leftInside: number;
  cameBand: number;
  leftBand: number;
}

export interface ChangesState {
  readonly rows: Readonly<Record<Change, number>>;
  readonly gone: number;
  readonly moves: readonly (readonly [string, number])[];
  readonly zones: readonly (readonly [string, Readonly<ZoneChange>])[];
}

export const INVALID = 'invalid';
const MOST_ZONES = 10_000;

function changeOf(before: RowAnswered, now: RowAnswered): Change {
  if ((before.tier === null) !== (now.tier === null)) return 'status';
  if (before.tier !== now.tier) return 'tier';
  if (before.inside !== now.inside || before.band !== now.band) return 'quarter';
  if (before.verdicts.some((verdict, i) => isOther(verdict, now.verdicts[i] ?? null))) return 'verdict';
  return before.isFirm === now.isFirm ? 'same' : 'certainty';
}

/** Whether both answers have the verdict and it differs. */
function isOther(before: string | null, now: string | null): boolean {
  return before !== null && now !== null && before !== now;
}

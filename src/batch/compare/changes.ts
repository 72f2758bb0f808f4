import type { Tier } from '../../situation/situation.ts';
import { talliedTiers } from '../tally.ts';

/** What became of rows between two answers, in sum. */
export class Changes {
  /** Rows by what changed of them. */
  readonly rows: Record<Change, number> = {
    ...{ same: 0, tier: 0, quarter: 0, verdict: 0, certainty: 0, status: 0, new: 0, other: 0 },
  };
  /** Rows of the earlier answer that are not there any more. */
  gone = 0;
  /** Rows that went from one tier to another, by the two. */
  readonly moves = new Map<string, number>();
  readonly zones = new Map<string, ZoneChange>();

  /** Counts a row and says what changed of it, the weightiest first. */
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

  /** Counts a row that has nothing to be compared with. */
  addAlone(change: 'new' | 'other'): Change {
    this.rows[change]++;
    return change;
  }

  /** From which tier to which, and how many rows: the most first. */
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
    // Ids are read from a file: they are kept, but not without end.
    if (this.zones.size < MOST_ZONES) this.zones.set(id, known);
    return known;
  }

  /** Copies, to the last figure: counting goes on while a state waits for the disk. */
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
 * `tier`; `quarter` (the same tier, other quarters); `verdict` (that of a scheme, all of these the same); `certainty`
 * (firm or to be examined, all else the same); `status` (answered or invalid); `new`: not in the earlier answer;
 * `other`: the row at the same place there is not this one.
 */
export type Change = 'same' | 'tier' | 'quarter' | 'verdict' | 'certainty' | 'status' | 'new' | 'other';

/** What an answer said of a row. */
export interface RowAnswered {
  /** Null of an invalid row. */
  readonly tier: Tier | null;
  readonly isFirm: boolean;
  /** Ids, a semicolon between them. */
  readonly inside: string;
  readonly band: string;
  /** Of the schemes that are compared, in order; null where the answer does not have its column. */
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

/** Whether both answers have the verdict, and another one. */
function isOther(before: string | null, now: string | null): boolean {
  return before !== null && now !== null && before !== now;
}

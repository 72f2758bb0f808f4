import type { Kind } from '../zones/zone.ts';
import type { GenerationZones } from '../zones/zones.ts';
import { type Change, type ChangeDoubt, changeOf, type HomeChange } from './change.ts';
import type { HomeAnswer } from './home-answers.ts';

/** Counts homes by their changes, for each quarter and each pair of tiers. Keeps nothing else about them. */
export class ChangeCounter {
  readonly counts: ChangeCounts = {
    changes: new Map(),
    doubts: new Map(),
    quarters: { enters: new Map(), leaves: new Map(), 'stays-inside': new Map() },
    tiers: { enters: new Map(), leaves: new Map(), 'stays-outside': new Map() },
  };
  readonly #kind: Kind;
  readonly #lineages: ReadonlyMap<string, string>;

  /** `sides` are the zones before and after, which record the successors of zones. */
  constructor(kind: Kind, sides: readonly GenerationZones[]) {
    this.#kind = kind;
    const zones = sides.flatMap(({ drawn }) => drawn.map(({ zone }) => zone));
    this.#lineages = new Map(zones.map(({ id, formerly }) => [id, formerly ?? id]));
  }

  addUnlocated(): void {
    add(this.counts.changes, 'unlocated');
  }

  add(before: HomeAnswer, after: HomeAnswer): HomeChange {
    const found = changeOf(before, after, this.#kind);
    const { change, doubt } = found;
    const { changes, doubts, quarters, tiers } = this.counts;
    add(changes, change);
    if (doubt !== null) add(doubts, doubt);
    if (change === 'enters') add(quarters[change], after.quarter ?? UNSURE);
    if (change === 'leaves') add(quarters[change], before.quarter ?? UNSURE);
    if (change === 'stays-inside') add(quarters[change], this.#continued(before.quarter, after.quarter));
    if (change === 'enters' || change === 'leaves' || change === 'stays-outside') {
      const { tierBefore, tierAfter } = found;
      add(tiers[change], tierBefore === null || tierAfter === null ? UNSURE : `${tierBefore} ${tierAfter}`);
    }
    return found;
  }

  #continued(before: string | null, after: string | null): string {
    if (before === null || after === null) return UNSURE;
    return this.#lineages.get(before) === this.#lineages.get(after) ? after : MOVES;
  }
}

export interface ChangeCounts {
  readonly changes: Map<Change, number>;
  readonly doubts: Map<ChangeDoubt, number>;
  /** By the id of the quarter: entered, left, or stayed in (its id afterwards). */
  readonly quarters: Readonly<Record<'enters' | 'leaves' | 'stays-inside', Map<string, number>>>;
  /** By the tier before and the one after, separated by a space. */
  readonly tiers: Readonly<Record<'enters' | 'leaves' | 'stays-outside', Map<string, number>>>;
}

/** Replaces a quarter or tiers: the home is surely in one, but it may be either of two. */
export const UNSURE = 'unsure';
/** Replaces a quarter: from one quarter to another. */
export const MOVES = 'moves';

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

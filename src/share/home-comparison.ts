import type { Kind } from '../zones/zone.ts';
import type { GenerationZones, Zones } from '../zones/zones.ts';
import type { Change } from './change.ts';
import { ChangeCounter, type ChangeCounts } from './change-counter.ts';
import { HomeAnswers } from './home-answers.ts';
import type { PlacedHome } from './placed-homes.ts';

/** One of the two sets of perimeters. */
export interface Side {
  readonly zones: Zones;
  readonly date: string;
  /** The zones in force on the date. */
  readonly generation: GenerationZones;
}

/** Result of a row for its own home. */
export interface HomeComparison {
  readonly change: Change;
  readonly tierBefore: string;
  readonly tierAfter: string;
  readonly quarterBefore: string | null;
  readonly quarterAfter: string | null;
}

/** Evaluates the same homes under two sets of perimeters, and counts the changes. */
export class Comparison {
  readonly #before: HomeAnswers;
  readonly #after: HomeAnswers;
  readonly #counter: ChangeCounter;
  #isIncomplete = false;

  constructor(kind: Kind, before: Side, after: Side) {
    this.#before = new HomeAnswers(before.zones, before.date, kind);
    this.#after = new HomeAnswers(after.zones, after.date, kind);
    this.#counter = new ChangeCounter(kind, [before.generation, after.generation]);
  }

  get counts(): ChangeCounts {
    return this.#counter.counts;
  }

  /** Whether some addresses were not searched. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  add(home: PlacedHome): HomeComparison {
    if (home === 'unasked') this.#isIncomplete = true;
    const before = typeof home === 'string' ? null : this.#before.of(home);
    const after = typeof home === 'string' ? null : this.#after.of(home);
    if (before === null || after === null) {
      this.#counter.addUnlocated();
      return UNLOCATED;
    }
    return {
      change: this.#counter.add(before, after).change,
      tierBefore: before.tier,
      tierAfter: after.tier,
      quarterBefore: before.quarter,
      quarterAfter: after.quarter,
    };
  }
}

const UNLOCATED: HomeComparison = {
  change: 'unlocated',
  tierBefore: 'unknown',
  tierAfter: 'unknown',
  quarterBefore: null,
  quarterAfter: null,
};

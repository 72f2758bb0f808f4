import type { Situation } from '../situation/situation.ts';
import type { Verdict } from '../verdict.ts';
import type { Proof } from './proof.ts';

/** What a question came to: as much of its answer as is recorded, proven and compared. */
export interface Outcome {
  readonly answer: Proof['answer'];
  /** Of an address, its best candidate; null when there is none. */
  readonly place: Proof['place'];
  readonly dataVersion: string;
  readonly rulesVersion: string;
  /**
   * The verdicts of the same question, had it not told the place, or the facts of the project: what a proof that hides
   * those may say.
   */
  readonly verdictsWithout: (hidden: 'place' | 'facts') => readonly Verdict[];
}

/** A situation and what follows from it, as a proof tells them. */
export function answerOf(situation: Situation, verdicts: readonly Verdict[]): Proof['answer'] {
  const { date, generation, tier, certainty, possibleTiers, zones, reasons } = situation;
  return {
    date,
    generation,
    tier,
    certainty,
    possibleTiers,
    zones: zones.map(({ id, kind, name, relation, boundaryDistance, certainty }) => ({
      ...{ id, kind, name, relation, certainty },
      ...(boundaryDistance === undefined ? {} : { boundaryDistance }),
    })),
    reasons,
    verdicts,
  };
}

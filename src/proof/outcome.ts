import type { Situation } from '../situation/situation.ts';
import type { Verdict } from '../verdict.ts';
import type { Proof } from './proof.ts';

/** The outcome of a question: the parts of its answer that are recorded, proven and compared. */
export interface Outcome {
  readonly answer: Proof['answer'];
  /** Best candidate of an address; null when there is none. */
  readonly place: Proof['place'];
  readonly dataVersion: string;
  readonly rulesVersion: string;
  /**
   * Returns the verdicts of the same question without its place, or without the facts of the project: a proof that
   * hides those may contain them.
   */
  readonly verdictsWithout: (hidden: 'place' | 'facts') => readonly Verdict[];
}

/** Converts a situation and its verdicts to the form of a proof. */
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

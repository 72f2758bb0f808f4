import canonicalize from 'canonicalize';
import type { Proof } from './proof.ts';
import type { RecordedVerdict } from './records.ts';

/** The parts that decide whether two answers are equal, apart from their wording. */
export interface Decisive {
  readonly generation: string | null;
  readonly tier: string;
  readonly certainty: string;
  readonly zones: readonly Pick<Proof['answer']['zones'][number], 'id' | 'relation'>[];
  readonly verdicts: readonly RecordedVerdict[];
}

export function isSameOutcome(a: Decisive, b: Decisive): boolean {
  return canonicalize(decisiveOf(a)) === canonicalize(decisiveOf(b));
}

export function isSameVerdict(a: RecordedVerdict, b: RecordedVerdict): boolean {
  return canonicalize(verdictAlone(a)) === canonicalize(verdictAlone(b));
}

function decisiveOf({ generation, tier, certainty, zones, verdicts }: Decisive): Decisive {
  return {
    ...{ generation, tier, certainty },
    zones: zones.map(({ id, relation }) => ({ id, relation })),
    verdicts: verdicts.map(verdictAlone),
  };
}

function verdictAlone({ scheme, verdict, certainty, alternatives, amount }: RecordedVerdict): RecordedVerdict {
  return { scheme, verdict, certainty, alternatives, amount };
}

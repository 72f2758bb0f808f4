import type { Loaded } from '../load.ts';
import { DecisionsBusy } from '../proof/records.ts';
import type { Answered } from './answered.ts';
import { Problem } from './problem.ts';
import type { Question } from './question.ts';

/** Returns the answer, with the receipt of its recording when the question asks for one. */
export async function withRecord(
  { kind, record }: Pick<Question, 'kind' | 'record'>,
  { body, outcome }: Answered,
  { decisions }: Pick<Loaded, 'decisions'>,
): Promise<object> {
  if (!record) return body;
  return { ...body, decision: await decisions.record(kind, outcome).catch(refuseBusy) };
}

/** Rethrows an error. A busy database becomes a Problem with a delay to try again. */
export function refuseBusy(error: unknown): never {
  if (!(error instanceof DecisionsBusy)) throw error;
  throw new Problem('not-ready', 'Les réponses enregistrées sont occupées un instant : réessayez.', {
    headers: { 'retry-after': '5' },
  });
}

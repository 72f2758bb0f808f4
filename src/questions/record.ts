import type { Loaded } from '../load.ts';
import { DecisionsBusy, type Receipt } from '../proof/records.ts';
import { RequestKey } from '../proof/request-key.ts';
import { answeredAgain, rulebookOf } from './answered-again.ts';
import { Problem } from './problem.ts';
import { answerQuestion, dateField, type QuestionKind, readQuestion } from './question.ts';

/**
 * Answers the body of a question, and records the answer when it is asked to. `readKey` reads the key that a client may
 * give to the request, so that sending it twice records once: the second answer has the versions, the reference and the
 * secret of the first. Throws a Problem when the key came with another question.
 */
export async function answerAndRecord(
  kind: QuestionKind,
  body: unknown,
  loaded: Loaded,
  readKey: () => string | undefined,
): Promise<object> {
  const question = readQuestion(kind, body, loaded.rulebook);
  if (!question.record) return (await answerQuestion(question, loaded)).body;
  const given = readKey();
  const key = given === undefined ? undefined : new RequestKey(given, kind, body);
  const earlier = key === undefined ? null : await earlierAnswer(kind, body, key, loaded);
  if (earlier !== null) return earlier;
  const { body: answer, outcome } = await answerQuestion(question, loaded);
  const { decisions } = loaded;
  const recording = key === undefined ? decisions.record(kind, outcome) : decisions.recordOnce(kind, outcome, key);
  const decision = await recording.catch(refuseBusy);
  if (decision !== null) return { ...answer, decision };
  // The same request, sent twice at once: the other one was recorded meanwhile.
  return (await earlierAnswer(kind, body, key!, loaded)) ?? refuseBusy(new DecisionsBusy());
}

async function earlierAnswer(kind: QuestionKind, body: unknown, key: RequestKey, loaded: Loaded) {
  const receipt = loaded.decisions.recordedWith(key);
  if (receipt === null) return null;
  if (receipt === 'other question') throw new Problem('question-differs', REUSED);
  return answerOf(kind, body as Record<string, unknown>, receipt, loaded);
}

/** The answer of a record, with its receipt; null when the record was erased since. */
async function answerOf(kind: QuestionKind, body: Record<string, unknown>, receipt: Receipt, loaded: Loaded) {
  const decision = loaded.decisions.find(receipt.reference);
  if (decision === null) return null;
  const rulebook = rulebookOf(decision, loaded);
  // A question without a date was asked on the day of the record.
  const dated = { ...body, [dateField[kind]]: body[dateField[kind]] ?? decision.date };
  const answered = await answeredAgain(decision, readQuestion(kind, dated, rulebook), rulebook, loaded);
  return { ...answered.body, decision: receipt };
}

const REUSED =
  'La clé de cette requête (Idempotency-Key) a déjà servi pour une autre question : une clé nouvelle est attendue ' +
  'pour chaque question.';

/** Rethrows an error. A busy database becomes a Problem with a delay to try again. */
export function refuseBusy(error: unknown): never {
  if (!(error instanceof DecisionsBusy)) throw error;
  throw new Problem('not-ready', 'Les réponses enregistrées sont occupées un instant : réessayez.', {
    headers: { 'retry-after': '5' },
  });
}

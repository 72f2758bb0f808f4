import type { Loaded } from '../load.ts';
import type { Decision } from '../proof/records.ts';
import { isSameOutcome } from '../proof/same-outcome.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import type { Answered } from './answered.ts';
import { Problem } from './problem.ts';
import { answerQuestion, type Question } from './question.ts';

/** Returns the rulebook of a recorded answer. Throws a Problem when the service no longer has it. */
export function rulebookOf({ rulesVersion }: Decision, { rulebooks }: Loaded): Rulebook {
  const rulebook = rulebooks.of(rulesVersion);
  if (rulebook !== null) return rulebook;
  throw new Problem('unknown-version', 'Le service n’a plus les règles sous lesquelles cette réponse a été donnée.');
}

/**
 * Answers a question again with the versions of the record. Throws a Problem when the answer is not the recorded one.
 */
export async function answeredAgain(
  decision: Decision,
  question: Question,
  rulebook: Rulebook,
  loaded: Loaded,
): Promise<Answered> {
  const { date, dataVersion } = decision;
  const isOfThatVersion = question.dataVersion === undefined || question.dataVersion === dataVersion;
  const answered = await answerQuestion({ ...question, dataVersion }, { ...loaded, rulebook });
  if (question.date !== date || !isOfThatVersion || !isSameOutcome(answered.outcome.answer, decision)) {
    throw new Problem('question-differs', 'address' in question.where ? `${DIFFERS}${OR_MOVED}` : `${DIFFERS}.`);
  }
  return answered;
}

const DIFFERS =
  'Cette question ne redonne pas la réponse enregistrée sous cette référence : le lieu, la date, les faits ' +
  'ou les dispositifs demandés ne sont pas les mêmes';
/** Perimeters and rules are kept by version; addresses are not. */
const OR_MOVED =
  ', ou le fichier d’adresses a changé depuis. Posez de nouveau la question et enregistrez la nouvelle ' +
  'réponse pour en avoir une preuve.';

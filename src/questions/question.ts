import type { Proof } from '../proof/proof.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import { type AddressQuestion, answerAddressEligibility, readAddressEligibility } from './address-eligibility.ts';
import { type AdulteRelaisQuestion, answerAdulteRelais, readAdulteRelais } from './adulte-relais.ts';
import type { Answered, Under } from './answered.ts';
import { answerEligibility, type EligibilityQuestion, readEligibility } from './eligibility.ts';

/** The questions of the three routes that can record their answer. */
export type Question = EligibilityQuestion | AdulteRelaisQuestion | AddressQuestion;
export type QuestionKind = Proof['question']['kind'];

/** Reads the body of the route of this kind. Throws a Problem that lists every fault. */
export function readQuestion(kind: QuestionKind, body: unknown, rulebook: Rulebook): Question {
  if (kind === 'eligibility') return readEligibility(body, rulebook);
  return kind === 'adulte-relais' ? readAdulteRelais(body) : readAddressEligibility(body, rulebook);
}

/**
 * Answers a question like its route. Throws a Problem when an address cannot be looked up, or for an unknown version.
 */
export function answerQuestion(question: Question, under: Under): Promise<Answered> {
  if (question.kind === 'eligibility') return answerEligibility(question, under);
  return question.kind === 'adulte-relais'
    ? answerAdulteRelais(question, under)
    : answerAddressEligibility(question, under);
}

/** The field of each kind of question that holds its date. */
export const dateField = {
  eligibility: 'date',
  'adulte-relais': 'hiringDate',
  'address-eligibility': 'date',
} as const satisfies Record<QuestionKind, string>;

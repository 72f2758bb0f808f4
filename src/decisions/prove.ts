import type { Decision } from './decisions.ts';
import type { Outcome } from './outcome.ts';
import type { Proof } from './proof.ts';

/**
 * The proof that a question had the outcome that was recorded. Without its place it tells nothing that would help to find it:
 * no address, no point, no distance.
 */
export function proofOf(
  { reference, kind, dataVersion, rulesVersion }: Decision,
  { body, outcome }: { readonly body: object; readonly outcome: Outcome },
  { place, facts }: Shown,
  issuer: Proof['issuer'],
  issuedOn: string,
): Proof {
  const hidden = [...(place ? [] : PLACE_FIELDS[kind]), ...(facts ? [] : FACT_FIELDS[kind])];
  return {
    format: 'perimetre-proof/1',
    reference,
    issuedOn,
    issuer,
    question: { kind, body: { ...body, ...Object.fromEntries(hidden.map((name) => [name, null])) } },
    place: place ? outcome.place : null,
    answer: place ? outcome.answer : withoutDistances(outcome.answer),
    dataVersion,
    rulesVersion,
  };
}

/** What a proof tells of its question. */
export interface Shown {
  readonly place: boolean;
  readonly facts: boolean;
}

/** Whether a proof tells all of its question: what can be asked again. */
export function shownBy({ question: { kind, body } }: Pick<Proof, 'question'>): Shown {
  const isShown = (names: readonly string[]) => names.every((name) => (body as Record<string, unknown>)[name] !== null);
  return { place: isShown(PLACE_FIELDS[kind]), facts: isShown(FACT_FIELDS[kind]) };
}

type Kind = Proof['question']['kind'];

/** Where the body of a question of each kind tells its place. */
const PLACE_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  eligibility: ['where'],
  'adulte-relais': ['residence'],
  'address-eligibility': ['address', 'citycode', 'postcode'],
};

/** Where it tells the facts: all of them, so that none is seen to have been told. */
const FACT_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  eligibility: ['application'],
  'adulte-relais': ['ageConditionMet', 'withoutEmployment', 'postAgreed'],
  'address-eligibility': [],
};

function withoutDistances(answer: Proof['answer']): Proof['answer'] {
  const told = <T extends { readonly code: string; readonly message: string }>(messages: readonly T[]) =>
    messages.map((one) => ({ ...one, message: one.message.replaceAll(DISTANCE, 'près de la limite') }));
  return {
    ...answer,
    zones: answer.zones.map(({ id, kind, name, relation }) => ({ id, kind, name, relation })),
    reasons: told(answer.reasons),
    verdicts: answer.verdicts.map((verdict) => ({
      ...verdict,
      reasons: told(verdict.reasons),
      conditions: told(verdict.conditions),
      notices: told(verdict.notices),
    })),
  };
}

/** « à 142,3 m de la limite », « à moins de 0,1 m de la limite ». */
const DISTANCE = /à (?:moins de )?\d[\d\s,.]*\sm(?:ètres)? de la limite/gu;

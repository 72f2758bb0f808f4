import { facts } from '../rules/application.ts';
import type { Outcome } from './outcome.ts';
import type { Proof } from './proof.ts';
import type { Decision } from './records.ts';
import { withoutFacts, withoutPlace } from './withheld.ts';

/**
 * Builds the proof of a recorded outcome. A proof without its place contains nothing that helps to find it: no address,
 * no point, no distance, no side of a street. A proof with its place contains every declaration about it, so that a
 * reader can judge them.
 */
export function proofOf(
  { reference, kind, dataVersion, rulesVersion }: Decision,
  { body, outcome }: { readonly body: object; readonly outcome: Outcome },
  shown: Shown,
  issuer: Proof['issuer'],
  issuedOn: string,
): Proof {
  const answer = shown.facts ? outcome.answer : withoutFacts(outcome.answer, outcome.verdictsWithout('facts'));
  return {
    format: 'perimetre-proof/1',
    reference,
    issuedOn,
    issuer,
    question: { kind, body: shownBody(kind, body, shown) },
    place: shown.place ? outcome.place : null,
    answer: shown.place ? answer : withoutPlace(answer, outcome.verdictsWithout('place')),
    dataVersion,
    rulesVersion,
  };
}

/** The parts of its question that a proof shows. */
export interface Shown {
  readonly place: boolean;
  readonly facts: boolean;
}

/** Whether a proof shows the whole question, so that it can be evaluated again. */
export function shownBy({ question: { kind, body } }: Pick<Proof, 'question'>): Shown {
  const isHidden = (object: object, names: readonly string[]) => names.some((name) => fieldOf(object, name) === null);
  const application = fieldOf(body, 'application');
  return {
    place: !isHidden(body, PLACE_FIELDS[kind]),
    facts:
      !isHidden(body, FACT_FIELDS[kind]) &&
      !(typeof application === 'object' && application !== null && isHidden(application, FACTS_OF_THE_PROJECT)),
  };
}

type Kind = Proof['question']['kind'];

/** Fields of the body that hold the place, for each kind of question. */
const PLACE_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  eligibility: ['where'],
  'adulte-relais': ['residence'],
  'address-eligibility': ['address', 'citycode', 'postcode'],
};

/** Fields that hold the facts: all are hidden, so that nobody sees which were given. */
const FACT_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  eligibility: ['application'],
  'adulte-relais': ['ageConditionMet', 'withoutEmployment', 'postAgreed'],
  'address-eligibility': [],
};

/** Facts about the place: shown and hidden with it. */
const FACTS_OF_THE_PLACE = ['streetSide', 'addressOnLimitStreet'];
const FACTS_OF_THE_PROJECT = Object.keys(facts).filter((name) => !FACTS_OF_THE_PLACE.includes(name));

function shownBody(kind: Kind, body: object, { place, facts }: Shown): object {
  const hidden = [...(place ? [] : PLACE_FIELDS[kind]), ...(facts ? [] : FACT_FIELDS[kind])];
  const shown = { ...body, ...nulls(hidden) };
  if (kind !== 'eligibility' || (place && facts) || (!place && !facts)) return shown;
  const application = (fieldOf(body, 'application') ?? {}) as object;
  if (!place) return { ...shown, application: { ...application, ...nulls(FACTS_OF_THE_PLACE) } };
  const declared = Object.entries(application).filter(([name]) => FACTS_OF_THE_PLACE.includes(name));
  return declared.length === 0
    ? shown
    : { ...shown, application: { ...nulls(FACTS_OF_THE_PROJECT), ...Object.fromEntries(declared) } };
}

function nulls(names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, null]));
}

function fieldOf(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}

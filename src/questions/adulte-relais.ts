import { answerOf } from '../proof/outcome.ts';
import { type Application, givenOnly } from '../rules/application.ts';
import { valueInForce } from '../rules/value.ts';
import { verdictsFor } from '../verdict.ts';
import { type Answered, explained, placeOf, type Under, withoutPlaceOrFacts } from './answered.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from './data-version.ts';
import { Faults } from './faults.ts';
import { Fields } from './fields.ts';
import { withFiling } from './schemes/filing.ts';
import { readWhere, situationOfWhere } from './where.ts';

/**
 * Answers each requirement of the contract, then gives the verdict. Throws a Problem when an address cannot be looked
 * up.
 */
export async function answerAdulteRelais(question: AdulteRelaisQuestion, under: Under): Promise<Answered> {
  const { where, date, facts, dataVersion, isExplained } = question;
  const { rulebook } = under;
  const zones = zonesOf(under, dataVersion);
  const { situation, body, found } = await situationOfWhere(where, date, zones, under);
  const judged = (application: Application) => verdictsFor(situation, application, date, rulebook, [SCHEME])[0]!;
  /** Judges one requirement alone, so that the others do not hide its messages. */
  const requirement = (code: string, fact: keyof typeof facts) => {
    const { reasons, conditions } = judged(givenOnly({ [fact]: facts[fact] }));
    const messages = [...reasons, ...conditions].filter(
      (message) => message.code === code || message.code.startsWith(`${code}-`),
    );
    return { met: facts[fact] ?? null, messages };
  };
  const byPlace = judged({});
  const threshold = valueInForce(rulebook.schemes.get(SCHEME)!, 'ageThreshold', date);
  const verdict = judged(givenOnly(facts));
  const shown = isExplained ? explained([verdict], situation, givenOnly(facts), rulebook) : [verdict];
  const versions = { dataVersion: zones.dataVersion, rulesVersion: rulebook.rulesVersion };
  return {
    body: {
      residence: {
        met: byPlace.verdict === 'review' ? null : byPlace.verdict !== 'no',
        ...body,
        messages: byPlace.reasons,
      },
      age: {
        threshold: threshold?.value ?? null,
        reference: threshold?.reference ?? null,
        ...requirement('age', 'ageConditionMet'),
      },
      employment: requirement('employment', 'withoutEmployment'),
      post: requirement('post', 'postAgreed'),
      verdict: withFiling(shown, situation, rulebook)[0]!,
      ...versions,
    },
    outcome: {
      answer: answerOf(situation, [verdict]),
      place: placeOf(where, found),
      ...versions,
      verdictsWithout: withoutPlaceOrFacts(situation, givenOnly(facts), [SCHEME], rulebook, zones),
    },
  };
}

/** The scheme of this question. */
export const SCHEME = 'adulte-relais';

/** Reads the body of `POST /v1/adulte-relais`. Throws a Problem that lists every fault. */
export function readAdulteRelais(body: unknown) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const where = readWhere(fields.raw('residence'), 'residence', faults);
  const hiringDate = fields.day('hiringDate');
  if (fields.raw('hiringDate') === undefined) {
    faults.add('hiringDate', '« hiringDate » manque : la date de l’embauche, écrite AAAA-MM-JJ, est attendue.');
  }
  const facts = {
    ageConditionMet: fields.boolean('ageConditionMet'),
    withoutEmployment: fields.boolean('withoutEmployment'),
    postAgreed: fields.boolean('postAgreed'),
  };
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  const record = fields.boolean('record') ?? false;
  const isExplained = fields.boolean('explain') ?? false;
  fields.close();
  faults.throwIfAny();
  return { kind: 'adulte-relais' as const, where: where!, date: hiringDate!, facts, dataVersion, record, isExplained };
}

export type AdulteRelaisQuestion = ReturnType<typeof readAdulteRelais>;

import { todayInParis } from '../french/day.ts';
import { answerOf } from '../proof/outcome.ts';
import { withLimitStreet } from '../rules/application.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import { verdictsFor } from '../verdict.ts';
import { type Answered, explained, placeOf, type Under, withoutPlaceOrFacts } from './answered.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from './data-version.ts';
import { echo, Faults } from './faults.ts';
import { Fields } from './fields.ts';
import { readApplication } from './read-application.ts';
import { withFiling } from './schemes/filing.ts';
import { readWhere, situationOfWhere } from './where.ts';

/**
 * Answers with the situation of a place and the verdict of each scheme. Throws a Problem when an address cannot be
 * looked up.
 */
export async function answerEligibility(question: EligibilityQuestion, under: Under): Promise<Answered> {
  const { where, application, streetSide, date, schemes, dataVersion, isExplained } = question;
  const { rulebook } = under;
  const zones = zonesOf(under, dataVersion);
  const { situation, body, found } = await situationOfWhere(where, date, zones, under, streetSide);
  const facts = found ? withLimitStreet(application, found.isOnLimitStreet) : application;
  const verdicts = verdictsFor(situation, facts, date, rulebook, schemes);
  const shown = isExplained ? explained(verdicts, situation, facts, rulebook) : verdicts;
  const versions = { dataVersion: zones.dataVersion, rulesVersion: rulebook.rulesVersion };
  return {
    body: { ...body, verdicts: withFiling(shown, situation, rulebook), ...versions },
    outcome: {
      answer: answerOf(situation, verdicts),
      place: placeOf(where, found),
      ...versions,
      verdictsWithout: withoutPlaceOrFacts(situation, facts, schemes, rulebook, zones),
    },
  };
}

/** Reads the body of `POST /v1/eligibility`. Throws a Problem that lists every fault. */
export function readEligibility(body: unknown, rulebook: Rulebook) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const where = readWhere(fields.raw('where'), 'where', faults);
  const date = fields.day('date') ?? todayInParis();
  const schemes = readSchemes(fields.raw('schemes'), [...rulebook.schemes.keys()], faults);
  const { application, streetSide } = readApplication(fields.raw('application'), 'application', faults);
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  const record = fields.boolean('record') ?? false;
  const isExplained = fields.boolean('explain') ?? false;
  fields.close();
  if (streetSide !== undefined && where && 'geometry' in where) {
    faults.add(
      'application.streetSide',
      '« streetSide » dit de quel côté de la rue est un point : un tracé le montre.',
    );
  }
  faults.throwIfAny();
  return {
    kind: 'eligibility' as const,
    ...{ where: where!, application, streetSide, date, schemes, dataVersion, record, isExplained },
  };
}

export type EligibilityQuestion = ReturnType<typeof readEligibility>;

function readSchemes(value: unknown, known: readonly string[], faults: Faults): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0) {
    faults.add('schemes', '« schemes » : un tableau de dispositifs est attendu ; sans lui, tous sont examinés.');
    return undefined;
  }
  value.slice(0, known.length + 1).forEach((scheme, i) => {
    if (typeof scheme !== 'string') {
      faults.add(
        `schemes[${i}]`,
        `« schemes » : un texte est attendu, le nom d’un dispositif ; reçu : ${echo(scheme)}.`,
      );
    } else if (!known.includes(scheme)) {
      faults.add(`schemes[${i}]`, `Le dispositif ${echo(scheme)} est inconnu ; connus : ${known.join(', ')}.`);
    } else if (value.indexOf(scheme) < i) {
      faults.add(`schemes[${i}]`, `Le dispositif ${echo(scheme)} est demandé plusieurs fois.`);
    }
  });
  return value as string[];
}

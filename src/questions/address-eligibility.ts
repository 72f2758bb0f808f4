import { todayInParis } from '../french/day.ts';
import { answerOf } from '../proof/outcome.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import type { AddressSituation, LocatedCandidate } from '../situation/address-situation.ts';
import { type Verdict, verdictsFor } from '../verdict.ts';
import type { Zones } from '../zones/zones.ts';
import { toCandidateBody } from './address-json.ts';
import { type Answered, explained, placeOf, type Under, withoutPlaceOrFacts } from './answered.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from './data-version.ts';
import { echo, Faults } from './faults.ts';
import { Fields } from './fields.ts';
import { withFiling } from './schemes/filing.ts';
import { type AddressWhere, findAddress, readAddress } from './where.ts';

/**
 * Answers for an address without other facts: the `verdict` of one scheme or, when none is named, the `verdicts` of
 * all. Each candidate has its own verdicts. Throws a Problem when the address cannot be looked up.
 */
export async function answerAddressEligibility(question: AddressQuestion, under: Under): Promise<Answered> {
  const { where, date, scheme, dataVersion, isExplained } = question;
  const { rulebook } = under;
  const zones = zonesOf(under, dataVersion);
  const schemes = scheme === undefined ? undefined : [scheme];
  const { found, verdicts } = await judgeAddress({ where, date, schemes }, zones, under);
  const judged = (located: LocatedCandidate) =>
    verdictsFor(located.situation, factsOf(located), date, rulebook, schemes);
  const { tier, certainty, possibleTiers, reasons } = found.situation;
  const [best] = found.candidates;
  const judgedHere = isExplained ? explained(verdicts, found.situation, factsOf(found), rulebook) : verdicts;
  const shown = withFiling(judgedHere, found.situation, rulebook);
  const versions = { dataVersion: zones.dataVersion, rulesVersion: rulebook.rulesVersion };
  return {
    body: {
      address: best ? toCandidateBody(best.candidate) : null,
      date,
      tier,
      certainty,
      possibleTiers,
      reasons,
      ...(scheme === undefined ? { verdicts: shown } : { verdict: shown[0] }),
      candidates: found.candidates.map((located) => {
        const own = judged(located).map(short);
        return {
          ...toCandidateBody(located.candidate),
          tier: located.situation.tier,
          certainty: located.situation.certainty,
          zones: located.situation.zones,
          reasons: located.situation.reasons,
          ...(scheme === undefined ? { verdicts: own } : { verdict: own[0] }),
        };
      }),
      ...versions,
    },
    outcome: {
      answer: answerOf(found.situation, verdicts),
      place: placeOf(where, found),
      ...versions,
      verdictsWithout: withoutPlaceOrFacts(found.situation, factsOf(found), schemes, rulebook, zones),
    },
  };
}

/** Looks an address up and judges the schemes for it; all when none is named. Throws a Problem where it cannot be. */
export async function judgeAddress(
  { where, date, schemes }: AddressJudged,
  zones: Zones,
  { rulebook, addresses }: Pick<Under, 'rulebook' | 'addresses'>,
): Promise<JudgedAddress> {
  const found = await findAddress(where, date, zones, { addresses });
  return { found, verdicts: verdictsFor(found.situation, factsOf(found), date, rulebook, schemes) };
}

interface AddressJudged {
  readonly where: AddressWhere;
  readonly date: string;
  readonly schemes: readonly string[] | undefined;
}

export interface JudgedAddress {
  readonly found: AddressSituation;
  readonly verdicts: readonly Verdict[];
}

function factsOf({ isOnLimitStreet }: AddressSituation | LocatedCandidate): { addressOnLimitStreet?: boolean } {
  return isOnLimitStreet ? { addressOnLimitStreet: true } : {};
}

function short({ scheme, verdict, certainty }: Verdict) {
  return { scheme, verdict, certainty };
}

/** Reads the body of `POST /v1/address-eligibility`. Throws a Problem that lists every fault. */
export function readAddressEligibility(body: unknown, rulebook: Rulebook) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const date = fields.day('date') ?? todayInParis();
  const scheme = fields.raw('scheme');
  const known = [...rulebook.schemes.keys()];
  if (scheme !== undefined && typeof scheme !== 'string') {
    faults.add('scheme', `« scheme » : un texte est attendu, le nom d’un dispositif ; reçu : ${echo(scheme)}.`);
  } else if (scheme !== undefined && !known.includes(scheme)) {
    faults.add('scheme', `Le dispositif ${echo(scheme)} est inconnu ; connus : ${known.join(', ')}.`);
  }
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  const record = fields.boolean('record') ?? false;
  const isExplained = fields.boolean('explain') ?? false;
  const where = readAddress(fields, '', faults);
  faults.throwIfAny();
  return {
    ...{ kind: 'address-eligibility' as const, where: where!, date },
    ...{ scheme: scheme as string | undefined, dataVersion, record, isExplained },
  };
}

export type AddressQuestion = ReturnType<typeof readAddressEligibility>;

import type { Candidate } from '../../address/candidate.ts';
import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import { tierLabel } from '../../french/labels.ts';
import { isClosed, outcomeLabels } from '../../french/verdict-words.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import type { AddressSituation } from '../../situation/address-situation.ts';
import type { Tier } from '../../situation/situation.ts';
import type { Kind } from '../../zones/zone.ts';
import { judgeAddress } from '../address-eligibility.ts';
import type { Under } from '../answered.ts';
import { echo, Faults } from '../faults.ts';
import { DAY_EXPECTED, Fields } from '../fields.ts';
import { readQuery } from '../query.ts';
import { type AddressWhere, readAddress } from '../where.ts';

/**
 * Answers for an address in flat keys, for forms that map one key to one field. A boolean is null where the answer is
 * not certain. Throws a Problem when the address cannot be looked up.
 */
export async function answerReferential(question: ReferentialQuestion, under: Under): Promise<FlatAnswer> {
  const { zones } = under.current;
  const { found, verdicts } = await judgeAddress(question, zones, under);
  const { tier, certainty, possibleTiers, reasons } = found.situation;
  const labels = found.candidates.map(({ candidate }) => candidate.label);
  const isTier = (wanted: Tier) => (!possibleTiers.includes(wanted) ? false : certainty === 'firm' ? true : null);
  const [qpv, qic] = [isTier('bop-147'), isTier('fcs-only')];
  const [inQpv, inQic] = [qpv ? containerOf('qpv', found) : null, qic ? containerOf('qic', found) : null];
  return {
    adresse: labels[0] ?? null,
    tier,
    situation: tierLabel(tier, zones.distances.band),
    certain: certainty === 'firm',
    qpv,
    qpvCode: inQpv?.id ?? null,
    qpvNom: inQpv?.name ?? null,
    qic,
    qicCode: inQic?.id ?? null,
    qicNom: inQic?.name ?? null,
    bande300m: isTier('fonds-de-concours'),
    candidats: labels.length > 1 ? labels.join(' ; ') : null,
    motifs: reasons.length > 0 ? reasons.map(({ message }) => message).join(' ') : null,
    ...Object.fromEntries(
      verdicts.flatMap(({ scheme, verdict }) => [
        [scheme, verdict === 'review' ? null : !isClosed(verdict)],
        [`${scheme}-reponse`, outcomeLabels[verdict]],
      ]),
    ),
    date: question.date,
    dataVersion: zones.dataVersion,
    rulesVersion: under.rulebook.rulesVersion,
  };
}

/** The quarter of a kind that contains all candidates for sure; null where they are in different ones. */
function containerOf(kind: Kind, { candidates }: AddressSituation): { id: string; name: string } | null {
  const [first, ...others] = candidates.map(({ situation }) =>
    situation.zones.filter((zone) => zone.kind === kind && zone.relation === 'inside' && zone.certainty === 'firm'),
  );
  return first?.find(({ id }) => others.every((zones) => zones.some((zone) => zone.id === id))) ?? null;
}

/** Completes an address: each suggestion has its answer, since a form reads no other about the one that is chosen. */
export async function completeReferential(
  candidates: readonly Candidate[],
  asked: Pick<ReferentialQuestion, 'date' | 'schemes'>,
  under: Under,
): Promise<{ resultats: readonly FlatAnswer[] }> {
  const resultats = candidates.map((candidate) => {
    const { label, citycode, city, postcode } = candidate;
    // The suggestion is the address: it is not searched again.
    const addresses = { provider: under.addresses.provider, search: async () => [candidate] };
    const where = { address: label, citycode, postcode: undefined };
    return answerReferential({ where, ...asked }, { ...under, addresses }).then((answer) => ({
      id: label,
      label,
      codePostal: postcode,
      commune: city,
      codeInsee: citycode,
      ...answer,
    }));
  });
  return { resultats: await Promise.all(resultats) };
}

export type FlatAnswer = Readonly<Record<string, string | boolean | null>>;

/** Reads an address as it was typed, and `schemes` and `date` of the query. Throws a Problem that lists every fault. */
export function readReferential(address: string, query: string, rulebook: Rulebook): ReferentialQuestion {
  const faults = new Faults();
  const asked = readAsked(readQuery(query, ['schemes', 'date'] as const, faults), rulebook, faults);
  const where = readAddress(Fields.ofBody({ address }, faults), '', faults);
  faults.throwIfAny();
  return { where: where!, ...asked };
}

/** Reads the beginning of an address, and `schemes` and `date`. Throws a Problem that lists every fault. */
export function readCompletion(query: string, rulebook: Rulebook) {
  const faults = new Faults();
  const { q, ...others } = readQuery(query, ['q', 'schemes', 'date'] as const, faults);
  if (q === undefined) faults.add('q', '« q » manque : le début d’une adresse est attendu.');
  const asked = readAsked(others, rulebook, faults);
  faults.throwIfAny();
  return { q: q!, ...asked };
}

export interface ReferentialQuestion {
  readonly where: AddressWhere;
  readonly date: string;
  readonly schemes: readonly string[];
}

function readAsked(
  { schemes, date }: { readonly schemes?: string; readonly date?: string },
  rulebook: Rulebook,
  faults: Faults,
): Pick<ReferentialQuestion, 'date' | 'schemes'> {
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  const named = schemes === undefined || schemes === '' ? [] : schemes.split(',').map((scheme) => scheme.trim());
  const known = [...rulebook.schemes.keys()];
  for (const scheme of named.filter((one) => !known.includes(one))) {
    faults.add('schemes', `Le dispositif ${echo(scheme)} est inconnu ; connus : ${known.join(', ')}.`);
  }
  return { date: date ?? todayInParis(), schemes: named };
}

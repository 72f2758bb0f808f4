import { longDate } from '../../french/dates.ts';
import { quantity } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import type { DatedValue, Explanation } from '../answers.ts';

/** Returns the French sentences of an explanation: what decided, each with its reference. */
export function whySentences(explanation: Explanation): string[] {
  const { day, period, applicant, states, conditions, bound, settledBy } = explanation;
  return [
    `Règles du ${longDate(day)}${settledBy === null ? '' : `, où ${SETTLED[settledBy]} décide quel que soit le lieu`}.`,
    period === null
      ? 'Aucune période du dispositif ne couvre ce jour.'
      : `Période${since(period.from)} : ${PERIODS[period.status]} (${period.reference}).`,
    applicant === null ? '' : `Demandeur : ${APPLICANTS[applicant.outcome]} (${applicant.reference}).`,
    ...states.flatMap(stateLines),
    ...conditions.map(({ message, outcome, effect, values, reference }) => {
      if (message === null) return '';
      const then = effect === null ? '' : `, ce qui donne « ${EFFECTS[effect]} »`;
      return `Condition ${OUTCOMES[outcome]}${then} : ${withoutStop(message)}${inWords(values)} (${reference}).`;
    }),
    bound === null ? '' : `Montant : ${bound.label}, soit ${quantity(bound.ceiling, 'EUR')}${inWords(bound.values)}.`,
  ].filter((line) => line !== '');
}

function stateLines({ verdict, geography, rows, elsewhere, public: share, commune }: Explanation['states'][number]) {
  const table = geography === null ? '' : ` de la table des lieux${since(geography.from)} (${geography.reference})`;
  const answer = outcomeLabels[verdict];
  return [
    `${capitalised(answer)} :`,
    ...rows.map(
      ({ row, zone, verdict: ofRow, values, isBest }) =>
        `– ligne ${row}${table}${zone === null ? '' : `, quartier ${zone}`} : « ${outcomeLabels[ofRow]} »` +
        `${inWords(values)}${isBest ? '' : ', sans effet'}.`,
    ),
    elsewhere === null ? '' : `– ligne « ailleurs »${table} : « ${outcomeLabels[elsewhere]} ».`,
    share === null
      ? ''
      : `– public : « ${outcomeLabels[share.verdict]} »${inWords(share.values)} (${share.reference}).`,
    commune === null ? '' : communeLine(commune),
  ].filter((line) => line !== '');
}

function communeLine({ citycode, outcome, reference }: NonNullable<Explanation['states'][number]['commune']>): string {
  return `– commune${citycode === null ? '' : ` ${citycode}`} : ${COMMUNES[outcome]} (${reference}).`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function inWords(values: readonly DatedValue[]): string {
  const each = values.map(({ label, value, unit, from, statedFor, reference }) => {
    const stated = statedFor === null ? '' : `, énoncé pour ${statedFor}`;
    return `${label} : ${quantity(value, unit)}${since(from)}${stated}, ${reference}`;
  });
  return each.length === 0 ? '' : ` [${each.join(' ; ')}]`;
}

function since(day: string | null): string {
  return day === null ? '' : ` depuis le ${longDate(day)}`;
}

const SETTLED = {
  period: 'la période',
  applicant: 'le demandeur',
  condition: 'une condition',
  public: 'le public',
  amount: 'le montant',
} as const;
const PERIODS = { open: 'ouvert', review: 'à examiner', no: 'fermé' } as const;
const APPLICANTS = { eligible: 'admis', excluded: 'exclu', 'to-confirm': 'à confirmer' } as const;
const OUTCOMES = { met: 'remplie', unmet: 'non remplie', 'to-prove': 'à prouver' } as const;
const EFFECTS = { no: 'non', review: 'à examiner', notice: 'une mention' } as const;
const COMMUNES = {
  inside: 'admise',
  rest: 'à confirmer par l’agglomération',
  outside: 'hors de celles qui comptent',
} as const;

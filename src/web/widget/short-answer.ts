import { longDate } from '../../french/dates.ts';
import { DEMO } from '../../french/demo-banner.ts';
import { capitalised, eitherOf } from '../../french/sentence.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import { isOfThePlace, reasonInWords } from '../answer/reason-in-words.ts';
import { isBeyond, namedAs, sentenceOf } from '../answer/situation-sentence.ts';
import type { Message, Outcome, SchemeLabel, Verdict } from '../answers.ts';
import { element } from '../dom.ts';
import type { Distances } from '../scheme-list.ts';
import { verdictSign } from '../verdict-badge.ts';
import type { AddressAnswer } from './service.ts';

/**
 * The headline of an answer, which screen readers announce: where the address is, and what follows. `isChosen`: it was
 * already chosen among several.
 */
export function headline(answer: AddressAnswer, known: Known, isChosen: boolean): HTMLElement[] {
  const banner = answer.demo ? [element('p', { class: 'demo' }, DEMO)] : [];
  return [...banner, ...headlineOf(answer, known, isChosen)];
}

function headlineOf(answer: AddressAnswer, { labels, distances }: Known, isChosen: boolean): HTMLElement[] {
  const { address, tier, certainty, possibleTiers, reasons, candidates } = answer;
  if (address === null) {
    const text = 'Aucune adresse connue ne correspond : vérifiez-la, et précisez la commune.';
    return [element('p', { class: 'sentence' }, text), ...outcomes(answer, labels)];
  }
  if (!isChosen && hasToChoose(answer)) {
    return [element('p', { class: 'sentence' }, 'Plusieurs adresses correspondent : choisissez la bonne.')];
  }
  const zones = candidates[0]?.zones ?? [];
  const generation = reasons.some(({ code }) => code === 'no-generation') ? null : '';
  const { text } = sentenceOf(
    { zones, tier, certainty, possibleTiers, generation, reasons },
    namedAs(address),
    distances,
  );
  return [
    // The verdict that was asked for is read first.
    ...(answer.verdict ? outcomes(answer, labels) : []),
    element('p', { class: 'sentence' }, text),
    element('p', { class: 'address' }, `Adresse reconnue\u00A0: ${address.label}`),
    ...(answer.verdict ? [] : outcomes(answer, labels)),
  ];
}

/** The details: reasons and conditions, services to ask, links, and the value of such an answer. */
export function details(answer: AddressAnswer, service: string): HTMLElement[] {
  const { date, decision, verdict, verdicts = [], reasons } = answer;
  const zones = answer.candidates[0]?.zones ?? [];
  const whom = verdict?.whomToAsk ?? firstOf(verdicts)[0]?.whomToAsk ?? [];
  const page = decision ? `${service}/reponses/${decision.reference}` : `${service}/`;
  return [
    ...explanation(
      [...(verdict?.reasons ?? []), ...reasons]
        .filter((reason) => !(isBeyond({ reasons, zones }) && isOfThePlace(reason)))
        .map((reason) => ({ ...reason, message: reasonInWords(reason, answer.candidates) })),
      verdict ? [...verdict.conditions, ...verdict.notices] : [],
    ),
    ...(whom.length > 0
      ? [
          element(
            'p',
            { class: 'whom' },
            element('b', {}, 'À qui s’adresser : '),
            `${listed(whom.map((one) => one.label))}.`,
          ),
        ]
      : []),
    ...(decision
      ? [element('p', {}, 'Réponse enregistrée sans l’adresse : ', element('code', {}, decision.reference))]
      : []),
    element(
      'p',
      { class: 'worth' },
      `Indication au ${longDate(date)}, pas une décision. `,
      element(
        'a',
        { href: page, target: '_blank', rel: 'noopener noreferrer' },
        decision ? 'Cette réponse en entier' : 'La page complète',
        element('span', { class: 'soft tab' }, ' (nouvel onglet)'),
      ),
    ),
  ];
}

/** Whether the person has to choose the address that is meant. */
export function hasToChoose({ candidates, certainty, verdict, verdicts = [] }: AddressAnswer): boolean {
  const isDoubtful = [certainty, verdict?.certainty, ...verdicts.map((one) => one.certainty)].includes('review');
  return candidates.length > 1 && isDoubtful;
}

type Labels = ReadonlyMap<string, SchemeLabel>;

/** What the service has returned: its schemes by id, and its distances. */
export interface Known {
  readonly labels: Labels;
  readonly distances: Distances | null;
}

function outcomes({ verdict, verdicts = [] }: AddressAnswer, labels: Labels): HTMLElement[] {
  if (verdict) return [element('p', { class: 'verdict' }, ...outcome(verdict, labels))];
  const first = firstOf(verdicts);
  const rest = verdicts.filter(isOpen).length - first.length;
  return [
    ...(first.length > 0
      ? [element('ul', { class: 'verdicts' }, ...first.map((one) => element('li', {}, ...outcome(one, labels))))]
      : [element('p', {}, 'Aucun dispositif connu de ce service ne s’ouvre à cette adresse.')]),
    ...(rest > 0
      ? [
          element(
            'p',
            { class: 'soft' },
            `Et ${rest} ${rest > 1 ? 'autres, possibles' : 'autre, possible'} ou à examiner\u00A0: voir la page ` +
              'complète.',
          ),
        ]
      : []),
  ];
}

/** The best verdicts: those that open something, else those to review. */
function firstOf(verdicts: readonly Verdict[]): Verdict[] {
  const ranked = RANK.flatMap((outcome) => verdicts.filter(({ verdict }) => verdict === outcome));
  return ranked.slice(0, MOST);
}

function isOpen({ verdict }: Verdict): boolean {
  return RANK.includes(verdict);
}

const RANK: readonly Outcome[] = ['yes', 'conditional', 'review'];
const MOST = 4;

function outcome({ scheme, verdict }: Verdict, labels: Labels): (Node | string)[] {
  return [
    verdictSign(verdict),
    element('b', { class: `outcome ${verdict}` }, capitalised(outcomeLabels[verdict])),
    element('span', { class: 'scheme' }, labels.get(scheme)?.label ?? scheme),
  ];
}

function explanation(reasons: readonly Message[], others: readonly Message[]): HTMLElement[] {
  const all = [...new Set([...reasons, ...others].map(({ message }) => message))];
  if (all.length === 0) return [];
  const summary = others.length > 0 ? 'Raisons et conditions' : 'Raisons';
  return [
    element(
      'details',
      {},
      element('summary', {}, summary),
      element('ul', {}, ...all.map((message) => element('li', {}, message))),
    ),
  ];
}

function listed(labels: readonly string[]): string {
  const texts = labels.map((label, i) =>
    i === 0 ? label : label.replace(/^(Les?|La|L’)/, (article) => article.toLowerCase()),
  );
  return eitherOf(texts);
}

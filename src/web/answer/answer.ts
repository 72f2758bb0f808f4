import type { EligibilityAnswer, LocatedCandidate, SchemeLabel, SituatedZone } from '../answers.ts';
import { element } from '../dom.ts';
import { kindNames, longDate, metres, tierNames } from '../french.ts';
import { sentenceOf } from './sentence.ts';
import { verdictList } from './verdicts.ts';

/** The whole answer: first one sentence, the doubt and how to lift it; then scheme by scheme, and from which data. */
export function answerNodes(
  answer: EligibilityAnswer,
  { schemes, onCandidate, keep }: AnswerOptions,
): { readonly first: HTMLElement[]; readonly then: HTMLElement[] } {
  const { situation, address, candidates = [], verdicts, dataVersion, rulesVersion } = answer;
  const { text, isSure } = sentenceOf(situation, 'address' in answer);
  const isLost = 'address' in answer && address === null;
  const isOneOfSeveral = candidates.length > 1 && !isSure;
  const headline = isLost
    ? 'Cette adresse n’a pas été trouvée.'
    : isOneOfSeveral
      ? 'Plusieurs adresses correspondent : laquelle est la bonne ?'
      : text;
  const first = [
    element(
      'div',
      { class: `headline ${isSure ? 'sure' : 'doubtful'}` },
      element(
        'p',
        { class: 'certainty' },
        element('span', { class: 'sign', 'aria-hidden': 'true' }, isSure ? '✓' : '?'),
        isSure ? 'Réponse sûre' : 'À examiner',
      ),
      element('h2', { id: 'reponse-titre', tabindex: '-1' }, headline),
      address && !isOneOfSeveral ? element('p', { class: 'which' }, address.label) : null,
    ),
    ...(isSure ? [] : [doubt(answer, candidates, onCandidate)]),
    ...(situation.zones.length > 0 ? [zoneTable(situation.zones)] : []),
  ];
  const then = [
    element('h2', { class: 'section' }, 'Dispositif par dispositif'),
    verdictList(verdicts, schemes),
    keep,
    element(
      'p',
      { class: 'provenance' },
      `Situation au ${longDate(situation.date)}${situation.generation ? `, quartiers de la génération ${situation.generation}` : ''}. `,
      `Périmètres : version ${dataVersion}. Règles : version ${rulesVersion}. `,
      'Cette réponse est une indication, et non une décision.',
    ),
  ];
  return { first, then };
}

export interface AnswerOptions {
  readonly schemes: ReadonlyMap<string, SchemeLabel>;
  readonly onCandidate: (candidate: LocatedCandidate) => void;
  /** What lets a person keep the answer. */
  readonly keep: HTMLElement;
}

/** Between what the answer hesitates, why, and what a person can do about it. */
function doubt(
  { situation, address }: EligibilityAnswer,
  candidates: readonly LocatedCandidate[],
  onCandidate: (candidate: LocatedCandidate) => void,
): HTMLElement {
  const { reasons, possibleTiers } = situation;
  const items = reasons.map(({ message }) => element('li', {}, message));
  const hesitation =
    possibleTiers.length > 1 && address !== null
      ? element('p', {}, `Selon le cas, le lieu est : ${possibleTiers.map((tier) => tierNames[tier]).join(' ; ou ')}.`)
      : null;
  return element(
    'div',
    { class: 'doubt notice doubt' },
    candidates.length > 1
      ? element(
          'fieldset',
          { class: 'candidates' },
          element('legend', {}, 'Laquelle est la bonne ?'),
          ...candidates.map((candidate, i) =>
            element(
              'label',
              { class: 'choice' },
              element('input', { type: 'radio', name: 'candidat', value: i, onchange: () => onCandidate(candidate) }),
              element('span', {}, candidate.label, ' ', element('small', {}, summaryOf(candidate))),
            ),
          ),
        )
      : null,
    hesitation,
    items.length > 0 ? element('ul', {}, ...items.slice(0, FIRST_REASONS)) : null,
    items.length > FIRST_REASONS
      ? element(
          'details',
          {},
          element('summary', {}, `${items.length - FIRST_REASONS} autres raisons`),
          element('ul', {}, ...items.slice(FIRST_REASONS)),
        )
      : null,
    candidates.length > 1 ? null : element('p', {}, 'Vous pouvez préciser l’adresse, ou placer le point sur la carte.'),
  );
}

/** How many reasons are told at once, the others on demand. */
const FIRST_REASONS = 3;

function summaryOf({ tier, certainty }: LocatedCandidate): string {
  return certainty === 'firm' ? tierNames[tier] : `${tierNames[tier]}, à examiner`;
}

function zoneTable(zones: readonly SituatedZone[]): HTMLElement {
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      { class: 'zones' },
      element('caption', {}, 'Quartiers à moins de 500 m'),
      element(
        'thead',
        {},
        element('tr', {}, ...['Quartier', 'Situation', 'Limite'].map((head) => element('th', { scope: 'col' }, head))),
      ),
      element(
        'tbody',
        {},
        ...zones.map(({ id, kind, name, relation, boundaryDistance, certainty }) =>
          element(
            'tr',
            {},
            element(
              'th',
              { scope: 'row' },
              element('a', { href: `/quartiers/${id}` }, name),
              ' ',
              element('abbr', { class: `tag ${kind}`, title: kindNames[kind] }, kind.toUpperCase()),
            ),
            element('td', {}, RELATIONS[relation], certainty === 'review' ? ' (à examiner)' : ''),
            element('td', {}, `à ${metres(Math.abs(boundaryDistance))}`),
          ),
        ),
      ),
    ),
  );
}

const RELATIONS: Readonly<Record<SituatedZone['relation'], string>> = {
  inside: 'dedans',
  band: 'dehors, à moins de 300 m',
  near: 'dehors, à 300 m ou plus',
};

import { longDate } from '../../french/dates.ts';
import { certaintyLabels, kindLabels, kindNames, relationLabel, tierLabel } from '../../french/labels.ts';
import { metres, share as percent } from '../../french/numbers.ts';
import {
  aroundShape,
  type EligibilityAnswer,
  type LocatedCandidate,
  type ShapeZone,
  type SituatedZone,
} from '../answers.ts';
import { element } from '../dom.ts';
import type { Distances } from '../scheme-list.ts';
import { type HeadlineOptions, headlineNode } from './headline.ts';
import { reasonInWords } from './reason-in-words.ts';
import type { Contacts } from './service-contacts.ts';
import { type StreetSide, sideQuestion } from './side.ts';
import { isBeyond, isExtent, isStated, namedAs, sentenceOf } from './situation-sentence.ts';
import { verdictList } from './verdicts.ts';

/** Builds the whole answer: one sentence, the doubt and how to resolve it, then the schemes, and the data used. */
export function answerNodes(
  answer: EligibilityAnswer,
  options: AnswerOptions,
): { readonly first: HTMLElement[]; readonly then: HTMLElement[] } {
  const { asked, schemes, distances, keep, contacts } = options;
  const { situation, address, candidates = [], verdicts, dataVersion, rulesVersion } = answer;
  const what = namedAs(address, situation);
  const isShape = what === 'shape';
  const { isSure } = sentenceOf(situation, what, distances);
  const isDeclared = isSure && isStated(situation);
  const isOneOfSeveral = candidates.length > 1 && !isSure;
  const first = [
    headlineNode(answer, options),
    ...(isSure && !isDeclared ? [] : [doubt(answer, candidates, options)]),
    ...(situation.zones.length > 0 && !isOneOfSeveral && (isSure || isShape || !isExtent(what))
      ? [zoneTable(situation.zones, distances, (isExtent(what) && !isShape) || isDeclared)]
      : []),
  ];
  const { generation } = situation;
  const ofGeneration = generation ? `, quartiers de la génération ${generation}` : '';
  const then = [
    element('h2', { class: 'section' }, 'Dispositif par dispositif'),
    verdictList(verdicts, {
      schemes,
      asked,
      above: situation.reasons,
      isBeyond: isBeyond(situation),
      candidates,
      contacts,
    }),
    keep,
    element(
      'p',
      { class: 'provenance' },
      `Situation au ${longDate(situation.date)}${ofGeneration}. `,
      `Périmètres : version ${dataVersion}. Règles : version ${rulesVersion}. `,
      'Cette réponse est une indication, et non une décision.',
    ),
  ];
  return { first, then };
}

export interface AnswerOptions extends HeadlineOptions {
  readonly onCandidate: (candidate: LocatedCandidate) => void;
  /** Side of a limit street that the person declared, if any, and the listener to its changes. */
  readonly side: StreetSide | null;
  readonly onSide: (side: StreetSide | null) => void;
  /** How to reach the services to ask. */
  readonly contacts: Contacts;
  /** Panel to keep the answer. */
  readonly keep: HTMLElement;
}

/** The possible answers, the reason for the doubt, and what the person can do about it. */
function doubt(
  { situation, address }: EligibilityAnswer,
  candidates: readonly LocatedCandidate[],
  { distances, onCandidate, side, onSide }: AnswerOptions,
): HTMLElement {
  const band = distances?.band ?? null;
  const { reasons, possibleTiers, certainty } = situation;
  const isToChoose = candidates.length > 1 && certainty === 'review';
  const items = reasons.map((reason) => element('li', {}, reasonInWords(reason, candidates)));
  const first = items.length === FIRST_REASONS + 1 ? items.length : FIRST_REASONS;
  const hesitation =
    possibleTiers.length > 1 && address !== null && !isToChoose && situation.generation !== null
      ? element(
          'p',
          {},
          `Selon le cas, le lieu est : ${possibleTiers.map((tier) => tierLabel(tier, band)).join(' ; ou ')}.`,
        )
      : null;
  if (isBeyond(situation) && !isToChoose) return element('div', { class: 'notice doubt' }, beyond());
  const isShape = namedAs(address, situation) === 'shape';
  const isByTheLimit = side !== null || reasons.some(({ code }) => BY_THE_LIMIT.includes(code));
  return element(
    'div',
    { class: 'notice doubt' },
    isToChoose ? candidateList(candidates, band, onCandidate) : null,
    hesitation,
    items.length > 0 ? element('ul', {}, ...items.slice(0, first)) : null,
    items.length > first
      ? element(
          'details',
          {},
          element('summary', {}, `${items.length - first} autres raisons`),
          element('ul', {}, ...items.slice(first)),
        )
      : null,
    isByTheLimit && !isToChoose && !isShape ? sideQuestion(side, onSide) : null,
    isToChoose || address === null || certainty === 'firm'
      ? null
      : element('p', { class: 'no-print' }, wayOut(situation, address === undefined)),
  );
}

/** One sentence instead of the hypotheses, for a place outside the loaded quarters. */
function beyond(): HTMLElement {
  return element(
    'p',
    {},
    'Ce qui dépend d’un quartier y reste à examiner : la carte de l’État, ',
    element('a', { href: 'https://sig.ville.gouv.fr', rel: 'noreferrer' }, 'sig.ville.gouv.fr'),
    ', montre les quartiers prioritaires de toute la France.',
  );
}

/** What the person can do about a doubt, or who can. */
function wayOut({ reasons, generation }: EligibilityAnswer['situation'], isPoint: boolean): string {
  if (generation === null)
    return 'Une autre date, ou le service à qui s’adresser pour chaque dispositif, peut répondre.';
  if (reasons.some(({ code }) => code.startsWith('across-'))) {
    return (
      'Le doute vient du tracé, qui est des deux côtés d’une limite : vous pouvez le réduire à ce qui compte, ou ' +
      'demander au service à qui s’adresser, nommé pour chaque dispositif.'
    );
  }
  const isOfPlace = reasons.some(({ code }) => code.startsWith('address-') || OF_THE_PLACE.includes(code));
  if (!isOfPlace) {
    return (
      'Le doute vient des périmètres, et non du lieu : le service à qui s’adresser, nommé pour chaque ' +
      'dispositif, peut trancher.'
    );
  }
  return isPoint
    ? 'Vous pouvez placer le point plus précisément, sur la carte ou par ses coordonnées.'
    : 'Vous pouvez préciser l’adresse, ou placer le point sur la carte.';
}

/** Doubts that a more exact place may resolve. */
const OF_THE_PLACE: readonly string[] = [
  'limit-within-doubt',
  'band-limit-within-doubt',
  'limit-street',
  'commune-contradicts',
];

/** Numbered as on the map. A press chooses; arrows and Tab only move the focus. */
function candidateList(
  candidates: readonly LocatedCandidate[],
  band: number | null,
  onCandidate: (candidate: LocatedCandidate) => void,
): HTMLElement {
  return element(
    'ol',
    { class: 'candidates', 'aria-label': 'Laquelle est la bonne ?' },
    ...candidates.map((candidate) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', onclick: () => onCandidate(candidate) },
          element('span', {}, candidate.label),
          ' ',
          element('small', {}, summaryOf(candidate, band)),
        ),
      ),
    ),
  );
}

/** Doubts that the side of the street may resolve. */
const BY_THE_LIMIT: readonly string[] = ['limit-within-doubt', 'limit-street'];

/** How many reasons are shown at once; the others unfold. */
const FIRST_REASONS = 3;

function summaryOf({ tier, certainty }: LocatedCandidate, band: number | null): string {
  if (certainty === 'firm') return tierLabel(tier, band);
  return tier === 'unknown' ? certaintyLabels.review : `${tierLabel(tier, band)}, ${certaintyLabels.review}`;
}

/** `isUnmeasured`: no distance is shown, for a place with an extent or a declared position. */
function zoneTable(
  zones: readonly (SituatedZone | ShapeZone)[],
  distances: Distances | null,
  isUnmeasured: boolean,
): HTMLElement {
  const heads = isUnmeasured
    ? []
    : aroundShape(zones).length > 0
      ? ['Part dedans', 'Au plus près', 'Au plus loin']
      : ['Limite'];
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      { class: 'zones' },
      element('caption', {}, distances ? `Quartiers à moins de ${metres(distances.near)}` : 'Quartiers proches'),
      element(
        'thead',
        {},
        element('tr', {}, ...['Quartier', 'Situation', ...heads].map((head) => element('th', { scope: 'col' }, head))),
      ),
      element(
        'tbody',
        {},
        ...zones.map((zone) => {
          const { id, kind, name, certainty } = zone;
          return element(
            'tr',
            { 'data-quarter': id },
            element(
              'th',
              { scope: 'row' },
              element('a', { href: `/quartiers/${id}` }, name),
              ' ',
              element('abbr', { class: `tag ${kind}`, title: kindLabels[kind] }, kindNames[kind]),
            ),
            element('td', {}, relationOf(zone, distances?.band ?? null), certainty === 'review' ? ' (à examiner)' : ''),
            ...(isUnmeasured ? [] : measuresOf(zone).map((measure) => element('td', {}, measure))),
          );
        }),
      ),
    ),
  );
}

function relationOf(zone: SituatedZone | ShapeZone, band: number | null): string {
  const { relation } = zone;
  if ('share' in zone && relation === 'inside' && zone.share < 1) return 'en partie dedans';
  if ('share' in zone && relation === 'band' && band !== null && zone.farthest >= band)
    return `dehors, en partie à moins de ${metres(band)}`;
  return relationLabel(relation, band);
}

function measuresOf(zone: SituatedZone | ShapeZone): string[] {
  if (!('share' in zone)) return [`à ${metres(zone.boundaryDistance)}`];
  const far = (distance: number) => (distance === 0 ? 'dedans' : `à ${metres(distance)}`);
  return [percent(zone.share, 1), far(zone.nearest), far(zone.farthest)];
}

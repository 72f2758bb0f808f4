import { longDate } from '../../french/dates.ts';
import { kindLabels } from '../../french/labels.ts';
import { capitalised } from '../../french/sentence.ts';
import type { SchemeLabel } from '../answers.ts';
import { element } from '../dom.ts';
import { innerPoint } from '../quarters/inner-point.ts';
import { askQuarter, isWithin, pageOf } from '../quarters/quarter.ts';
import { limitKeepers, periodOf } from '../quarters/quarter-facts.ts';
import { askVerdicts } from '../quarters/quarter-schemes.ts';
import { type NamedCommune, type NamedPlace, type NamedQuarter, placeLabels } from '../question/named-places.ts';
import { askContacts } from './service-contacts.ts';
import { verdictList } from './verdicts.ts';

/**
 * Builds the answer about a quarter: what it is, and the verdicts for a place well inside it, from which its communes
 * may differ. A quarter without a perimeter, or not in force that day, has no verdicts.
 */
export async function quarterNodes(quarter: NamedQuarter, context: QuarterContext): Promise<PlaceNodes> {
  const { date, latest, asked, schemes, question, ways } = context;
  const { id, kind, generation, name, usualName, communes, inForce, perimeter } = quarter;
  const isInForce = isWithin(date, inForce);
  const where =
    `${capitalised(kindLabels[kind])}, ${communes.map(({ name: commune }) => commune).join(', ')}, ` +
    `en vigueur ${periodOf(inForce)}.`;
  const first = [
    element(
      'div',
      { class: `headline ${isInForce ? 'sure' : 'doubtful'}` },
      element('h2', TITLE, usualName),
      element('p', { class: 'where' }, where),
      name === usualName ? null : element('p', { class: 'soft' }, `Graphie officielle : « ${name} ».`),
    ),
    ...(isInForce ? [] : [notice('Ce quartier n’est pas en vigueur à la date de la question.')]),
    ...(isInForce && perimeter === 'missing'
      ? [
          notice(
            'Le tracé de ce quartier n’est pas disponible : ce service ne peut désigner aucun lieu qui y soit ' +
              `sûrement. S’adresser à : ${limitKeepers[kind]}.`,
          ),
        ]
      : []),
    element(
      'p',
      { class: 'ways no-print' },
      element('a', { class: 'button', href: pageOf({ id, generation }, latest) }, 'Voir la page du quartier'),
      ...ways,
    ),
  ];
  if (!isInForce || perimeter === 'missing') return { first, rest: [] };
  const { geometry, ...known } = await askQuarter(id, generation);
  const point = geometry && innerPoint(geometry);
  if (!point) return { first, rest: [] };
  const verdicts = await askVerdicts({ ...known, geometry }, point, date, question);
  const names = communes.map(({ name: commune }) => commune).join(', ');
  const rest = [
    element('h2', { class: 'section' }, 'Dispositif par dispositif'),
    element(
      'p',
      {},
      `Au ${longDate(date)}, voici ce que chaque dispositif dit d’un lieu situé dans ce quartier. Une adresse peut ` +
        'donner une autre réponse : celle d’un quartier n’en remplace aucune.',
    ),
    verdictList(
      verdicts.map(({ dependsOnCommune, ...verdict }) =>
        dependsOnCommune
          ? {
              ...verdict,
              ...{ verdict: 'review', certainty: 'review', alternatives: [], amount: null },
              reasons: [
                {
                  code: 'commune-decides',
                  message: `La réponse dépend de la commune, et ce quartier en touche plusieurs : ${names}.`,
                },
              ],
            }
          : verdict,
      ),
      { schemes, asked, above: [], isBeyond: false, candidates: [], contacts: await askContacts() },
    ),
  ];
  return { first, rest };
}

/** Builds what is shown about a commune, which is no place precise enough: its quarters, and how to give a place. */
export function communeNodes(
  { name, agglomeration, notices }: NamedCommune,
  quarters: readonly NamedQuarter[],
  { ways, onPlace }: ChoiceContext,
): PlaceNodes {
  const isElsewhere = agglomeration === false;
  const first = [
    element(
      'div',
      { class: 'headline doubtful' },
      element('h2', TITLE, `${name} : une commune n’est pas un lieu assez précis`),
      element(
        'p',
        { class: 'where' },
        'Un quartier ne couvre qu’une partie d’une commune : la réponse dépend de l’adresse, ou du point.',
      ),
      ...notices.map(({ message }) => element('p', { class: 'soft' }, message)),
      isElsewhere ? element('p', { class: 'soft' }, 'Cette commune n’est pas de l’agglomération.') : null,
    ),
    ...(ways.length > 0 ? [element('p', { class: 'ways no-print' }, ...ways)] : []),
    quarters.length > 0
      ? element(
          'div',
          { class: 'notice' },
          element('p', {}, 'Les quartiers qui touchent cette commune :'),
          choices(quarters, onPlace, 'Quartiers de la commune'),
        )
      : notice('Aucun quartier que connaît ce service ne touche cette commune à la date de la question.'),
  ];
  return { first, rest: [] };
}

/** Asks which of several places is meant; `text` may also be an address, where `onAddress` is given. */
export function whichNodes(
  places: readonly NamedPlace[],
  { onPlace, onAddress }: Pick<ChoiceContext, 'onPlace'> & { readonly onAddress: (() => void) | null },
): PlaceNodes {
  const areQuarters = places.every(({ type }) => type === 'quarter');
  const first = [
    element(
      'div',
      { class: 'headline doubtful' },
      element(
        'h2',
        TITLE,
        areQuarters
          ? places.length > 1
            ? 'De quel quartier s’agit-il ?'
            : 'Est-ce bien ce quartier ?'
          : 'De quel lieu s’agit-il ?',
      ),
    ),
    element('div', { class: 'notice' }, choices(places, onPlace, 'Lieux de ce nom')),
    onAddress === null
      ? null
      : element(
          'p',
          { class: 'ways no-print' },
          element('button', { type: 'button', onclick: onAddress }, 'Aucun : chercher ce texte parmi les adresses'),
        ),
  ].filter((node) => node !== null);
  return { first, rest: [] };
}

export interface PlaceNodes {
  readonly first: readonly HTMLElement[];
  readonly rest: readonly HTMLElement[];
}

export interface ChoiceContext {
  /** Buttons that lead to a more precise place. */
  readonly ways: readonly HTMLElement[];
  readonly onPlace: (place: NamedPlace) => void;
}

export interface QuarterContext extends Pick<ChoiceContext, 'ways'> {
  readonly date: string;
  /** The generation that the page of a quarter shows by default. */
  readonly latest: string | undefined;
  /** The scheme that the person asks for; null for all. */
  readonly asked: string | null;
  readonly schemes: ReadonlyMap<string, SchemeLabel>;
  /** The schemes and the facts of the question. */
  readonly question: Readonly<Record<string, unknown>>;
}

const TITLE = { id: 'reponse-titre', tabindex: '-1' };

function notice(text: string): HTMLElement {
  return element('p', { class: 'notice doubt' }, text);
}

function choices(places: readonly NamedPlace[], onPlace: (place: NamedPlace) => void, label: string): HTMLElement {
  return element(
    'ul',
    { class: 'named-places', 'aria-label': label },
    ...places.map((place) => {
      const { name, kind } = placeLabels(place);
      return element(
        'li',
        {},
        element(
          'button',
          { type: 'button', onclick: () => onPlace(place) },
          element('span', {}, name),
          ' ',
          element('small', {}, kind),
        ),
      );
    }),
  );
}

import { longDate } from '../../french/dates.ts';
import { kindLabels, perimeterLabels } from '../../french/labels.ts';
import { quantity } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import { type Child, element } from '../dom.ts';
import type { Communes } from './commune-names.ts';
import { foundingText, type Generation, inhabitantsOf, isWithin, type Quarter } from './quarter.ts';

/** The facts known about a quarter, line by line, and the doubts about it. */
export function quarterFacts(quarter: Quarter, { communes, generations, day }: FactsContext): HTMLElement[] {
  const { id, kind, perimeter, spellings, notes, doubts, inForce, generation } = quarter;
  const { status, precision, source, licence } = perimeter;
  const names = communes.namesOf(quarter);
  const inhabitants = inhabitantsOf(quarter);
  const lines: readonly (readonly [string, Child])[] = [
    ['Code', element('span', { class: 'code' }, id)],
    [names.length > 1 ? 'Communes' : 'Commune', names.join(', ')],
    ['Habitants', inhabitants === null ? 'non connu' : `${inhabitants} (estimation, pour information)`],
    ['En vigueur', periodOf(inForce)],
    ['Fondé sur', foundingText(quarter, generations)],
    [
      'Périmètre',
      `${perimeterLabels[status]}${precision === null ? '' : `, coordonnées à ${quantity(precision, 'metres')} près`}`,
    ],
    ['Source', source],
    ['Licence', licence],
    ['Graphie officielle', quarter.officialName === quarter.name ? null : quarter.officialName],
    ['Autres graphies', spellings.length > 0 ? spellings.join(' ; ') : null],
    ['À noter', notes.length > 0 ? notes.join(' ; ') : null],
  ];
  const ended = inForce.to !== null && inForce.to <= day;
  return [
    element('p', { class: 'kind' }, element('span', { class: `tag ${kind}` }, capitalised(kindLabels[kind]))),
    ...(ended
      ? [
          element(
            'p',
            { class: 'notice' },
            `Cette page montre le quartier de la génération ${generation}, qui n’est plus en vigueur depuis le ` +
              `${longDate(inForce.to!)}.`,
          ),
        ]
      : []),
    ...doubts
      .filter((doubt) => isWithin(day, doubt))
      .map(({ message }) => element('p', { class: 'notice doubt' }, message)),
    element(
      'dl',
      { class: 'facts' },
      ...lines.flatMap(([name, value]) =>
        value === null ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, value))],
      ),
    ),
    ...(status === 'missing' ? [missingNotice(kind)] : []),
    ...otherDoubts(quarter, day),
  ];
}

export interface FactsContext {
  readonly communes: Communes;
  readonly generations: readonly Generation[];
  /** The day that the page describes. */
  readonly day: string;
}

/** The service that decides a limit, never a person. */
export const limitKeepers: Readonly<Record<Quarter['kind'], string>> = {
  qpv: 'l’Agence nationale de la cohésion des territoires (sig.ville.gouv.fr)',
  qic: 'le service politique de la ville de l’agglomération',
};

export function periodOf({ from, to }: Quarter['inForce']): string {
  return to === null ? `depuis le ${longDate(from)}` : `du ${longDate(from)} au ${longDate(to)}`;
}

function missingNotice(kind: Quarter['kind']): HTMLElement {
  return element(
    'p',
    { class: 'notice doubt' },
    'Ce service n’a pas le tracé de ce quartier : une adresse de ses communes, qui n’est pas dans un autre ' +
      `quartier, peut s’y trouver ou non. Pour le savoir, s’adresser à : ${limitKeepers[kind]}.`,
  );
}

/** Doubts of other days, folded: they explain the answers for such days. */
function otherDoubts({ doubts }: Quarter, day: string): HTMLElement[] {
  const others = doubts.filter((doubt) => !isWithin(day, doubt));
  if (others.length === 0) return [];
  return [
    element(
      'details',
      { class: 'other-doubts' },
      element('summary', {}, 'À d’autres dates, ce quartier est à examiner'),
      element('ul', {}, ...others.map(({ message }) => element('li', {}, message))),
    ),
  ];
}

import { perimeterLabels } from '../../french/labels.ts';
import { element } from '../dom.ts';
import type { Communes } from './commune-names.ts';
import { inhabitantsOf, isWithin, pageOf, type Quarter } from './quarter.ts';

/**
 * Lists quarters under headings: those of the State, those of the agglomeration, and neighbours where some are loaded.
 */
export function quarterList(quarters: readonly Quarter[], context: ListContext): HTMLElement[] {
  const { communes } = context;
  const ours = quarters.filter((quarter) => communes.isOurs(quarter));
  const neighbours = quarters.filter((quarter) => !communes.isOurs(quarter));
  const groups = [
    { title: 'Quartiers prioritaires (QPV)', list: ours.filter(({ kind }) => kind === 'qpv') },
    { title: 'Quartiers d’intérêt communautaire (QIC)', list: ours.filter(({ kind }) => kind === 'qic') },
    { title: 'Quartiers voisins, hors de l’agglomération', list: neighbours },
  ];
  return groups
    .filter(({ list }) => list.length > 0)
    .map(({ title, list }) =>
      element(
        'section',
        { class: 'group' },
        element('h2', {}, `${title}\u00A0`, element('small', {}, String(list.length))),
        ...doubtsOf(list, context.date).map((message) => element('p', { class: 'notice doubt' }, message)),
        element('ul', { class: 'quarters' }, ...list.map((quarter) => quarterItem(quarter, context, isMixed(list)))),
      ),
    );
}

export interface ListContext {
  readonly date: string;
  readonly communes: Communes;
  /** The generation that the page of a quarter shows by default. */
  readonly latest: string | undefined;
}

/** Whether two lists are shown as one, where it is not known which of them applied that day. */
function isMixed(quarters: readonly Quarter[]): boolean {
  return quarters.some(({ generation }) => generation !== quarters[0]!.generation);
}

function quarterItem(quarter: Quarter, { communes, latest, date }: ListContext, isOfTwoLists: boolean): HTMLElement {
  const { id, kind, name, perimeter } = quarter;
  const isDoubtful = quarter.doubts.some((doubt) => isWithin(date, doubt));
  const inhabitants = inhabitantsOf(quarter);
  return element(
    'li',
    { class: `quarter ${kind}`, 'data-quarter': id },
    element('a', { href: pageOf(quarter, latest) }, name),
    element('span', { class: 'code' }, id),
    element('span', { class: 'where' }, communes.namesOf(quarter).join(', ')),
    element(
      'span',
      { class: 'figures' },
      isOfTwoLists ? element('span', {}, `liste de ${quarter.generation}`) : null,
      inhabitants === null ? null : element('span', {}, inhabitants),
      element('span', { class: `perimeter ${perimeter.status}` }, perimeterLabels[perimeter.status]),
      isDoubtful ? element('span', { class: 'doubtful' }, 'à examiner à cette date') : null,
      element(
        'button',
        { type: 'button', class: 'plain no-print', 'data-show': id },
        'Voir sur la carte',
        element('span', { class: 'visually-hidden' }, ` : ${name}`),
      ),
    ),
  );
}

/** The legal doubts of that day, each once. */
function doubtsOf(quarters: readonly Quarter[], date: string): string[] {
  const doubts = quarters.flatMap((quarter) => quarter.doubts.filter((doubt) => isWithin(date, doubt)));
  return [...new Set(doubts.map(({ message }) => message))];
}

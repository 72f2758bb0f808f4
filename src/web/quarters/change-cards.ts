import { figure } from '../../french/numbers.ts';
import { type Child, element } from '../dom.ts';
import { changePicture } from './change-picture.ts';
import { type ChangeShares, leastShared, shareText } from './change-shares.ts';
import { type Communes, inFrenchOrder } from './commune-names.ts';
import type { Quarter } from './quarter.ts';
import { type Change, changeOf, type Succession } from './succession.ts';

/** Lists each quarter of both generations, those that changed most first. */
export function changeCards(successions: readonly Succession[], context: CardContext): HTMLElement {
  const sorted = [...successions].sort(
    (a, b) =>
      ORDER.indexOf(changeOf(a)) - ORDER.indexOf(changeOf(b)) ||
      leastShared(a, context.shares) - leastShared(b, context.shares) ||
      inFrenchOrder(latest(a).name, latest(b).name),
  );
  return element('ul', { class: 'change-cards' }, ...sorted.map((succession) => changeCard(succession, context)));
}

export interface CardContext {
  /** The ids of the two generations. */
  readonly from: string;
  readonly to: string;
  readonly shares: ChangeShares | null;
  readonly communes: Communes;
  pages(quarter: Quarter): string;
}

const ORDER: readonly Change[] = ['new', 'gone', 'renamed', 'kept'];

function changeCard(succession: Succession, context: CardContext): HTMLElement {
  const { before, after } = succession;
  const { communes, pages } = context;
  const quarter = latest(succession);
  const citycodes = [...new Set([...(before?.communes ?? []), ...(after?.communes ?? [])])];
  return element(
    'li',
    { class: `change-card ${quarter.kind}` },
    pictureOf(succession, context),
    element(
      'div',
      {},
      element('h3', {}, element('a', { href: pages(quarter) }, quarter.name)),
      element('p', {}, communes.namesOf({ communes: citycodes }).join(', ')),
      element('p', {}, element('span', { class: 'code' }, quarter.id), ', ', ...changeWords(succession, context)),
      inhabitantsLine(succession, context),
    ),
    sharesLine(succession, context),
  );
}

function latest({ before, after }: Succession): Quarter {
  return (after ?? before)!;
}

/** The words about a change, to follow the code of the quarter. */
function changeWords(succession: Succession, { from, to, pages }: CardContext): Child[] {
  const { before, after } = succession;
  if (before === null) return [strong(`nouveau en ${to}`)];
  if (after === null) return [strong(`disparu de la liste de ${to}`)];
  const code = element('span', { class: 'code' }, before.id);
  if (changeOf(succession) === 'renamed') {
    return [strong('renommé'), `, en ${from} : `, element('a', { href: pages(before) }, before.name, ', ', code)];
  }
  if (before.id !== after.id) return ['avant ', element('a', { href: pages(before) }, code)];
  const label = `${before.name}, déjà en ${from}`;
  return [element('a', { href: pages(before), 'aria-label': label }, `déjà en ${from}`)];
}

function strong(text: string): HTMLElement {
  return element('strong', {}, text);
}

function inhabitantsLine({ before, after }: Succession, { from, to }: CardContext): HTMLElement | null {
  const counts = [
    ...(before?.inhabitants ? [`${figure(before.inhabitants)} hab. en ${from}`] : []),
    ...(after?.inhabitants ? [`${figure(after.inhabitants)}${before?.inhabitants ? '' : ' hab.'} en ${to}`] : []),
  ];
  return counts.length === 0 ? null : element('p', {}, counts.join(', '));
}

function sharesLine({ before, after }: Succession, { from, to, shares }: CardContext): HTMLElement | null {
  if (shares === null) return null;
  const parts = [
    ...(after === null ? [] : [`${shareText(shares.already.get(after))} de ${to}`]),
    ...(before === null ? [] : [`${shareText(shares.still.get(before))} de ${from}`]),
  ];
  return element('p', { class: 'shares' }, `En commun : ${parts.join(', ')}.`);
}

/** Whether no perimeter of a picture is missing. */
export function isDrawn({ before, after }: Succession): boolean {
  return before?.geometry !== null && after?.geometry !== null;
}

function pictureOf(succession: Succession, { from, to, shares }: CardContext): HTMLElement | null {
  if (!isDrawn(succession)) return null;
  const { before, after } = succession;
  const { name } = latest(succession);
  const label =
    before === null
      ? `Tracé de ${name} en ${to}`
      : after === null
        ? `Tracé de ${name} en ${from}`
        : `Tracés de ${name} en ${from} et en ${to}${
            shares === null
              ? ''
              : ` : environ ${shareText(shares.already.get(after))} de celui de ${to} était déjà dans un quartier`
          }`;
  const { picture, scale } = changePicture({ before: before?.geometry ?? null, after: after?.geometry ?? null, label });
  return element('figure', {}, picture, element('figcaption', {}, `${figure(scale)} m`));
}

import { kindNames } from '../../french/labels.ts';
import type { Kind } from '../answers.ts';
import { type Child, element } from '../dom.ts';
import { type ChangeShares, leastShared } from './change-shares.ts';
import type { Quarter } from './quarter.ts';
import { type Change, changeOf, type Succession } from './succession.ts';

/** States what changed between two generations: the quarters that are new, gone, renamed, and those that moved most. */
export function changeSummary(kinds: readonly KindChanges[], { from, pages }: SummaryContext): HTMLElement {
  const link = (quarter: Quarter) => element('a', { href: pages(quarter) }, quarter.name);
  const lines = kinds.flatMap(({ kind, successions, shares }): Child[][] => {
    const of = (change: Change) => successions.filter((succession) => changeOf(succession) === change);
    const name = kindNames[kind];
    const line = (change: Change, one: string, many: string, show: (succession: Succession) => Child[]): Child[][] => {
      const found = of(change);
      if (found.length === 0) return [];
      return [
        [strong(`${found.length} ${name} ${found.length > 1 ? many : one}`), ' : ', ...listed(found.map(show)), '.'],
      ];
    };
    const moved = successions
      .filter((succession) => leastShared(succession, shares) < MOVED)
      .sort((a, b) => leastShared(a, shares) - leastShared(b, shares));
    return [
      ...line('new', 'est nouveau', 'sont nouveaux', ({ after }) => [link(after!)]),
      ...line('gone', 'a disparu de la liste', 'ont disparu de la liste', ({ before }) => [link(before!)]),
      ...line('renamed', 'a changé de nom', 'ont changé de nom', ({ before, after }) => [
        link(after!),
        ` (en ${from} : ${before!.name})`,
      ]),
      ...(moved.length === 0
        ? []
        : [
            [
              strong(`Les limites des ${name} ont changé`),
              ', le plus pour ',
              ...listed(moved.slice(0, MOST_MOVED).map(({ after }) => [link(after!)])),
              '.',
            ],
          ]),
    ];
  });
  const kept = kinds.flatMap(({ kind, successions }) => {
    const count = successions.filter((succession) => changeOf(succession) === 'kept').length;
    return count === 0 ? [] : [{ count, text: `${count} ${kindNames[kind]}` }];
  });
  if (kept.length > 0) {
    const isMany = kept.reduce((sum, { count }) => sum + count, 0) > 1;
    lines.push([`${kept.map(({ text }) => text).join(' et ')} ${isMany ? 'gardent leur nom' : 'garde son nom'}.`]);
  }
  return element('ul', { class: 'change-summary' }, ...lines.map((line) => element('li', {}, ...line)));
}

export interface KindChanges {
  readonly kind: Kind;
  readonly successions: readonly Succession[];
  /** Null where perimeters are missing. */
  readonly shares: ChangeShares | null;
}

export interface SummaryContext {
  /** The id of the older generation. */
  readonly from: string;
  pages(quarter: Quarter): string;
}

const MOST_MOVED = 3;
/** Shares are right to about a hundredth. */
const MOVED = 0.99;

function strong(text: string): HTMLElement {
  return element('strong', {}, text);
}

/** Puts commas and « et » between the items. */
function listed(items: readonly (readonly Child[])[]): Child[] {
  return items.flatMap((item, i) => [...(i === 0 ? [] : [i === items.length - 1 ? ' et ' : ', ']), ...item]);
}

import { kindNames, kindTitles } from '../../french/labels.ts';
import { counted, figure } from '../../french/numbers.ts';
import type { Kind } from '../answers.ts';
import { type Child, element } from '../dom.ts';
import { shareWithin } from './area-share.ts';
import { type Communes, inFrenchOrder } from './commune-names.ts';
import { type Generation, type MultiPolygon, pageOf, type Quarter } from './quarter.ts';
import { periodOf } from './quarter-facts.ts';
import { stackedTable } from './stacked-table.ts';
import { type Change, changeOf, type Succession, successionOf } from './succession.ts';

/** Lists the changes between two generations, by kind and by commune. */
export function evolutionNodes(older: Side, newer: Side, communes: Communes): HTMLElement[] {
  const pages = (quarter: Quarter) => pageOf(quarter, newer.generation.id);
  return [
    element('ul', { class: 'bases' }, ...[older, newer].map(baseItem)),
    ...KINDS.flatMap((kind) => {
      const title = kindTitles[kind];
      const before = older.quarters.filter((quarter) => quarter.kind === kind);
      const after = newer.quarters.filter((quarter) => quarter.kind === kind);
      const ours = (quarters: readonly Quarter[]) => quarters.filter((quarter) => communes.isOurs(quarter));
      const successions = successionOf(ours(before), ours(after));
      const shares = sharesOf(before, after, communes);
      return [
        element(
          'section',
          {},
          element('h2', {}, title),
          element('p', {}, summaryOf(ours(before).length, successions, { older, newer, kind })),
          ...(shares === null ? [withoutShares(ours(before), ours(after), { older, newer, kind })] : [sharesNote()]),
          changesTable({ title, older, newer, successions, shares, communes, pages }),
        ),
      ];
    }),
    element(
      'p',
      { class: 'soft' },
      `Habitants : des estimations, données pour information. Celles de ${older.generation.id} et de ` +
        `${newer.generation.id} viennent de documents différents et portent sur des périmètres différents : leur ` +
        'écart ne mesure pas une évolution de la population.',
    ),
    element('section', {}, element('h2', {}, 'Commune par commune'), communesTable(older, newer, communes, pages)),
  ];
}

/** A generation and its quarters. */
export interface Side {
  readonly generation: Generation;
  readonly quarters: readonly Quarter[];
}

const KINDS: readonly Kind[] = ['qpv', 'qic'];

function baseItem({ generation }: Side): HTMLElement {
  const { id, references } = generation;
  return element(
    'li',
    { class: 'card' },
    element('strong', {}, `Génération ${id}`),
    element('span', {}, `En vigueur ${periodOf(generation)}.`),
    element('span', { class: 'soft' }, `QPV : ${references.qpv}.`),
    element('span', { class: 'soft' }, `QIC : ${references.qic}.`),
  );
}

interface Sides {
  readonly older: Side;
  readonly newer: Side;
  readonly kind: Kind;
}

function summaryOf(before: number, successions: readonly Succession[], { older, newer, kind }: Sides): string {
  const after = successions.filter((succession) => succession.after !== null).length;
  const tally = (change: Change, one: string, many: string) => {
    const count = successions.filter((succession) => changeOf(succession) === change).length;
    return count === 0 ? [] : [counted(count, one, many)];
  };
  const parts = [
    ...tally('kept', 'continue sous le même nom', 'continuent sous le même nom'),
    ...tally('renamed', 'continue sous un autre nom', 'continuent sous un autre nom'),
    ...tally('new', 'est nouveau', 'sont nouveaux'),
    ...tally('gone', 'a disparu de la liste', 'ont disparu de la liste'),
  ];
  const [first, then] = [older.generation.id, newer.generation.id];
  const name = kindNames[kind];
  return `${before} ${name} dans la génération ${first}, ${after} dans la génération ${then} : ${parts.join(', ')}.`;
}

/**
 * Shares of the area of each quarter that lie in a quarter of the other generation; null where perimeters are missing.
 */
interface Shares {
  /** For a newer quarter, the share that was in a quarter before. */
  readonly already: ReadonlyMap<Quarter, number>;
  /** For an older quarter, the share that is still in a quarter. */
  readonly still: ReadonlyMap<Quarter, number>;
}

function sharesOf(before: readonly Quarter[], after: readonly Quarter[], communes: Communes): Shares | null {
  const isDrawn = ({ geometry }: Quarter) => geometry !== null;
  const areDrawn = (quarters: readonly Quarter[]) =>
    quarters.filter((quarter) => communes.isOurs(quarter)).every(isDrawn);
  if (before.length === 0 || after.length === 0 || !areDrawn(before) || !areDrawn(after)) return null;
  return { already: sharesAmong(after, before, communes), still: sharesAmong(before, after, communes) };
}

function sharesAmong(
  quarters: readonly Quarter[],
  others: readonly Quarter[],
  communes: Communes,
): Map<Quarter, number> {
  const shapes = others.flatMap(({ geometry }): MultiPolygon[] => (geometry === null ? [] : [geometry]));
  const shares = new Map<Quarter, number>();
  for (const quarter of quarters) {
    if (quarter.geometry === null || !communes.isOurs(quarter)) continue;
    shares.set(quarter, shareWithin(quarter.geometry, shapes));
  }
  return shares;
}

function sharesNote(): HTMLElement {
  return element(
    'p',
    { class: 'soft' },
    'Les parts communes aux deux générations sont des parts de surface, approchées : elles ne disent rien d’une ' +
      'adresse.',
  );
}

function withoutShares(
  before: readonly Quarter[],
  after: readonly Quarter[],
  { older, newer, kind }: Sides,
): HTMLElement {
  const lacks = [
    { side: older, quarters: before },
    { side: newer, quarters: after },
  ].flatMap(({ side, quarters }) => {
    const missing = quarters.filter(({ geometry }) => geometry === null).length;
    if (missing === 0) return [];
    const { id } = side.generation;
    return [missing === quarters.length ? `ceux de ${id}` : `${missing} de ceux de ${id}`];
  });
  return element(
    'p',
    { class: 'notice' },
    `Des périmètres de ${kindNames[kind]} ne sont pas chargés dans ce service (${lacks.join(', ')}) : cette page ` +
      'dit ce que le registre en connaît, codes, noms, communes et habitants, et non ce que les limites ont gagné ' +
      'ou perdu.',
  );
}

interface Changes {
  readonly title: string;
  readonly older: Side;
  readonly newer: Side;
  readonly successions: readonly Succession[];
  readonly shares: Shares | null;
  readonly communes: Communes;
  pages(quarter: Quarter): string;
}

const CHANGES: Readonly<Record<Change, string>> = {
  new: 'nouveau',
  gone: 'disparu de la liste',
  renamed: 'renommé',
  kept: 'même nom',
};

// On a narrow screen the rows are stacked: the roles keep the semantics of a table.
function changesTable({ title, older, newer, successions, shares, communes, pages }: Changes): HTMLElement {
  const [from, to] = [older.generation.id, newer.generation.id];
  const columns = [
    `Génération ${to}`,
    `Génération ${from}`,
    'Communes',
    'Changement',
    `Habitants (${from})`,
    `Habitants (${to})`,
    ...(shares === null
      ? []
      : [`Part de ${to} déjà dans un quartier de ${from}`, `Part de ${from} encore dans un quartier de ${to}`]),
  ];
  const link = (quarter: Quarter | null): Child =>
    quarter === null
      ? '–'
      : element(
          'span',
          {},
          element('a', { href: pages(quarter) }, quarter.name),
          ' ',
          element('span', { class: 'code' }, quarter.id),
        );
  const rows = successions.map((succession) => {
    const { before, after } = succession;
    const change = changeOf(succession);
    const cells: Child[] = [
      link(before),
      communesOf(succession, communes),
      element('span', { class: `change ${change}` }, CHANGES[change]),
      inhabitants(before),
      inhabitants(after),
      ...(shares === null ? [] : [shareText(after, shares.already), shareText(before, shares.still)]),
    ];
    return element(
      'tr',
      { role: 'row' },
      element('th', { scope: 'row', role: 'rowheader' }, link(after)),
      ...cells.map((cell, i) =>
        element('td', { role: 'cell', 'data-label': columns[i + 1], class: i >= 3 ? 'number' : null }, cell),
      ),
    );
  });
  return stackedTable('changes', title, columns, rows);
}

function communesTable(older: Side, newer: Side, communes: Communes, pages: (quarter: Quarter) => string): HTMLElement {
  const all = [...older.quarters, ...newer.quarters].filter((quarter) => communes.isOurs(quarter));
  const citycodes = [...new Set(all.flatMap((quarter) => quarter.communes))];
  const columns = ['Commune', `Génération ${older.generation.id}`, `Génération ${newer.generation.id}`];
  const listed = (side: Side, citycode: string): Child => {
    const here = side.quarters.filter((quarter) => quarter.communes.includes(citycode));
    if (here.length === 0) return 'aucun';
    return element(
      'ul',
      {},
      ...here.map((quarter) =>
        element(
          'li',
          {},
          element('a', { href: pages(quarter) }, quarter.name),
          ' ',
          element('span', { class: `kind-mark ${quarter.kind}` }, kindNames[quarter.kind]),
        ),
      ),
    );
  };
  const rows = citycodes
    .sort((a, b) => inFrenchOrder(communes.nameOf(a), communes.nameOf(b)))
    .map((citycode) =>
      element(
        'tr',
        { role: 'row' },
        element('th', { scope: 'row', role: 'rowheader' }, communes.nameOf(citycode)),
        ...[older, newer].map((side, i) =>
          element('td', { role: 'cell', 'data-label': columns[i + 1] }, listed(side, citycode)),
        ),
      ),
    );
  return stackedTable('changes by-commune', 'Quartiers de chaque commune', columns, rows);
}

function communesOf({ before, after }: Succession, communes: Communes): string {
  const citycodes = [...new Set([...(before?.communes ?? []), ...(after?.communes ?? [])])];
  return communes.namesOf({ communes: citycodes }).join(', ');
}

function inhabitants(quarter: Quarter | null): string {
  return quarter === null || quarter.inhabitants === null ? '–' : figure(quarter.inhabitants);
}

/** « environ 83 % »; an approximate share is never written as all or nothing. */
function shareText(quarter: Quarter | null, shares: ReadonlyMap<Quarter, number>): string {
  const share = quarter === null ? undefined : shares.get(quarter);
  if (share === undefined) return '–';
  const percent = Math.round(share * 100);
  if (share === 0) return 'aucune';
  if (percent < 1) return 'moins de 1\u00A0%';
  return percent > 99 ? 'plus de 99\u00A0%' : `environ ${percent}\u00A0%`;
}

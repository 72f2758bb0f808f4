import { kindNames, kindTitles } from '../../french/labels.ts';
import type { Kind } from '../answers.ts';
import { type Child, element } from '../dom.ts';
import { changeCards, isDrawn } from './change-cards.ts';
import { changeShares } from './change-shares.ts';
import { changeSummary } from './change-summary.ts';
import { type Communes, inFrenchOrder } from './commune-names.ts';
import { type Generation, pageOf, type Quarter } from './quarter.ts';
import { periodOf } from './quarter-facts.ts';
import { stackedTable } from './stacked-table.ts';
import { successionOf } from './succession.ts';

/** The page about the changes between two generations: what changed, quarter by quarter, then commune by commune. */
export function evolutionNodes(older: Side, newer: Side, communes: Communes): EvolutionNodes {
  const [from, to] = [older.generation.id, newer.generation.id];
  const pages = (quarter: Quarter) => pageOf(quarter, to);
  const ours = (quarters: readonly Quarter[]) => quarters.filter((quarter) => communes.isOurs(quarter));
  const kinds = KINDS.map((kind) => {
    const before = older.quarters.filter((quarter) => quarter.kind === kind);
    const after = newer.quarters.filter((quarter) => quarter.kind === kind);
    return {
      kind,
      before: ours(before),
      after: ours(after),
      successions: successionOf(ours(before), ours(after)),
      shares: changeShares(before, after, communes),
    };
  });
  return {
    summary: [changeSummary(kinds, { from, pages })],
    details: [
      ...kinds.map(({ kind, before, after, successions, shares }) =>
        element(
          'section',
          {},
          element('h2', {}, kindTitles[kind]),
          element('p', {}, `${before.length} ${kindNames[kind]} en ${from}, ${after.length} en ${to}.`),
          ...(successions.some(isDrawn) ? [pictureLegend(kind, from, to)] : []),
          shares === null ? withoutShares(before, after, { older, newer, kind }) : sharesNote(from, to),
          changeCards(successions, { from, to, shares, communes, pages }),
        ),
      ),
      element(
        'p',
        { class: 'soft' },
        `Habitants : des estimations, données pour information. Celles de ${from} et de ` +
          `${to} viennent de documents différents et portent sur des périmètres différents : leur ` +
          'écart ne mesure pas une évolution de la population.',
      ),
      folded('Commune par commune', communesTable(older, newer, communes, pages)),
      folded('Les textes', element('ul', { class: 'bases' }, ...[older, newer].map(baseItem))),
    ],
  };
}

export interface EvolutionNodes {
  readonly summary: readonly HTMLElement[];
  readonly details: readonly HTMLElement[];
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

function pictureLegend(kind: Kind, from: string, to: string): HTMLElement {
  const rows = [
    ['in-both', `dans ce quartier en ${from} et en ${to}`],
    ['only-after', `en ${to} seulement`],
    ['only-before', `en ${from} seulement`],
  ] as const;
  return element(
    'ul',
    { class: `change-legend ${kind}` },
    ...rows.map(([name, text]) =>
      element('li', {}, element('span', { class: `change-swatch ${name}`, 'aria-hidden': 'true' }), text),
    ),
  );
}

function sharesNote(from: string, to: string): HTMLElement {
  return element(
    'p',
    { class: 'soft' },
    `En commun : à peu près, la part de la surface de ${to} qui était déjà dans un quartier, et la part de celle ` +
      `de ${from} qui l’est encore. Rien de cela ne dit où est une adresse.`,
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
    `Des tracés de ${kindNames[kind]} ne sont pas chargés dans ce service (${lacks.join(', ')}) : codes, noms, ` +
      'communes et habitants sont comparés, et non les limites.',
  );
}

/** A part of the page that is folded on a narrow screen, where it would be long. */
function folded(title: string, content: HTMLElement): HTMLElement {
  return element(
    'details',
    { class: 'folded', open: !matchMedia('(max-width: 46rem)').matches },
    element('summary', {}, element('h2', {}, title)),
    content,
  );
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
  return stackedTable('changes', 'Quartiers de chaque commune', columns, rows);
}

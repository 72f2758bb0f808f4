import { longDate } from '../../french/dates.ts';
import { counted } from '../../french/numbers.ts';
import type { ZoneLedger } from '../../streets/street-ledger.ts';
import { situationInWords } from '../../streets/street-rows.ts';
import { ApiError, ask } from '../api.ts';
import { element } from '../dom.ts';
import { printStreets } from '../paper/print-streets.ts';
import { streetsOnPaper } from '../paper/streets-on-paper.ts';
import { foldedForSearch } from './folded-text.ts';
import type { Quarter } from './quarter.ts';
import { messageOf } from './quarter-schemes.ts';
import { stackedTable } from './stacked-table.ts';

/**
 * Shows the streets of a quarter as a table with a text filter. Resolves to the list of streets, null where there is
 * none.
 */
export async function showStreets(
  container: HTMLElement,
  quarter: Quarter,
  date: string,
  band: number | null,
): Promise<ZoneLedger | null> {
  try {
    const query = new URLSearchParams({ generation: quarter.generation, date });
    const ledger = await ask<ZoneLedger>(`/v1/zones/${encodeURIComponent(quarter.id)}/streets?${query}`);
    container.replaceChildren(...ledgerNodes(ledger, band));
    return ledger.unknown.length > 0 ? null : ledger;
  } catch (error) {
    container.replaceChildren(...problemNodes(error));
    return null;
  } finally {
    container.removeAttribute('aria-busy');
  }
}

function ledgerNodes(ledger: ZoneLedger, band: number | null): HTMLElement[] {
  const notes = element(
    'details',
    { class: 'street-notes' },
    element('summary', {}, 'Comment lire cette liste'),
    element('ul', {}, ...ledger.notes.map(({ message }) => element('li', {}, message))),
    element('p', { class: 'soft' }, `${ledger.attribution}.`),
  );
  if (ledger.unknown.length > 0) {
    return [
      element(
        'p',
        { class: 'notice doubt' },
        'Le tracé de ce quartier n’étant pas disponible, ses voies ne peuvent pas être listées.',
      ),
    ];
  }
  if (ledger.streets.length === 0) {
    return [element('p', {}, 'Aucune voie de ce quartier n’a d’adresse dans celles qui sont chargées ici.'), notes];
  }
  const rows = ledger.streets.map((street) => {
    const situation = situationInWords(street.possibleStatuses, band);
    return { situation, row: streetRow(street, situation), text: textOf(street) };
  });
  const count = element('p', { class: 'count', role: 'status' });
  const filter = element('input', { id: 'filtre-voies', type: 'search', autocomplete: 'off', spellcheck: 'false' });
  const situations = [...new Set(rows.map(({ situation }) => situation))];
  const select = element(
    'select',
    { id: 'filtre-situation' },
    element('option', { value: '' }, 'Toutes'),
    ...situations.map((situation) => element('option', { value: situation }, situation)),
  );
  const table = stackedTable(
    'streets',
    'Voies du quartier et numéros qui sont dedans',
    COLUMNS,
    rows.map(({ row }) => row),
  );
  const show = () => {
    const words = foldedForSearch(filter.value).split(' ').filter(Boolean);
    let shown = 0;
    for (const { situation, row, text } of rows) {
      const matches = words.every((word) => text.includes(word));
      row.hidden = !matches || (select.value !== '' && situation !== select.value);
      if (!row.hidden) shown++;
    }
    table.hidden = shown === 0;
    count.textContent = countOf(shown, rows.length);
  };
  filter.addEventListener('input', show);
  select.addEventListener('change', show);
  show();
  return [
    element(
      'p',
      { class: 'soft' },
      `Au ${longDate(ledger.date)}, d’après les adresses chargées le ${longDate(ledger.addresses.loadedOn)}.`,
    ),
    element(
      'div',
      { class: 'choice no-print' },
      element(
        'div',
        { class: 'field' },
        element('label', { for: 'filtre-voies' }, 'Nom de la voie ou commune'),
        filter,
      ),
      element('div', { class: 'field' }, element('label', { for: 'filtre-situation' }, 'Situation'), select),
    ),
    element(
      'p',
      { class: 'no-print' },
      element('button', { type: 'button', onclick: () => printStreets(ledger, band) }, 'Imprimer la liste des voies'),
    ),
    count,
    table,
    streetsOnPaper(ledger, band),
    notes,
  ];
}

function countOf(shown: number, all: number): string {
  if (shown === 0) return `Aucune des ${all} voies ne correspond.`;
  return shown === all ? counted(all, 'voie', 'voies') : `${counted(shown, 'voie', 'voies')} sur ${all}`;
}

type Street = ZoneLedger['streets'][number];

function textOf({ name, city, oldcity }: Street): string {
  return foldedForSearch(`${name} ${city} ${oldcity ?? ''}`);
}

const COLUMNS = ['Voie', 'Commune', 'Situation', 'Impairs dedans', 'Pairs dedans', 'À examiner'] as const;

function streetRow(street: Street, situation: string): HTMLTableRowElement {
  const { name, city, oldcity, inside, review, certainty } = street;
  const toReview = [...review.odd, ...review.even].join(', ');
  const cells = [
    oldcity === null || oldcity === city ? city : `${city} (${oldcity})`,
    `${situation}${certainty === 'review' ? ', à examiner' : ''}`,
    inside.odd.join(', '),
    inside.even.join(', '),
    toReview,
  ];
  return element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, name),
    ...cells.map((text, i) =>
      element('td', { role: 'cell', 'data-label': COLUMNS[i + 1], class: text === '' ? 'none' : null }, text || '–'),
    ),
  );
}

function problemNodes(error: unknown): HTMLElement[] {
  if (error instanceof ApiError && error.status >= 400 && error.status < 600 && error.status !== 0) {
    return [
      element('p', { class: 'notice' }, 'La liste des voies n’est pas disponible ici.'),
      error.status === 501
        ? element('p', { class: 'soft' }, 'Elle se fait avec les adresses, que ce service n’a pas.')
        : element('p', { class: 'soft' }, error.message),
    ];
  }
  return [element('p', { class: 'notice bad' }, messageOf(error))];
}

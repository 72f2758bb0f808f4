import { element } from '../dom.ts';

/**
 * Returns a table whose rows are stacked on a narrow screen. Browsers then drop the semantics of a table, so that the
 * roles state them again. `caption` is read out only.
 */
export function stackedTable(
  name: string,
  caption: string,
  columns: readonly string[],
  rows: readonly HTMLTableRowElement[],
): HTMLTableElement {
  return element(
    'table',
    { class: name, role: 'table' },
    element('caption', { class: 'visually-hidden' }, caption),
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...columns.map((column) => element('th', { scope: 'col', role: 'columnheader' }, column)),
      ),
    ),
    element('tbody', { role: 'rowgroup' }, ...rows),
  );
}

import type { ZoneLedger } from '../../streets/street-ledger.ts';
import { streetSheet } from '../../streets/street-sheet.ts';
import { element } from '../dom.ts';

/** Prints the sheet of the streets of a quarter, the one that the command line writes, instead of the page. */
export function printStreets(ledger: ZoneLedger, band: number | null): void {
  const { title, body } = streetSheet(ledger, band);
  const parsed = new DOMParser().parseFromString(body, 'text/html');
  const sheet = element('div', { class: 'street-sheet print-only' }, ...parsed.body.childNodes);
  const before = document.title;
  document.title = title;
  document.body.classList.add('prints-sheet');
  document.body.append(sheet);
  const restore = () => {
    sheet.remove();
    document.body.classList.remove('prints-sheet');
    document.title = before;
  };
  addEventListener('afterprint', restore, { once: true });
  window.print();
}

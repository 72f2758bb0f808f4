import { figure } from '../../french/numbers.ts';
import { spreadsheetCsv } from '../../french/spreadsheet.ts';
/** Replaces a count that is not published. */
export const SECRET = 'secret';

/** Returns rows of a table for a terminal: a label, and a count aligned to the right. */
export function tableOf(rows: readonly (readonly [label: string, count: number | null])[]): string[] {
  const shown = rows.map(([label, count]) => [label, shownCount(count)] as const);
  const labelWidth = Math.max(...shown.map(([label]) => label.length));
  const countWidth = Math.max(...shown.map(([, count]) => count.length));
  return shown.map(([label, count]) => `  ${label.padEnd(labelWidth)}  ${count.padStart(countWidth)}`);
}

/** Returns a count in French; `SECRET` for null. */
export function shownCount(count: number | null): string {
  return count === null ? SECRET : figure(count);
}

/** Returns the same rows as a CSV for a spreadsheet. A count that is not published is `SECRET`. */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return spreadsheetCsv(
    rows.map((fields) => fields.map((field) => (typeof field === 'string' ? field.trim() : (field ?? SECRET)))),
  );
}

import { quoted } from './escape.ts';

/**
 * Rows as the CSV that a French spreadsheet opens without questions: semicolons, decimal commas, a byte order mark,
 * CRLF.
 */
export function spreadsheetCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((fields) => fields.map(written).join(';')).join('\r\n')}\r\n`;
}

function written(field: string | number): string {
  return quoted(typeof field === 'number' ? String(field).replace('.', ',') : field, ';');
}

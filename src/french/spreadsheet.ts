import { quoted } from './escape.ts';
import { safeText } from './safe-text.ts';

/**
 * Writes rows as CSV for a French spreadsheet: semicolons, decimal commas, a byte order mark, CRLF. No text becomes a
 * formula.
 */
export function spreadsheetCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((fields) => fields.map(written).join(';')).join('\r\n')}\r\n`;
}

function written(field: string | number): string {
  return quoted(typeof field === 'number' ? String(field).replace('.', ',') : safeText(field), ';');
}

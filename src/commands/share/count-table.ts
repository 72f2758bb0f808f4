/** What stands for a count that is not told. */
export const SECRET = 'secret';

/** Rows of a table for a terminal: a label, and a count at the right. */
export function tableOf(rows: readonly (readonly [label: string, count: number | null])[]): string[] {
  const shown = rows.map(([label, count]) => [label, shownCount(count)] as const);
  const labelWidth = Math.max(...shown.map(([label]) => label.length));
  const countWidth = Math.max(...shown.map(([, count]) => count.length));
  return shown.map(([label, count]) => `  ${label.padEnd(labelWidth)}  ${count.padStart(countWidth)}`);
}

export function shownCount(count: number | null): string {
  return count === null ? SECRET : count.toLocaleString('fr-FR');
}

/** Rows as the CSV that a French spreadsheet opens by itself: semicolons, decimal commas, a byte order mark, CRLF. */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${rows.map((fields) => fields.map(written).join(';')).join('\r\n')}\r\n`;
}

function written(field: string | number | null): string {
  if (field === null) return SECRET;
  const text = typeof field === 'number' ? String(field).replace('.', ',') : field.trim();
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeMarkup } from '../../french/escape.ts';
import type { CommuneLedger, ZoneLedger } from '../../streets/street-ledger.ts';
import { streetSheet } from '../../streets/street-sheet.ts';

/** Returns a ledger as a sheet to print: one HTML file without other resources. */
export function streetPage(ledger: ZoneLedger | CommuneLedger, band: number): string {
  const { title, body } = streetSheet(ledger, band);
  return `<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>${readFileSync(STYLE, 'utf8')}</style>
<body class="street-sheet">
${body}
</body>
</html>
`;
}

const STYLE = join(import.meta.dirname, '..', '..', 'streets', 'street-sheet.css');

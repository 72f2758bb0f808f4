import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/commands/command-line.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { withColumnTables } from './column-tables.ts';
import { commandsPage } from './commands-page.ts';
import { schemesPage } from './schemes-page.ts';

/** Returns the text of each page that is generated, or whose tables are, by its file name in docs/. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  const all = await Promise.all(Object.values(commands).map((read) => read()));
  const rulebook = loadRulebook(join(root, 'data', 'rules'));
  const batch = readFileSync(join(root, 'docs', 'batch.md'), 'utf8');
  return {
    'batch.md': withColumnTables(batch),
    'cli.md': commandsPage(all),
    'schemes.md': schemesPage(rulebook),
  };
}

const root = join(import.meta.dirname, '..', '..');

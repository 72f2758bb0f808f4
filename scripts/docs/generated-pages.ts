import { join } from 'node:path';
import { commands } from '../../src/commands/command-line.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { commandsPage } from './commands-page.ts';
import { schemesPage } from './schemes-page.ts';

/** Returns the text of each generated page, by its file name in docs/. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  const all = await Promise.all(Object.values(commands).map((read) => read()));
  const rulebook = loadRulebook(join(import.meta.dirname, '..', '..', 'data', 'rules'));
  return { 'cli.md': commandsPage(all), 'schemes.md': schemesPage(rulebook) };
}

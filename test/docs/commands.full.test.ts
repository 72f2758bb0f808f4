import { describe, expect, it } from 'vitest';
import { hasPrograms, type Program } from '../debian.ts';
import { pages } from './markdown.ts';
import { type PageCommand, pageCommands } from './page-commands.ts';
import { expectPageRuns } from './page-run.ts';

/** Milliseconds that only a command that hangs takes. */
const HANGS = 1_800_000;

/** Every command of the documentation, run as it is printed. test/docs/commands.test.ts is the short form. */
describe.each(pages.filter((page) => pageCommands(page).length > 0))('%s', (page) => {
  it('has commands that run as printed', () => expectPageRuns(page, hasItsPrograms), HANGS);
});

it('is mostly run', () => {
  const commands = pages.flatMap(pageCommands);
  expect(commands.filter(({ needs }) => needs !== null).length / commands.length).toBeLessThan(0.15);
});

/** GDAL and SQLite are not of this project. */
function hasItsPrograms({ text }: PageCommand): boolean {
  if (/\bthird-party-files\b/.test(text)) return hasPrograms('ogr2ogr');
  const program = /\b(?:ogrinfo|ogr2ogr|sqlite3)\b/.exec(text)?.[0];
  return program === undefined || hasPrograms(program as Program);
}

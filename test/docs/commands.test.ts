import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, root } from './markdown.ts';
import { pageCommands } from './page-commands.ts';
import { expectPageRuns } from './page-run.ts';

/** The short form of test/docs/commands.full.test.ts, which runs the commands of every page. */
describe('the commands of README.md', () => {
  it('run as printed', () => expectPageRuns('README.md', ({ text }) => !text.endsWith('checks it')));
});

describe.each(pages.filter((page) => pageCommands(page).length > 0))('the commands of %s', (page) => {
  const texts = pageCommands(page).map(({ text }) => text);

  it('name files of examples that exist', () => {
    const named = texts.flatMap((text) => text.match(/\bexamples\/[\w./-]+/g) ?? []).filter((path) => path !== STORE);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('start our programs by npm or npx, which take the pinned Node', () => {
    expect(texts.filter((text) => /(?:^|[\s;&(])(?<!npx )node\s+\S*\.ts\b/.test(text))).toEqual([]);
  });
});

const STORE = 'examples/perimetre.db';

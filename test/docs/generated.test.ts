import { describe, expect, it } from 'vitest';
import { generatedPages } from '../../scripts/docs/generated-pages.ts';
import { commands } from '../../src/commands/command-line.ts';
import { pageText, section } from './markdown.ts';

const generated = await generatedPages();
const all = await Promise.all(Object.values(commands).map((read) => read()));

describe('the generated pages', () => {
  it.each(Object.keys(generated))('docs/%s is the output of `npm run docs`', (name) => {
    expect(pageText(`docs/${name}`)).toBe(generated[name]);
  });
});

describe.each(all)('the help of $name', ({ name, options }) => {
  const help = section('docs/cli.md', `## ${name}`);

  it('has every option', () => {
    expect(Object.keys(options).filter((option) => !optionsIn(help).has(option))).toEqual([]);
  });

  it('has no option that the command does not take', () => {
    // An option of another command may be named with it: « perimetre data update --only addresses ».
    const own = help.replace(/(?<!^)perimetre [a-z ]+ --[^\n»]*/gm, '');
    expect([...optionsIn(own)].filter((option) => !(option in options))).toEqual([]);
  });
});

function optionsIn(text: string): Set<string> {
  return new Set([...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, option]) => option!));
}

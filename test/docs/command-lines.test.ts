import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { parsedArguments } from '../../src/commands/arguments.ts';
import { commands } from '../../src/commands/command-line.ts';
import { codeSpans, fencedLines, pages, pageText } from './markdown.ts';

const handWritten = pages.filter((page) => page !== 'CHANGELOG.md');

describe.each(handWritten)('%s', (page) => {
  const text = pageText(page);
  const lines = [...fencedLines(text, 'sh'), ...codeSpans(text)];

  it('gives command lines that are accepted', async () => {
    const refused: string[] = [];
    for (const line of lines) {
      const words = /^(?:npx |docker exec \S+ )?perimetre (.+)$/.exec(line.trim())?.[1];
      if (words === undefined) continue;
      const why = await refusal(shellWords(words));
      if (why !== null) refused.push(`${line}: ${why}`);
    }
    expect(refused).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const named = [...lines.join('\n').matchAll(/\bnpm (?:run (?:-s )?)?([a-z][\w:-]*)/g)].map(([, name]) => name!);
    const npmOwn = ['ci', 'install', 'run'];
    expect(named.filter((name) => !npmOwn.includes(name) && !(name in packageJson.scripts))).toEqual([]);
  });
});

async function refusal(words: string[]): Promise<string | null> {
  if (words.includes('--help') || words[0] === 'COMMAND') return null;
  const name = Object.keys(commands).find((known) => known.split(' ').every((word, i) => words[i] === word));
  if (name === undefined) return 'no such command';
  try {
    parsedArguments(words.slice(name.split(' ').length), (await commands[name]!()).options);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The words of a line as a shell splits them, without a comment at the end. */
function shellWords(line: string): string[] {
  const words = [...line.replace(/\s#.*$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  const own = words.map(([, double, single, plain]) => double ?? single ?? plain!);
  const end = own.findIndex((word) => ['|', '&&', ';', '>'].includes(word));
  return end === -1 ? own : own.slice(0, end);
}

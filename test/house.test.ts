import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rules of every file. test/imports.test.ts has the arrows between rooms. */

const root = join(import.meta.dirname, '..');
const code = globSync('{src,test,scripts}/**/*.{ts,js,mjs,css}', { cwd: root }).sort();
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

describe('names', () => {
  it('are plain: files and what code declares', () => {
    const BANNED = /told|rooms|patient|sift|dialect|quiet|spots|fictive/i;
    expect(code.filter((path) => BANNED.test(path))).toEqual([]);
    const declared = /\b(?:const|let|function\*?|class|interface|type|readonly|get|static|async)\s+([#\w$]+)/g;
    const named = code.flatMap((path) =>
      [...withoutComments(textOf(path)).matchAll(declared)].map(([, name]) => ({ path, name: name! })),
    );
    expect(named.filter(({ name }) => BANNED.test(name))).toEqual([]);
  });

  it('of two files of src are not the same', () => {
    const files = globSync('src/**/*.ts', { cwd: root });
    const shared = [...Map.groupBy(files, (path) => basename(path))].filter(([, paths]) => paths.length > 1);
    expect(shared.filter(([name]) => name !== 'index.ts').map(([, paths]) => paths)).toEqual([]);
  });
});

describe('lines', () => {
  it('have at most 120 columns, comments included', () => {
    const long = code.flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, i, lines) =>
          [...line].length > 120 && !isWhole(line, lines.slice(0, i)) ? [`${path}:${i + 1}`] : [],
        ),
    );
    expect(long).toEqual([]);
  });
});

/**
 * Whether a line break would change the line: a text of several lines, markup, a word, a URL or a regular expression.
 */
function isWhole(line: string, before: readonly string[]): boolean {
  const isInTemplate = (before.join('\n').match(/(?<!\\)`/g)?.length ?? 0) % 2 === 1;
  return (
    isInTemplate ||
    /<\/\w|`.*<\w/.test(line) ||
    /help: `/.test(line) ||
    /\S{70,}/.test(line) ||
    /^\s*\/.+\/[a-z]*[;,]?$/.test(line)
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*/g, '$1');
}

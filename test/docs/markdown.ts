import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Every Markdown file of the project, by its path from the root. */
export const pages: readonly string[] = globSync(['*.md', '{data,docs,examples}/**/*.md'], { cwd: root }).sort();

/** The text of a page, by its path from the root. */
export function pageText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The part of a page below a heading, up to the next heading of the same level or higher. */
export function section(path: string, heading: string): string {
  const level = /^#+/.exec(heading)![0].length;
  const [, after = ''] = pageText(path).split(`\n${heading}\n`);
  return after.split(new RegExp(`\n#{1,${level}} `))[0]!;
}

/** The cells of every table in a text, row by row, without the lines of dashes. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The texts between single backticks. */
export function codeSpans(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}

/** The lines of every fenced block in one of `languages`. */
export function fencedLines(text: string, ...languages: string[]): string[] {
  return [...text.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```/gm)]
    .filter(([, language]) => languages.includes(language!))
    .flatMap(([, , block]) => block!.replaceAll('\\\n', ' ').split('\n'));
}

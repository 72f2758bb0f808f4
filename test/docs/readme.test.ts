import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { perimetre } from '../commands/perimetre.ts';
import { openService } from '../http/service.ts';
import { pageText, root, section, tableRows } from './markdown.ts';

const readme = pageText('README.md');

describe('README.md', () => {
  const service = openService();
  afterAll(() => service.close());

  it('has at most 110 lines', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(110);
  });

  it('shows the real answer of its lookup', async () => {
    const [, path, answer] = /curl 'localhost:8080([^']+)'\n```\n```json\n([\s\S]*?)```/.exec(readme)!;
    const { body } = await service.app.inject(path!);
    expect(JSON.parse(answer!)).toEqual(JSON.parse(body));
  });

  it('has the verdicts that it describes', async () => {
    const [, path, question] = /curl localhost:8080(\S+) -H '[^']+' -d '([^']+)'/.exec(readme)!;
    const { body } = await service.app.inject({ method: 'POST', url: path!, body: JSON.parse(question!) });
    const { verdicts } = JSON.parse(body) as { verdicts: { verdict: string }[] };
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['conditional', 'conditional']);
  });

  it('shows the real output for its file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'readme-'));
    try {
      const command = /npx perimetre (batch .+)\n/.exec(readme)![1]!;
      const args = command
        .split(' ')
        .map((word) =>
          word === 'answers.csv' ? join(folder, word) : word.replace(/^examples/, join(root, 'examples')),
        );
      expect((await perimetre(args, join(folder, 'perimetre.db'))).code).toBe(0);
      const [names, ...rows] = tableRows(section('README.md', '## A file'));
      const answers: Record<string, string>[] = parse(readFileSync(join(folder, 'answers.csv')), { columns: true });
      expect(answers.slice(0, 2).map((answer) => names!.map((name) => answer[name]))).toEqual(rows);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

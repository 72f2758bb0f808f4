import { afterAll, describe, expect, it } from 'vitest';
import { openService } from '../http/service.ts';
import { pageText } from './markdown.ts';

const readme = pageText('README.md');

describe('README.md', () => {
  const service = openService();
  afterAll(() => service.close());

  it('has at most 110 lines', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(110);
  });

  it('shows the answer that its lookup gets', async () => {
    const [, path, answer] = /curl 'localhost:8080([^']+)'\n```\n```json\n([\s\S]*?)```/.exec(readme)!;
    const { body } = await service.app.inject(path!);
    expect(JSON.parse(answer!)).toEqual(JSON.parse(body));
  });

  it('gets the verdicts that it describes', async () => {
    const [, path, question] = /curl localhost:8080(\S+) -H '[^']+' -d '([^']+)'/.exec(readme)!;
    const { body } = await service.app.inject({ method: 'POST', url: path!, body: JSON.parse(question!) });
    const { verdicts } = JSON.parse(body) as { verdicts: { verdict: string }[] };
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['conditional', 'conditional']);
  });
});

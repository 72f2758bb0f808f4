import { afterAll, describe, expect, it } from 'vitest';
import { variables } from '../../src/config.ts';
import { openService } from '../http/service.ts';
import { codeSpans, root, section, tableRows } from './markdown.ts';

describe('the settings of docs/operating.md', () => {
  const [, ...rows] = tableRows(section('docs/operating.md', '## Settings'));
  const documented = new Map(rows.map(([name, fallback]) => [codeSpans(name!)[0], fallback!]));

  it('are those that the configuration reads, and no other', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(variables).sort());
  });

  it.each(Object.entries(variables))('give the default of %s', (name, schema) => {
    const value: unknown = schema.parse(undefined);
    if (typeof value !== 'string' && typeof value !== 'number') return;
    expect(codeSpans(documented.get(name)!)).toEqual([String(value).replace(`${root}/`, '')]);
  });
});

describe('the metrics of docs/operating.md', () => {
  const service = openService();
  afterAll(() => service.close());

  it('are those that /metrics gives, and no other', async () => {
    await service.app.inject('/health');
    const { body } = await service.app.inject('/metrics');
    const given = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!);
    const table = section('docs/operating.md', '## Monitoring').split('| metric |')[1]!;
    const documented = tableRows(table).flatMap(([name]) => codeSpans(name!));
    expect(documented.sort()).toEqual(given.sort());
  });
});

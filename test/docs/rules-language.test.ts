import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { facts } from '../../src/rules/application.ts';
import { inconsistencies } from '../../src/rules/consistency.ts';
import { schemeSchema, servicesSchema } from '../../src/rules/scheme.ts';
import { codeSpans, pageText, section, tableRows } from './markdown.ts';

const page = pageText('data/rules/README.md');
const named = new Set([
  ...codeSpans(page).flatMap((code) => code.match(/[\w-]+/g) ?? []),
  ...[...page.matchAll(/^ *(?:- )?([\w-]+):/gm)].map(([, key]) => key!),
]);

it('data/rules/README.md names every key that the loader accepts, and every value of a key', () => {
  const words = [schemeSchema, servicesSchema].flatMap((schema) => wordsOf(z.toJSONSchema(schema, { io: 'input' })));
  expect([...new Set(words)].filter((word) => !named.has(word))).toEqual([]);
});

it('data/rules/README.md lists every fact, and no other', () => {
  const [, ...rows] = tableRows(section('data/rules/README.md', '## Facts'));
  expect(rows.flatMap(([cell]) => codeSpans(cell!)).sort()).toEqual(Object.keys(facts).sort());
});

it('data/rules/README.md begins with a scheme that loads', () => {
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(page)!;
  expect(inconsistencies(schemeSchema.parse(load(example!)))).toEqual([]);
});

/** Every name of a property and every word of an enumeration in a JSON Schema. */
function wordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'properties') return [...Object.keys(value), ...Object.values(value).flatMap(wordsOf)];
    if (key === 'enum' || key === 'const') return [value].flat().map(String);
    return key === 'required' ? [] : wordsOf(value);
  });
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { inconsistencies } from '../../src/rules/consistency.ts';
import { schemeSchema } from '../../src/rules/scheme.ts';
import { codeSpans, root, section } from './markdown.ts';

const recipes = section('CONTRIBUTING.md', '## Recipes')
  .split('\n### ')
  .slice(1)
  .map((text) => ({ title: text.split('\n', 1)[0]!, steps: text.split(/\n(?=\d+\. )/).slice(1) }));

describe.each(recipes)('$title', ({ steps }) => {
  const created = steps.flatMap((step) => [...step.matchAll(/Create `([^`]+)`/g)].map(([, path]) => path!));
  const words = steps.map((step) => step.replace(/```[\s\S]*?```/g, ''));

  it('changes files that exist', () => {
    const paths = words
      .flatMap(codeSpans)
      .filter((code) => /^(?:[\w-]+\/)+[\w.-]+\.\w+$|^[\w.-]+\.(?:ts|yaml|json)$/.test(code));
    // Those that the recipe creates exist once it was followed.
    expect(paths.filter((path) => !created.includes(path) && !existsSync(join(root, path)))).toEqual([]);
  });

  it('names places that appear once in their files', () => {
    const places = words.flatMap((step) =>
      [
        ...step.matchAll(
          /[Ii]n `([^`]+)`(?:(?!\bIn `)[\s\S])*?\b(?:before|after|below the line|before the line) `([^`]+)`/g,
        ),
      ].map(([, path, place]) => ({ path: path!, place: place! })),
    );
    const counted = places.map(({ path, place }) => ({
      place,
      times: readFileSync(join(root, path), 'utf8').split(place).length - 1,
    }));
    expect(counted.filter(({ times }) => times !== 1)).toEqual([]);
  });
});

it('the scheme of the recipe loads', () => {
  const [, block] = /```yaml\n([\s\S]*?) {3}```/.exec(
    recipes.find(({ title }) => title === 'Add a scheme')!.steps[0]!,
  )!;
  expect(inconsistencies(schemeSchema.parse(load(block!)))).toEqual([]);
});

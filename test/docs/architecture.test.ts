import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { codeSpans, root, section, tableRows } from './markdown.ts';

const firstCells = (heading: string) =>
  tableRows(section('docs/architecture.md', heading)).flatMap(([cell]) => codeSpans(cell!));

it('docs/architecture.md describes every room of src, and no other', () => {
  expect(firstCells('## Rooms').sort()).toEqual(readdirSync(join(root, 'src')).sort());
});

it('docs/architecture.md gives the reason of every dependency, and of no other', () => {
  const { dependencies, devDependencies } = packageJson;
  expect(firstCells('## Dependencies').sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AnswerColumn,
  comparisonColumns,
  footprintColumns,
  matchColumns,
  placeColumns,
  schemeColumns,
} from '../../src/batch/answer-columns.ts';
import { section, tableRows } from '../docs/markdown.ts';

const docs = (id: string): readonly (readonly [string, readonly AnswerColumn<never>[]])[] => [
  ['## What is added', placeColumns],
  ['### Lines and polygons', footprintColumns],
  ['### Addresses', matchColumns],
  ['### Schemes', schemeColumns([{ id }])],
];

describe('the columns of an answer', () => {
  it.each(docs('SCHEME'))('are those of docs/batch.md: %s', (heading, columns) => {
    const text = section('docs/batch.md', heading).split('\n### ')[0]!;
    const [, ...rows] = tableRows(text);
    expect(rows).toEqual(columns.map(({ name, docs }) => [`\`${name}\``, docs]));
  });

  it('are those of docs/batch.md: comparison', () => {
    const [, ...rows] = tableRows(section('docs/batch.md', '## Compare'));
    expect(rows).toEqual(comparisonColumns([{ id: 'SCHEME' }]).map(({ name, docs }) => [`\`${name}\``, docs]));
  });

  it('are those of openapi.yaml', () => {
    const openapi = readFileSync(join(import.meta.dirname, '..', '..', 'openapi.yaml'), 'utf8');
    for (const columns of [placeColumns, schemeColumns([{ id: 'DISPOSITIF' }])] as const) {
      expect(openapi).toContain(columns.map(({ name, says }) => `        - \`${name}\` : ${says}\n`).join(''));
    }
    const [, header] = /value: "numero;lon;lat;(status[^\\]*)\\n/.exec(openapi)!;
    expect(header).toBe(placeColumns.map(({ name }) => name).join(';'));
  });
});

import { expect, it } from 'vitest';
import {
  comparisonColumns,
  footprintColumns,
  matchColumns,
  placeColumns,
  schemeColumns,
} from '../../src/batch/answer-columns.ts';
import { codeSpans, pageText, tableRows } from './markdown.ts';

it('docs/batch.md describes every column of an answer, and no other', () => {
  const scheme = [{ id: 'SCHEME' }];
  const columns = [placeColumns, footprintColumns, matchColumns, schemeColumns(scheme), comparisonColumns(scheme)];
  const tables = [...pageText('docs/batch.md').matchAll(/<!-- columns: \w+ -->\n([\s\S]*?)<!-- end -->/g)];
  const documented = tables.flatMap(([, table]) => tableRows(table!).flatMap(([cell]) => codeSpans(cell!)));
  expect(documented).toEqual(columns.flat().map(({ name }) => name));
});

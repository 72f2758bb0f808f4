import {
  type AnswerColumn,
  comparisonColumns,
  footprintColumns,
  matchColumns,
  placeColumns,
  schemeColumns,
} from '../../src/batch/answer-columns.ts';

/**
 * Writes the tables of columns of a page again: those between `<!-- columns: NAME -->` and `<!-- end -->`. Throws an
 * Error for an unknown name.
 */
export function withColumnTables(page: string): string {
  return page.replace(/(<!-- columns: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, start, name, end) => {
    const columns = tables[name];
    if (columns === undefined) throw new Error(`no columns are called ${name}`);
    return `${start}${tableOf(columns)}${end}`;
  });
}

const anyScheme = [{ id: 'SCHEME' }];
const tables: Readonly<Record<string, readonly AnswerColumn<never>[]>> = {
  place: placeColumns,
  footprint: footprintColumns,
  address: matchColumns,
  schemes: schemeColumns(anyScheme),
  compare: comparisonColumns(anyScheme),
};

function tableOf(columns: readonly AnswerColumn<never>[]): string {
  const rows = columns.map(({ name, docs }) => `| \`${name}\` | ${docs} |\n`);
  return `| column | content |\n|---|---|\n${rows.join('')}`;
}

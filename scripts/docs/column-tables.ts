import {
  type AnswerColumn,
  comparisonColumns,
  footprintColumns,
  matchColumns,
  placeColumns,
  schemeColumns,
} from '../../src/batch/answer-columns.ts';

/**
 * A page whose tables of columns are written anew: each between a line `<!-- columns: NAME -->` and a line `<!-- end
 * -->`. Throws an Error for a name that is not known.
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

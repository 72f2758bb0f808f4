import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomeLabels } from '../../src/french/verdict-words.ts';
import { schemeOnDate } from '../../src/questions/schemes/scheme-on-date.ts';
import type { Application } from '../../src/rules/application.ts';
import type { Geography, ZoneDistance } from '../../src/rules/geography.ts';
import { theBeginning } from '../../src/rules/history.ts';
import type { Row, Scheme } from '../../src/rules/scheme.ts';
import { valueInForce } from '../../src/rules/value.ts';
import { explanationsFor } from '../../src/verdict.ts';
import { whySentences } from '../../src/web/answer/why-sentences.ts';
import { placeOn, rulebook, verdictOf } from './samples.ts';

/*
 * Each line of each table of places says one thing: in the rulebook, in the API, in the sentence of the verdict, under
 * « Pourquoi ? » on the page, and in docs/schemes.md. A place is made for each line, and asked of all of them.
 */
const docs = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'schemes.md'), 'utf8');

describe.each([...rulebook.schemes.values()].map((scheme) => [scheme.id, scheme] as const))('%s', (id, scheme) => {
  const tables = scheme.geography.flatMap(({ from, entry }, i) => {
    if (entry === null) return [];
    const until = scheme.geography[i + 1]?.from ?? '9999';
    return [{ from, entry, date: dateIn(scheme, from, until) }];
  });

  describe.each(tables.map((table) => [table.date, table] as const))(
    'on %s',
    (date, { from, entry: { rows, elsewhere } }) => {
      it.each(rows.map((row, i) => [`${i + 1}: ${row.verdict}`, row, i] as const))('line %s', (_, row, i) => {
        const { place, facts } = placeFor(row, scheme, date);
        const [explanation] = explain(id, place, facts, date);
        const state = explanation!.states[0]!;
        expect(state.rows).toContainEqual(expect.objectContaining({ row: i + 1, verdict: row.verdict }));
        expect(schemeOnDate(scheme, date, rulebook).geography!.rows[i]).toMatchObject({ verdict: row.verdict });
        expect(docsTable(id, from)[i]).toMatch(new RegExp(`: ${row.verdict}$`));
        const why = whySentences(explanation!).find((line) => line.startsWith(`– ligne ${i + 1} `));
        expect(why).toContain(`« ${outcomeLabels[row.verdict]} »`);

        const { reasons, verdict } = verdictOf(id, date, place, facts);
        const said = reasons.map(({ message }) => message).join(' ');
        expect(state.verdict).toBe(verdict);
        if (!state.rows.find(({ row: position }) => position === i + 1)!.isBest || verdict !== row.verdict) return;
        if (row.zone !== undefined && !row.former) expect(said).toMatch(positionIn(row));
        // Another line about the same zone may have the same verdict, and gives its sentence first.
        const isFirst = state.rows.find(({ isBest }) => isBest)!.row === i + 1;
        if (row.because && isFirst) expect(reasons.map(({ code }) => code)).toContain(row.because.code);
      });

      it(`elsewhere: ${elsewhere.verdict}`, () => {
        const place = placeOn(date, []);
        const [explanation] = explain(id, place, {}, date);
        const state = explanation!.states[0]!;
        if (state.rows.length > 0) {
          expect(state.rows.every(({ zone }) => zone === null)).toBe(true);
          return;
        }
        expect(state.elsewhere).toBe(elsewhere.verdict);
        expect(schemeOnDate(scheme, date, rulebook).geography!.elsewhere).toBe(elsewhere.verdict);
        expect(docsTable(id, from)[rows.length]).toBe(
          `${rows.length > 0 ? 'elsewhere' : 'anywhere'}: ${elsewhere.verdict}`,
        );
        expect(whySentences(explanation!).join('\n')).toContain(`– ligne « ailleurs » de la table des lieux`);
        const { reasons } = verdictOf(id, date, place);
        const code = elsewhere.because?.code ?? 'elsewhere';
        if (rows.length > 0) expect(reasons.map((reason) => reason.code)).toContain(code);
      });
    },
  );
});

function explain(scheme: string, place: Geography, facts: Application, date: string) {
  return explanationsFor({ memberships: [place], reasons: [] }, facts, date, rulebook, [scheme]);
}

/** A day on which a table is in force and the scheme is open, where there is one. */
function dateIn({ period }: Scheme, from: string, until: string): string {
  const open = period.filter(({ entry }) => entry !== null && entry.value !== 'no').map((change) => change.from);
  const days = [from, ...open, '2024-10-01', '2019-06-01'].map((day) => (day === theBeginning ? '2019-06-01' : day));
  const isOpen = (day: string) => period.findLast((change) => change.from <= day)?.entry?.value === 'open';
  const within = days.filter((day) => from <= day && day < until);
  return within.find(isOpen) ?? within[0]!;
}

/** A place, and facts, to which the row applies. */
function placeFor(row: Row, scheme: Scheme, date: string): { place: Geography; facts: Application } {
  const metres = (name: string) => valueInForce(scheme, name, date)!.value;
  const [near, far]: [number, number] = row.inside
    ? [-20, -20]
    : row.entirelyInside
      ? [-20, -5]
      : row.partlyCloserThan
        ? [metres(row.partlyCloserThan) - 50, metres(row.entirelyCloserThan!) - 50]
        : row.entirelyCloserThan
          ? [20, metres(row.entirelyCloserThan) - 50]
          : row.closerThan
            ? [metres(row.closerThan) - 50, metres(row.closerThan) - 50]
            : [1000, 1000];
  const kind = row.zone ?? 'qpv';
  // The code of a quarter has its département.
  const ids = { qpv: `QP${(row.departments?.[0] ?? '62').padStart(3, '0')}099`, qic: 'QIC-CATORIVE' };
  const zone: ZoneDistance = {
    ...{ id: row.only?.[0] ?? ids[kind], kind, name: 'Essai' },
    ...{ distance: row.extent === 'footprint' && !row.inside ? far : near, nearest: near, farthest: far },
  };
  const listed = row.zone === undefined ? [] : [zone];
  const place = placeOn(date, row.former ? [] : listed, {
    extent: row.extent ?? 'point',
    ...(row.former ? { former: listed } : {}),
  });
  const facts = Object.fromEntries(Object.entries(row.when ?? {}).map(([fact, value]) => [fact, [value].flat()[0]]));
  return { place, facts };
}

/** The words of a reason for a place that is where the row says. */
function positionIn(row: Row): RegExp {
  return row.inside || row.entirelyInside ? /est dans le Q/ : /est à [\d\s,]+ m de la limite du Q/;
}

/** The lines of one table in docs/schemes.md; a table that repeats the one before has no lines of its own there. */
function docsTable(id: string, from: string): string[] {
  const row = docs.split('\n').find((line) => line.startsWith(`| [\`${id}\`]`))!;
  const lines = row.split(' | ')[2]!.split('<br>');
  const starts = lines.flatMap((line, i) => (line.startsWith('**from ') ? [{ day: line.slice(7, 17), i: i + 1 }] : []));
  return lines.slice(starts.findLast(({ day }) => day <= from)?.i ?? 0);
}

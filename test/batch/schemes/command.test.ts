import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../../src/batch/report/figures.ts';
import { answers } from '../../../src/rules/answer.ts';
import { perimetre } from '../../commands/perimetre.ts';
import { readRows } from '../../files/layers.ts';
import { rulebook } from '../../rules/samples.ts';
import { randomFrom } from '../../shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'schemes-command-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const batch = (...args: string[]) => perimetre(['batch', ...args], at('perimetre.db'));

function written(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

const rowsIn = (path: string): Record<string, string>[] => parse(readFileSync(path), { columns: true });

const INSIDE = '2.6289,50.518';
const NONE = '2.67,50.56';
const UNSURE = '2.575,50.475';
const SCHEMES = ['--schemes', 'bop-147,fcs', '--date', '2024-10-01'];

describe('--resume with --schemes', () => {
  const random = randomFrom(4);
  const amounts = ['', '0', '1500', '2 500 €', 'beaucoup'];
  const rows = Array.from({ length: 15_000 }, (_, i) => {
    const [lon, lat] = [2.5 + 0.2 * random(), 50.45 + 0.1 * random()];
    return `${i},${lon},${lat},${i % 7 === 0 ? '2019-06-01' : ''},${amounts[i % 5]}\n`;
  });
  const input = written('long.csv', `id,lon,lat,date,montant\n${rows.join('')}`);
  const options = [...SCHEMES, '--fact', 'applicant=association', '--fact-column', 'communeShare=montant'];

  /** Stops a run after some rows. */
  async function interrupted(out: string): Promise<void> {
    const run = batch(input, '--out', out, ...options, '--report', at('resumed.json'));
    const size = () => (existsSync(`${out}.part`) ? statSync(`${out}.part`).size : 0);
    while (size() === 0) await setImmediate();
    process.emit('SIGINT');
    const { code, stderr } = await run;
    expect(stderr).toMatch(/interrompu : les [\d\s]+ premières lignes sont gardées/);
    expect(code).toBe(1);
  }

  it('gives the same bytes and the same verdicts in its report as a run that was not interrupted', async () => {
    const out = at('resumed.csv');
    await interrupted(out);
    expect((await batch(input, '--out', out, ...options, '--report', at('resumed.json'), '--resume')).code).toBe(2);
    expect((await batch(input, '--out', at('whole.csv'), ...options, '--report', at('whole.json'))).code).toBe(2);
    expect(readFileSync(out).equals(readFileSync(at('whole.csv')))).toBe(true);
    const [resumed, whole] = ['resumed', 'whole'].map((name) => {
      return JSON.parse(readFileSync(at(`${name}.json`), 'utf8')) as Figures;
    });
    expect(resumed!.verdicts).toEqual(whole!.verdicts);
    expect(resumed!.rows).toEqual(whole!.rows);
  });

  it('is refused with other schemes, other facts or other columns of facts', async () => {
    const out = at('refused.csv');
    await interrupted(out);
    const kept = readFileSync(`${out}.part`);
    const others: [string[], RegExp][] = [
      [options.with(1, 'bop-147'), /avec --schemes bop-147,fcs, et se poursuivrait avec --schemes bop-147 :/],
      [options.with(1, 'fcs,bop-147'), /et se poursuivrait avec --schemes fcs,bop-147 :/],
      [
        options.with(5, 'applicant=commune'),
        /avec --fact applicant=association, et .* avec --fact applicant=commune :/,
      ],
      [options.toSpliced(4, 2), /avec --fact applicant=association, et se poursuivrait sans --fact :/],
      [options.with(7, 'expenses=montant'), /et se poursuivrait avec --fact-column expenses=montant :/],
      [options.slice(2, 4), /avec --schemes bop-147,fcs, et se poursuivrait sans --schemes :/],
    ];
    for (const [other, message] of others) {
      const { code, stderr } = await batch(input, '--out', out, ...other, '--report', at('resumed.json'), '--resume');
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(readFileSync(`${out}.part`).equals(kept)).toBe(true);
    }
  });
});

describe('--compare with --schemes', () => {
  const input = written('places.csv', `id,lon,lat,who\n1,${INSIDE},\n2,${NONE},\n3,${UNSURE},\n4,,,\n`);

  async function answered(name: string, ...more: string[]): Promise<string> {
    await batch(input, '--out', at(name), ...more);
    return at(name);
  }

  it('reports a changed verdict at an unchanged place, with the earlier verdict', async () => {
    const before = await answered('before.csv', ...SCHEMES);
    for (const key of [[], ['--key', 'id']]) {
      const out = at('after.csv');
      const facts = ['--fact', 'applicant=individual'];
      const { stderr } = await batch(input, '--out', out, ...SCHEMES, ...facts, '--compare', before, ...key);
      expect(
        rowsIn(out).map(({ change, previous_tier, fcs, ...row }) => [change, previous_tier, fcs, row.previous_fcs]),
      ).toEqual([
        ['verdict', 'bop-147', 'no', 'conditional'],
        // Review before: the public may live in a quarter, or the axis of the fund may not depend on the place.
        ['verdict', 'none', 'no', 'review'],
        ['verdict', 'unknown', 'no', 'review'],
        ['same', 'invalid', '', ''],
      ]);
      expect(rowsIn(out).map((row) => row['previous_bop-147'])).toEqual(rowsIn(before).map((row) => row['bop-147']));
      expect(stderr).toContain('3 lignes ont changé (3 de verdict), 1 sans changement');
    }
  });

  it('takes an earlier answer without verdicts, or with those of other schemes only', async () => {
    for (const options of [[], ['--schemes', 'fcs']]) {
      const before = await answered('earlier.csv', '--date', '2024-10-01', ...options);
      const out = at('later.csv');
      const { code } = await batch(input, '--out', out, ...SCHEMES, '--compare', before);
      expect(code).toBe(2);
      const rows = rowsIn(out);
      expect(rows.map(({ change }) => change)).toEqual(['same', 'same', 'same', 'same']);
      expect(rows.map((row) => row['previous_bop-147'])).toEqual(['', '', '', '']);
      expect(rows[0]!.previous_fcs).toBe(options.length === 0 ? '' : 'conditional');
    }
  });

  it('accepts an earlier answer with verdicts when none are requested', async () => {
    const before = await answered('with.csv', ...SCHEMES);
    await batch(input, '--out', at('without.csv'), '--date', '2024-10-01', '--compare', before);
    const rows = rowsIn(at('without.csv'));
    expect(rows.map(({ change }) => change)).toEqual(['same', 'same', 'same', 'same']);
    expect(Object.keys(rows[0]!).slice(-3)).toEqual(['change', 'previous_tier', 'previous_inside']);
  });

  it.each(['generation', 'data_version', 'reason', 'nearest', 'fcs_ceiling'])(
    'accepts an earlier answer without the column %s, as from an older version',
    async (column) => {
      const before = rowsIn(await answered('recent.csv', ...SCHEMES));
      const names = Object.keys(before[0]!).filter((name) => name !== column);
      const lines = before.map((row) =>
        names
          .map((name) => row[name])
          .map((text) => `"${text}"`)
          .join(','),
      );
      const older = written('older.csv', `${names.join(',')}\n${lines.join('\n')}\n`);
      await batch(input, '--out', at('newer.csv'), ...SCHEMES, '--fact', 'applicant=individual', '--compare', older);
      expect(rowsIn(at('newer.csv')).map(({ change }) => change)).toEqual(['verdict', 'verdict', 'verdict', 'same']);
    },
  );

  it('compares the answer of a file with a column named like a scheme', async () => {
    const own = written('own.csv', `id,lon,lat,fcs,previous_fcs\n1,${INSIDE},a,b\n2,${NONE},a,b\n`);
    await batch(own, '--out', at('own-before.csv'), ...SCHEMES);
    const facts = ['--fact', 'applicant=individual'];
    await batch(own, '--out', at('own-after.csv'), ...SCHEMES, ...facts, '--compare', at('own-before.csv'));
    expect(rowsIn(at('own-after.csv'))[0]).toMatchObject({
      ...{ fcs: 'a', previous_fcs: 'b', fcs_perimetre: 'no', previous_fcs_perimetre: 'conditional', change: 'verdict' },
    });
  });
});

describe('--report with --schemes', () => {
  const places = [...Array(6).fill(INSIDE), ...Array(7).fill(NONE), ','];
  const input = written('reported.csv', `lon,lat\n${places.join('\n')}\n`);

  it.each(['csv', 'xlsx', 'geojson', 'gpkg', 'parquet'])('counts the rows of .%s by verdict', async (extension) => {
    const out = at(`report.${extension}`);
    const html = at(`report-${extension}.html`);
    const { code } = await batch(input, '--out', out, ...SCHEMES, '--report', html);
    expect(code).toBe(2);
    const figures = JSON.parse(readFileSync(at(`report-${extension}.json`), 'utf8')) as Figures;
    const rows = await readRows(out);
    const counted = (scheme: string, verdict: string) => rows.filter((row) => row[scheme] === verdict).length;
    expect(figures.verdicts).toEqual(
      ['bop-147', 'fcs'].map((scheme) => {
        const counts = answers.map((verdict) => [verdict, counted(scheme, verdict)]);
        return { scheme, label: rulebook.schemes.get(scheme)!.label, rows: Object.fromEntries(counts) };
      }),
    );
    expect(figures.verdicts[0]!.rows).toMatchObject({ conditional: 6, review: 7, no: 0 });
    expect(figures.verdicts[1]!.rows).toMatchObject({ conditional: 6, review: 7, no: 0 });
    const page = readFileSync(html, 'utf8');
    const table = /<h2>Verdicts par dispositif<\/h2>.*?<\/table>/s.exec(page)![0];
    expect(table).toMatch(/<small>bop-147<\/small>.*<small>fcs<\/small>.*<td>6\D/s);
    expect(page).toContain('--schemes');
  });

  it('has no table without schemes', async () => {
    await batch(input, '--out', at('none.csv'), '--report', at('none.html'));
    expect(readFileSync(at('none.html'), 'utf8')).not.toContain('Verdicts par dispositif');
    expect((JSON.parse(readFileSync(at('none.json'), 'utf8')) as Figures).verdicts).toEqual([]);
  });
});

describe('options that cannot be answered', () => {
  const input = written('one.csv', `lon,lat\n${INSIDE}\n`);

  it.each([
    [['--fact', 'expenses=1'], '--fact ne va qu’avec --schemes'],
    [['--fact-column', 'expenses=a'], '--fact-column ne va qu’avec --schemes'],
    [['--schemes', 'fcs,bop-148'], 'le dispositif « bop-148 » est inconnu ; connus : '],
    [['--schemes', 'fcs', '--fact', 'age=30'], 'le fait « age » est inconnu ; connus : '],
    [['--schemes', 'fcs', '--fact', 'expenses=many'], '« expenses » : un montant en euros'],
    [['--schemes', 'fcs', '--fact-column', 'expenses=montant'], 'colonne « montant » introuvable'],
  ])('are refused before the first row: %s', async (options, message) => {
    for (const extension of ['csv', 'xlsx', 'geojson']) {
      const out = at(`refused-options.${extension}`);
      const { code, stderr } = await batch(input, '--out', out, ...options);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/^perimetre : [^\n]+\n(usage : [^\n]+\n)?$/);
      expect(existsSync(out)).toBe(false);
    }
  });
});

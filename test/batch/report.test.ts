import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Changes } from '../../src/batch/compare/changes.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { type Figures, figuresOf } from '../../src/batch/report/figures.ts';
import { mapFigures } from '../../src/batch/report/map-figures.ts';
import { html, Markup } from '../../src/batch/report/markup.ts';
import { pageOf } from '../../src/batch/report/page.ts';
import { expectWritable, reportFiles, writeReport } from '../../src/batch/report/write.ts';
import { publishedCount, publishedCounts } from '../../src/batch/secrecy.ts';
import { PositionGrid } from '../../src/batch/tally/position-grid.ts';
import { Tally } from '../../src/batch/tally.ts';
import { randomFrom } from '../shapes.ts';
import { shipped } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = {
  file: 'aides <b>.csv',
  day: '2026-11-01',
  date: '2024-10-01',
  seconds: 1.5,
  dataVersion: shipped.dataVersion,
  rulesVersion: null,
  program: '0.1.0',
  options: { '--safe-csv': 'oui' },
};

function tallied(rows: readonly string[]): Tally {
  const tally = new Tally(shipped);
  const csv = new CsvAnswer({ zones: shipped, date: '2024-10-01', tally });
  const file = Buffer.from(`secret,lon,lat,citycode\n${rows.map((row, i) => `confidentiel${i},${row}\n`).join('')}`);
  for (const pieces of [csv.push(file), csv.end()]) for (const piece of pieces) expect(piece).toBeInstanceOf(Buffer);
  return tally;
}

const random = randomFrom(6);
const rows = Array.from({ length: 400 }, (_, i) =>
  i % 40 === 0 ? ',,' : `${(2.6 + 0.08 * random()).toFixed(6)},${(50.49 + 0.06 * random()).toFixed(6)},`,
);
// Three in one quarter, and three of one commune.
const few = [...Array(3)].map(() => '2.4799,50.5625,62516');

const figures = figuresOf({ tally: tallied([...rows, ...few]), zones: shipped, schemes: [], changes: null, run });

describe('the figures of a report', () => {
  it('add up', () => {
    expect(figures.rows).toMatchObject({ total: 403, invalid: 10, answered: 393 });
    expect(figures.rows.firm + figures.rows.review).toBe(393);
    expect(figures.tiers.reduce((sum, { firm, review }) => sum + firm + review, 0)).toBe(393);
    expect(figures.invalid).toEqual([expect.objectContaining({ reason: 'longitude absente', rows: 10 })]);
    const { bins, deeperInside, nearNone } = figures.distances;
    expect(bins.reduce((sum, bin) => sum + bin.rows, deeperInside + nearNone)).toBe(393);
  });

  it('leave out places with fewer than five rows', () => {
    expect([0, 1, 4, 5].map(publishedCount)).toEqual([0, null, null, 5]);
    // With the sum, the others would reveal a single hidden part.
    expect(publishedCounts([3, 0, 20, 8, 0])).toEqual([null, 0, null, 8, 0]);
    expect(publishedCounts([4, 2, 20, 0, 0])).toEqual([null, null, 20, 0, 0]);
    // Two parts that sum to two are one each.
    expect(publishedCounts([1, 1, 20, 8, 0])).toEqual([null, null, null, 8, 0]);
    for (const { inside, band } of figures.quarters) {
      for (const count of [inside, band]) expect(count === null || count === 0 || count >= 5).toBe(true);
    }
    expect(figures.quarters.some(({ inside }) => inside === null)).toBe(true);
    expect(figures.communes.known.map(({ citycode }) => citycode)).not.toContain('62516');
    expect(figures.communes.others).toEqual({ communes: 2, rows: 7 });
  });

  it('do not reveal a quarter by the sum of its tier', () => {
    const inQuarters = (...counts: readonly [place: string, rows: number][]) =>
      figuresOf({
        tally: tallied(counts.flatMap(([place, rows]) => Array<string>(rows).fill(`${place},`))),
        zones: shipped,
        schemes: [],
        changes: null,
        run,
      });
    const figures = inQuarters(['2.4799,50.5625', 3], ['2.6289,50.518', 8]);
    expect(figures.tiers[0]).toMatchObject({ tier: 'bop-147', firm: 11 });
    expect(figures.quarters.map(({ inside }) => inside)).toEqual([null, null]);
    expect(pageOf(figures, shipped).match(/<td>n\.\u00a0c\.<\/td>/g)).toHaveLength(2);
    expect(inQuarters(['2.4799,50.5625', 6], ['2.6289,50.518', 8]).quarters.map(({ inside }) => inside)).toEqual([
      8, 6,
    ]);
  });

  it('draw no cell with fewer than five rows, at any position', () => {
    const grid = new PositionGrid();
    for (let i = 0; i < 3000; i++) grid.add(2.4 + 0.4 * random() ** 2, 50.4 + 0.3 * random() ** 3);
    for (let i = 0; i < 4; i++) grid.add(5.4, 43.3);
    const map = mapFigures(grid)!;
    expect(Math.min(...map.cells.map((cell) => cell.rows))).toBeGreaterThanOrEqual(5);
    expect(map.cells.reduce((sum, cell) => sum + cell.rows, map.tooFew + map.outside)).toBe(3004);
    // Four rows at the other end of the country do not change the map.
    expect(map.box[2]).toBeLessThan(3);
    expect(map.outside).toBe(4);
    expect(mapFigures(new PositionGrid())).toBeNull();
    const country = new PositionGrid();
    for (let i = 0; i < 90; i++) country.add(2.3 + i / 100, 48.8);
    for (let i = 0; i < 40; i++) country.add(55.5, -21);
    expect(mapFigures(country)).toMatchObject({ outside: 40 });
    expect(mapFigures(country)!.box[0]).toBeLessThan(3);
    const lone = new PositionGrid();
    lone.add(2.6, 50.5);
    expect(mapFigures(lone)).toMatchObject({ cells: [], tooFew: 1 });
  });
});

describe('the page of a report', () => {
  const page = pageOf(figures, shipped);

  it('needs no other file, and contains nothing about a row except its number', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:/);
    expect(page).not.toContain('confidentiel');
    expect(page).not.toMatch(/2\.6\d{4}|50\.5\d{4}/);
    expect(page).toMatch(/<small>lignes 2, 42, 82/);
  });

  it('lists every quarter without a perimeter, and no line begins with a lone sign', () => {
    const missingPerimeters = Array.from({ length: 25 }, (_, i) => ({
      id: `Q${i}`,
      name: `Quartier ${i}`,
      rows: 30 - i,
    }));
    const long = pageOf({ ...figures, missingPerimeters }, shipped);
    for (const { name } of missingPerimeters) expect(long).toContain(`>${name}<`);
    expect(long).toContain('<summary>5 autres quartiers sans périmètre</summary>');
    expect(long.replace(/<style>.*<\/style>/s, '')).not.toMatch(/« | [»;:?!]/);
  });

  it('gives no two shades of its map the same name, however sparse the rows', () => {
    const somewhere = (from: number, across: number) => `${(from + across * random()).toFixed(6)}`;
    const wide = [...Array(4000)].map(() => `${somewhere(2.3, 0.5)},${somewhere(50.4, 0.2)},`);
    const far = [...Array(60)].map(() => `${somewhere(1, 3)},${somewhere(49, 2)},`);
    const page = pageOf(
      figuresOf({ tally: tallied([...wide, ...far]), zones: shipped, schemes: [], changes: null, run }),
      shipped,
    );
    const legend = /<ul class="legend">[\s\S]*?<\/ul>/.exec(page)![0];
    const names = [...legend.matchAll(/<\/svg>([^<]+)<\/li>/g)].map(([, name]) => name);
    expect(names).toContain('moins d’une ligne par maille');
    expect(new Set(names).size).toBe(names.length);
  });

  it('escapes its texts', () => {
    expect(page).toContain('Rapport de traitement de aides &lt;b&gt;.csv');
    expect(html`<p title="${'"&'}">${'<i>'}${new Markup('<b>')}${[html`1`, html`2`]}${null}</p>`.text).toBe(
      '<p title="&quot;&amp;">&lt;i&gt;<b>12</p>',
    );
  });

  it('contains its date and its sources', () => {
    for (const text of ['1er novembre 2026', '1er octobre 2024', shipped.dataVersion, '--safe-csv oui', 'moins de 5']) {
      expect(page).toContain(text);
    }
  });

  it('shows the changes where there was a comparison', () => {
    const changes = new Changes();
    const row = (tier: 'none' | 'bop-147', inside: string) => ({ tier, isFirm: true, inside, band: '', verdicts: [] });
    for (let i = 0; i < 7; i++) changes.add(row('none', ''), row('bop-147', 'QN06208M'));
    changes.add(row('bop-147', 'QN06209M'), row('none', ''));
    changes.gone = 2;
    const compared = figuresOf({ tally: tallied(rows), zones: shipped, schemes: [], changes, run });
    expect(compared.changes!.moves).toEqual([
      { from: 'none', to: 'bop-147', rows: 7 },
      { from: 'bop-147', to: 'none', rows: 1 },
    ]);
    expect(compared.changes!.quarters).toMatchObject([
      { id: 'QN06208M', name: 'Quartier Du Mont Liébaut', cameInside: 7, leftInside: 0 },
      { id: 'QN06209M', cameInside: 0, leftInside: null },
    ]);
    expect(pageOf(compared, shipped)).toContain('Ce qui a changé depuis la réponse antérieure');
  });

  it('is complete in every case', () => {
    for (const tally of [tallied([',,']), tallied(['2.6289,50.518,']), tallied(['-46,-23,'])]) {
      expect(pageOf(figuresOf({ tally, zones: shipped, schemes: [], changes: null, run }), shipped)).toContain(
        '</html>',
      );
    }
  });
});

describe('the files of a report', () => {
  it('a page and its figures, or the figures alone', async () => {
    expect(reportFiles('a/b.html')).toEqual({ page: 'a/b.html', figures: 'a/b.json' });
    expect(reportFiles('b.JSON')).toEqual({ page: null, figures: 'b.JSON' });
    expect(reportFiles('b.pdf')).toBeNull();
    const files = reportFiles(join(folder, 'r.html'))!;
    await writeReport(files, { tally: tallied(rows), zones: shipped, schemes: [], changes: null, run });
    expect(readdirSync(folder).sort()).toEqual(['r.html', 'r.json']);
    expect((JSON.parse(readFileSync(files.figures, 'utf8')) as Figures).rows.total).toBe(400);
  });

  it('are refused before the run where they could not be written after it', async () => {
    const to = (path: string) => expectWritable(reportFiles(path)!, [join(folder, 'out.json')]);
    writeFileSync(join(folder, 'out.json'), '');
    await expect(to(join(folder, 'none', 'r.html'))).rejects.toThrow(/none : ce fichier ou ce dossier n’existe pas/);
    await expect(to(join(folder, 'out.html'))).rejects.toThrow(
      /out\.json est l’entrée ou la sortie, donnez un autre nom/,
    );
    await expect(to(join(folder, 'r.html'))).resolves.toBeUndefined();
  });
});

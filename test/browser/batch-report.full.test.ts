import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Changes } from '../../src/batch/compare/changes.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { figuresOf } from '../../src/batch/report/figures.ts';
import { pageOf } from '../../src/batch/report/page.ts';
import type { SchemeQuestion } from '../../src/batch/schemes/scheme-question.ts';
import { Tally } from '../../src/batch/tally.ts';
import { rulebook } from '../rules/samples.ts';
import { randomFrom } from '../shapes.ts';
import { shipped } from '../world.ts';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const folder = mkdtempSync(join(tmpdir(), 'batch-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A page with every section: rows of all kinds, and a comparison. */
function reportPage(): string {
  const random = randomFrom(11);
  const asked = ['bop-147', 'fcs', 'npnru'].map((id) => rulebook.schemes.get(id)!);
  const schemes: SchemeQuestion = { schemes: asked, facts: { applicant: 'association' }, columns: [] };
  const tally = new Tally(shipped, asked);
  const csv = new CsvAnswer({ zones: shipped, date: '2024-10-01', schemes, tally });
  const rows = Array.from({ length: 6000 }, (_, i) => {
    if (i % 60 === 0) return ',,';
    if (i % 70 === 0) return '50.5,2.6,';
    if (i % 80 === 0) return '-46.6,-23.5,';
    if (i % 30 === 1) return '2.6395,50.5298,62119';
    const spread = random() ** 2;
    const [lon, lat] = [2.6 + spread * 0.3 * (random() - 0.5), 50.51 + spread * 0.2 * (random() - 0.5)];
    return `${lon},${lat},${['62119', '62178', '', '', ''][i % 5]}`;
  });
  const file = Buffer.from(`lon,lat,citycode\n${rows.join('\n')}\n`);
  for (const pieces of [csv.push(file), csv.end()]) for (const piece of pieces) expect(piece).toBeInstanceOf(Buffer);
  const changes = new Changes();
  const answered = (tier: 'none' | 'bop-147' | 'unknown', inside: string) => ({
    tier,
    isFirm: true,
    inside,
    band: '',
    verdicts: [],
  });
  for (let i = 0; i < 40; i++) {
    changes.add(
      answered(i % 3 === 0 ? 'none' : 'unknown', ''),
      answered('bop-147', i % 2 === 0 ? 'QN06208M' : 'QN06209M'),
    );
  }
  const run = {
    ...{ file: 'aides.csv', day: '2026-11-21', date: '2024-10-01', seconds: 12.3 },
    ...{
      dataVersion: shipped.dataVersion,
      rulesVersion: rulebook.rulesVersion,
      program: '0.1.0',
      options: { '--safe-csv': 'oui' },
    },
  };
  return pageOf(figuresOf({ tally, zones: shipped, schemes: asked, changes, run }), shipped);
}

describe.skipIf(noBrowser)('the report of a run (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  const path = join(folder, 'report.html');
  beforeAll(async () => {
    writeFileSync(path, reportPage());
    site = await openSite();
  });
  afterAll(() => site?.close());

  it.each(looks)('opened as a file has no fault that axe finds, and fits: $name', async ({ name, ...options }) => {
    const page = await site.open(pathToFileURL(path).href, options);
    for (const details of await page.locator('details').all()) await details.locator('summary').click();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await shoot(page, `batch-report-${name}`);
  });

  it('draws its map, with the name of each quarter', async () => {
    const page = await site.open(pathToFileURL(path).href);
    const map = page.getByRole('img', { name: /^Carte/ });
    expect((await map.boundingBox())!.height).toBeGreaterThan(200);
    expect(await map.locator('.zone title').allTextContents()).toContain('Quartier Du Mont Liébaut (QN06208M)');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Ce qui a changé depuis la réponse antérieure',
      'Où se trouvent les lignes',
      'Verdicts par dispositif',
      'Pourquoi des lignes sont à examiner',
      'Lignes invalides',
      'Carte',
      'Distance à la limite la plus proche',
      'Par quartier',
      'Par commune',
      'Lignes à regarder',
      'Comment ces réponses ont été faites',
    ]);
  });
});

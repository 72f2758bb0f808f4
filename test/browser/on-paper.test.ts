import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { manyStreets } from '../streets/street-books.ts';
import { answerPoint, noBrowser, type OpenSite, openSite } from './site.ts';

describe.skipIf(noBrowser)('on paper (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  let removeBook: () => void;
  beforeAll(async () => {
    const { path, remove } = await bookOf(manyStreets(90));
    removeBook = remove;
    site = await openSite({ addresses: path });
  });
  afterEach(() => site.closePages());
  afterAll(async () => {
    await site?.close();
    removeBook?.();
  });

  it('an answer begins with who asks, for what, where, the date asked, what was declared, and a map', async () => {
    const page = await site.open('/?le=2024-10-01&pour=embauche', { withMap: false });
    await page.getByText('Préciser la demande').click();
    await page.getByLabel('Qui recrute').selectOption('association');
    await answerPoint(page);
    await page.locator('.question-on-paper svg').waitFor({ state: 'attached' });
    expect(await page.locator('.question-on-paper').isVisible()).toBe(false);
    await toPaper(page);
    const sheet = page.locator('.question-on-paper');
    const lines = await sheet
      .locator('dl > div')
      .evaluateAll((all) => all.map((one) => [...one.children].map((part) => part.textContent)));
    expect(Object.fromEntries(lines)).toMatchObject({
      'Qui demande, pour quoi': 'Un employeur, pour une embauche',
      'Domicile de la personne à recruter': '50,51800° de latitude, 2,62890° de longitude',
      'Date de l’embauche': '1er octobre 2024',
      'Déclaré, sans être vérifié': 'Demandeur\u00A0: association',
      'Imprimé le': expect.stringMatching(/^\d{1,2}(er)? \S+ \d{4}$/),
    });
    const map = sheet.getByRole('img', { name: 'Plan du lieu et des quartiers proches' });
    expect(await map.locator('path[fill-rule]').count()).toBeGreaterThan(0);
    expect(await map.locator('circle').count()).toBe(1);
    expect((await map.boundingBox())!.height).toBeGreaterThan(100);
    expect((await sheet.boundingBox())!.y).toBeLessThan((await page.locator('.headline').boundingBox())!.y);
    expect(await deadParts(page)).toEqual([]);
  });

  it('a quarter takes two pages with its map, its schemes and its 90 streets', async () => {
    const page = await openQuarter(site);
    await toPaper(page);
    for (const part of ['.small-map svg', '#dispositifs .scheme', '.closed-schemes .scheme', '.streets-on-paper']) {
      expect(await page.locator(part).first().isVisible()).toBe(true);
    }
    expect(await page.locator('.streets-on-paper li').count()).toBe(90);
    expect(await deadParts(page)).toEqual([]);
    expect(await pageCount(page)).toBeLessThanOrEqual(2);
  });

  it.each(['QIC-CLARENCE', 'QP062008?generation=2015'])('%s takes two pages too', async (path) => {
    const page = await site.open(`/quartiers/${path}`, { withMap: false });
    for (const part of ['#dispositifs', '#voies', '#succession']) {
      await page.locator(`${part}:not([aria-busy])`).waitFor({ state: 'attached' });
    }
    await toPaper(page);
    expect(await deadParts(page)).toEqual([]);
    expect(await pageCount(page)).toBeLessThanOrEqual(2);
  });

  it('the sheet of the streets of a quarter is printed alone, on two pages', async () => {
    const page = await openQuarter(site);
    // Chromium without a window prints nothing: the page is printed before it is restored.
    await page.evaluate(() => {
      globalThis.print = () => {};
    });
    const title = await page.title();
    await page.getByRole('button', { name: 'Imprimer la liste des voies' }).click();
    await toPaper(page);
    expect(await page.title()).toMatch(/^Voies du quartier QN06208M, au \d\d\/\d\d\/\d{4}$/);
    expect(await page.locator('main').isVisible()).toBe(false);
    const sheet = page.locator('.street-sheet');
    expect(await sheet.getByRole('heading', { level: 1 }).textContent()).toContain('QN06208M');
    expect(await sheet.getByText('90 voies').textContent()).toContain('entièrement dedans');
    expect(await sheet.getByRole('columnheader').allTextContents()).toContain('Numéros connus');
    expect(await sheet.getByRole('row').count()).toBe(91);
    expect(await pageCount(page)).toBeLessThanOrEqual(2);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: null });
    expect(await sheet.count()).toBe(0);
    expect(await page.title()).toBe(title);
    expect(await page.locator('main').isVisible()).toBe(true);
  });
});

async function openQuarter(site: OpenSite): Promise<Page> {
  const page = await site.open('/quartiers/QN06208M', { withMap: false });
  await page.locator('.streets-on-paper').waitFor({ state: 'attached' });
  await page.locator('.small-map svg').waitFor({ state: 'attached' });
  await page.locator('#succession:not([aria-busy])').waitFor({ state: 'attached' });
  await page.locator('#dispositifs:not([aria-busy])').waitFor();
  return page;
}

async function toPaper(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
}

/** What a person would press on a screen, and cannot on paper. */
async function deadParts(page: Page): Promise<string[]> {
  const parts = await page.locator('button, input, select, details:not([open]) > summary').all();
  const seen = await Promise.all(parts.map(async (part) => ((await part.isVisible()) ? part.textContent() : null)));
  return seen.filter((text) => text !== null);
}

async function pageCount(page: Page): Promise<number> {
  const pdf = await page.pdf({ format: 'A4' });
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length;
}

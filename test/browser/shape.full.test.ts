import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, drawnMap, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const PARTLY = 'POLYGON ((2.63 50.518, 2.636 50.518, 2.636 50.521, 2.63 50.521, 2.63 50.518))';

describe.skipIf(noBrowser)('an outline in the question (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  const open = async (options = {}): Promise<Page> => {
    const page = await site.open('/?le=2026-10-01&pour=action', { reducedMotion: 'reduce', ...options });
    await page.getByRole('button', { name: 'Donner un tracé' }).click();
    return page;
  };
  const field = (page: Page) => page.getByLabel('Tracé du projet');

  it('is pasted: its share inside, its nearest and its farthest point are shown', async () => {
    for (const { name, ...options } of [looks[0], looks[3]]) {
      const page = await open(options);
      await field(page).fill(PARTLY);
      expect(await page.locator('#trace-etat').textContent()).toBe('Tracé lu\u00A0: une surface de 4 sommets.');
      await page.getByRole('button', { name: 'Répondre' }).click();
      await page.locator('#reponse-titre').waitFor();
      expect(await page.locator('.where').textContent()).toMatch(/^Ce tracé est à 50\s% dans le quartier prioritaire/);
      const [first, second] = await page.locator('.zones tbody tr').allTextContents();
      expect(first).toMatch(/en partie dedans.*50\s%dedansà 239\sm$/);
      expect(second).toMatch(/dehors, en partie à moins de 300\sm.*0\s%à 263,9\smà 750,7\sm$/);
      await drawnMap(page);
      expect(await page.locator('.map-legend').textContent()).toContain('Le tracé demandé');
      // The answer was dimmed while it was asked for.
      await page.waitForFunction(() => getComputedStyle(document.querySelector('#reponse')!).opacity === '1');
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `shape-${name}`);
      await page.context().close();
    }
  });

  it('is refused below the field, by the page or by the service', async () => {
    const page = await open({ withMap: false });
    const answer = page.getByRole('button', { name: 'Répondre' });
    const error = page.locator('#trace-erreur:visible');
    await answer.click();
    expect(await error.textContent()).toMatch(/^Un tracé est attendu/);
    await field(page).fill('POLYGON ((0 0, 1 1))');
    await answer.click();
    await page.getByText('Tracé invalide').waitFor();
    expect(await field(page).evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Donner une adresse' }).click();
    await page.locator('#adresse').waitFor();
  });

  it('is read from a file that is chosen or dropped, and answered', async () => {
    const page = await open({ withMap: false });
    const file = page.locator('#trace-fichier');
    await file.setInputFiles({ name: 'plan.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') });
    await page.getByText('un fichier .geojson, .json ou .wkt est attendu').waitFor();
    await file.setInputFiles({ name: 'projet.wkt', mimeType: 'text/plain', buffer: Buffer.from(PARTLY) });
    await page.locator('#reponse-titre').waitFor();
    const dropped = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'ligne.geojson'));
      return data;
    }, '{"type":"LineString","coordinates":[[2.6289,50.518],[2.6291,50.518]]}');
    await field(page).dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('une ligne de 2 sommets').waitFor();
    await page.locator('.where').getByText('Ce tracé est tout entier dans').waitFor();
  });

  it('is drawn on the map, or given up with Escape', async () => {
    const page = await open({ viewport: { width: 1000, height: 900 } });
    await drawnMap(page);
    const canvas = page.locator('.maplibregl-canvas');
    await page.getByRole('button', { name: 'Dessiner une ligne' }).click();
    await page.locator('.map-drawing').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.map-drawing').waitFor({ state: 'hidden' });
    expect(await field(page).inputValue()).toBe('');

    for (let i = 0; i < 3; i++) await page.locator('.maplibregl-ctrl-zoom-in').click();
    await page.locator('.map-canvas[data-drawn]').waitFor();
    await page.getByRole('button', { name: 'Dessiner une surface' }).click();
    await page.locator('.map-drawing').waitFor();
    for (const [x, y] of [
      [200, 150],
      [260, 160],
      [240, 220],
      [240, 220],
    ] as const)
      await canvas.click({ position: { x, y }, delay: 50 });
    await page.locator('.map-drawing').waitFor({ state: 'hidden' });
    expect(await page.locator('#trace-etat').textContent()).toContain('une surface de 3 sommets');
    await page.locator('#reponse-titre').waitFor();
    expect(await page.locator('#point').isHidden()).toBe(true);
  });
});

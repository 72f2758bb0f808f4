import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, answerPoint, noBrowser, type OpenSite, openSite, settled, shoot } from './site.ts';

const PAGES = [
  ...['/', '/quartiers', '/quartiers/QN06208M', '/evolution', '/verifier', '/reponses/inconnue', '/introuvable'],
  ...['/mentions-legales', '/confidentialite', '/accessibilite', '/cadre'],
  ...['/docs', '/docs/demander', '/docs/adresse', '/docs/fichier', '/docs/couche', '/docs/preuve', '/docs/objets'],
];
const WIDTHS = [320, 360, 768, 820, 1024, 1280, 1920];
const LOOKS: readonly [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
];

describe.skipIf(noBrowser)('every page in every look (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterEach(() => site.closePages());
  afterAll(() => site?.close());

  it.each(PAGES)('%s never scrolls sideways, and has no fault that axe finds', async (path) => {
    for (const [name, options] of LOOKS) {
      const page = await site.open(path, { ...options, viewport: { width: 360, height: 780 }, withMap: false });
      await settled(page);
      expect(await accessibilityFaults(page), name).toEqual([]);
      if (name !== 'light') continue;
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        expect(await overflow(page), `${path} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });

  it.each(LOOKS)('the states of the question have no fault that axe finds: %s', async (name, options) => {
    const page = await site.open('/?le=2024-10-01', {
      ...options,
      viewport: { width: 360, height: 780 },
      withMap: false,
    });
    await page.getByRole('button', { name: 'Répondre' }).click();
    expect(await accessibilityFaults(page), 'an error').toEqual([]);
    await page.getByRole('combobox', { name: 'Adresse' }).fill('rue de l’Essai');
    await page.getByRole('option').first().waitFor();
    expect(await accessibilityFaults(page), 'suggestions').toEqual([]);
    await page.keyboard.press('Escape');
    await answerPoint(page);
    await page.locator('#reponse-titre').waitFor();
    expect(await accessibilityFaults(page), 'an answer').toEqual([]);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflow(page), `an answer at ${width}`).toBeLessThanOrEqual(0);
    }
    await shoot(page, `answer-${name.replace(' ', '-')}`);
  });

  it('marks the current page and a pressed button with the colours of the person', async () => {
    const page = await site.open('/quartiers', { forcedColors: 'active', withMap: false });
    await settled(page);
    const line = (name: string) =>
      page
        .getByRole('navigation', { name: 'Navigation principale' })
        .getByRole('link', { name })
        .evaluate((link) => getComputedStyle(link).borderBottomColor);
    expect(await line('Les quartiers')).not.toBe(await line('Une adresse'));
    const shortcut = page.getByRole('button', { name: 'De 2015 à 2023' });
    const ground = () => shortcut.evaluate((button) => getComputedStyle(button).backgroundColor);
    const idle = await ground();
    await shortcut.click();
    await settled(page);
    expect(await ground()).not.toBe(idle);
  });

  it('the focus follows the eye when an answer is kept, then erased', async () => {
    const page = await site.open('/?le=2024-10-01', { withMap: false });
    await answerPoint(page);
    await page.getByRole('button', { name: 'Garder cette réponse' }).press('Enter');
    await page.locator('a.reference').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    expect(await focused()).toContain('Code d’effacement');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Effacer l’enregistrement' }).press('Enter');
    await page.getByText('La réponse enregistrée est effacée.').waitFor();
    expect(await focused()).toBe('La réponse enregistrée est effacée.');
    await page.getByRole('button', { name: 'Garder cette réponse' }).waitFor();
  });
});

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExampleServer } from '../../examples/server.ts';
import { type ExampleForms, openExampleForms } from './example-forms.ts';
import { accessibilityFaults, answerPoint, noBrowser, type OpenSite, settled } from './site.ts';
import { hidden, INSIDE } from './widget-page.ts';

/** The most common uses beside a question to the page, once each, in one size and theme. */
describe.skipIf(noBrowser)('in a browser (skipped where there is no Chromium)', () => {
  let forms: ExampleForms;
  let site: OpenSite;
  let examples: ExampleServer;
  beforeAll(async () => {
    forms = await openExampleForms();
    ({ site, examples } = forms);
  });
  afterAll(() => forms?.close());

  it('a form with the widget is posted with its answer', async () => {
    const page = await site.open('about:blank');
    await page.goto(`${examples.origin}/association`);
    await page.getByLabel('Nom de l’association').fill('Les Amis');
    await page.getByLabel('Projet').fill('Un jardin');
    await page.getByLabel('Adresse de l’action').fill(INSIDE);
    await page.getByLabel('Adresse de l’action').blur();
    await page.locator('perimetre-check .status').getByText('Sous conditions').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Montant').fill('5000');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByRole('heading', { name: 'Ce que le formulaire a envoyé' }).waitFor();
    expect(examples.posted.at(-1)).toMatchObject({ address: [INSIDE], perimetre: ['bop-147'], amount: ['5000'] });
  });

  it('a form with the widget never posts the answer of another address', async () => {
    const page = await site.open('about:blank');
    await page.goto(`${examples.origin}/association`);
    await page.getByLabel('Adresse de l’action').fill(INSIDE);
    await page.locator('perimetre-check .status').getByText('Sous conditions').waitFor();
    const posted = await page.evaluate(() => {
      document.querySelector<HTMLInputElement>('#address')!.value = '12 rue de Nulle Part Ames';
      return [...new FormData(document.querySelector('form')!)];
    });
    expect(Object.fromEntries(posted)).toMatchObject({ address: '12 rue de Nulle Part Ames', perimetre: '' });
    await page.locator('perimetre-check .status').getByText('Aucune adresse connue ne correspond').waitFor();
    expect(await hidden(page)).toEqual({ perimetre: 'unknown' });
  });

  it('a kept answer gives a proof, which the page verifies', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    await answerPoint(page);
    await page.getByRole('button', { name: 'Garder cette réponse' }).click();
    const reference = (await page.locator('a.reference').textContent())!;
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Télécharger la preuve' }).click();
    const verifier = await site.open('/verifier');
    await verifier.getByLabel('Le fichier de la preuve').setInputFiles(await (await download).path());
    await verifier.getByText('Les données signées sont intactes').waitFor();
    expect(await verifier.locator('#verdict').textContent()).toContain(reference);
  });

  it('no page scrolls sideways on a phone or a tablet', async () => {
    const page = await site.open('/docs', { withMap: false });
    for (const path of ['/docs', '/docs/fichier', '/evolution', '/quartiers', '/verifier', '/confidentialite']) {
      await page.goto(site.origin + path);
      await settled(page);
      for (const width of [320, 768]) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });

  it.each([
    ['/quartiers', '25 quartiers en vigueur'],
    ['/quartiers/QN06208M', 'Quartier du Mont-Liébaut'],
  ])('%s opens, and has no fault that axe finds', async (path, words) => {
    const page = await site.open(path, { withMap: false });
    await page.locator('body').getByText(words).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, serveExamples } from '../../examples/server.ts';
import { bookOf } from '../address/book.ts';
import { accessibilityFaults, noBrowser, type OpenSite, openSite } from './site.ts';
import { freePort, hidden, INSIDE } from './widget-page.ts';

const BETHUNE = { city: 'Béthune', citycode: '62119', postcode: '62400' };

/** The most common uses beside a question to the page, once each, in one size and theme. */
describe.skipIf(noBrowser)('in a browser (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  let examples: ExampleServer;
  let book: { path: string; remove(): void };
  beforeAll(async () => {
    book = await bookOf([
      { number: 10, street: 'Rue de l’Essai', ...BETHUNE, lon: 2.6289, lat: 50.518 },
      { number: 12, street: 'Rue de l’Essai', ...BETHUNE, lon: 2.62895, lat: 50.51805 },
    ]);
    const port = await freePort();
    site = await openSite({ addresses: book.path, corsOrigins: [`http://127.0.0.1:${port}`] });
    examples = await serveExamples({ service: site.origin, port });
  });
  afterAll(async () => {
    examples?.server.closeAllConnections();
    examples?.server.close();
    book?.remove();
    await site?.close();
  });

  async function answerPoint(page: Page, { lon, lat } = { lon: '2,6289', lat: '50,518' }): Promise<void> {
    await page.getByRole('button', { name: 'Donner un point' }).click();
    await page.getByLabel('Longitude').fill(lon);
    await page.getByLabel('Latitude').fill(lat);
    await page.getByRole('button', { name: 'Répondre' }).click();
  }

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

  it.each([
    ['/quartiers', '25 quartiers en vigueur'],
    ['/quartiers/QN06208M', 'Quartier Du Mont Liébaut'],
  ])('%s opens, and has no fault that axe finds', async (path, words) => {
    const page = await site.open(path, { withMap: false });
    await page.locator('body').getByText(words).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { accessibilityFaults, answerPoint, noBrowser, type OpenSite, openSite } from './site.ts';

const BETHUNE = { city: 'Béthune', citycode: '62119', postcode: '62400' };

/** The most common uses, once each, in one size and theme. The files named `.full` test everything else. */
describe.skipIf(noBrowser)('in a browser (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  let book: { path: string; remove(): void };
  beforeAll(async () => {
    book = await bookOf([
      { number: 10, street: 'Rue de l’Essai', ...BETHUNE, lon: 2.6289, lat: 50.518 },
      { number: 12, street: 'Rue de l’Essai', ...BETHUNE, lon: 2.62895, lat: 50.51805 },
    ]);
    site = await openSite({ addresses: book.path });
  });
  afterAll(async () => {
    book?.remove();
    await site?.close();
  });

  const headline = (page: Page) => page.locator('#reponse-titre').textContent();

  it('an address chosen among the suggestions is answered', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    await page.getByRole('combobox', { name: 'Adresse' }).pressSequentially('10 rue de l’essai');
    await page.getByRole('option', { name: '10 Rue de l’Essai' }).click();
    expect(await headline(page)).toMatch(/^Cette adresse est dans le quartier prioritaire «\s[^»]+\s», à 204,\d\sm/);
    expect(await page.locator('.verdict').count()).toBeGreaterThan(5);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('an employer reads the verdict first, and no scheme of the request is folded away', async () => {
    const page = await site.open('/?pour=embauche&le=2026-10-01', { withMap: false });
    await answerPoint(page, { lon: '2,61', lat: '50,53' });
    expect(await headline(page)).toMatch(/^Contrat adulte-relais\s: non$/);
    expect(await page.locator('.headline.no .where').textContent()).toContain('Ce point n’est dans aucun quartier');
    expect(await page.locator('#annonce').textContent()).toMatch(/^Contrat adulte-relais\s: non\. Ce point/);
    expect(await page.locator('.verdict').first().textContent()).toContain('Contrat adulte-relais');
    expect(await page.locator('.verdicts > .verdict').count()).toBe(2);
    expect(await page.locator('details.closed').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('a fact that is not what its field expects is marked there, and the answer before stays', async () => {
    const page = await site.open('/?pour=action&le=2026-10-01', { withMap: false });
    await answerPoint(page);
    const before = await headline(page);
    await page.getByText('Préciser la demande').click();
    const share = page.getByLabel('Part du public qui habite un quartier prioritaire (QPV), en %');
    await share.fill('120');
    expect(await page.locator('.changed').textContent()).toContain('La question a changé');
    await share.press('Enter');
    await page.getByText('Un pourcentage de 0 à 100 est attendu').waitFor();
    await expect.poll(() => share.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await share.getAttribute('aria-invalid')).toBe('true');
    expect(await headline(page)).toBe(before);
    expect(await page.locator('.answer.past').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await share.fill('62,5');
    await share.press('Enter');
    await expect.poll(() => page.locator('.past').count()).toBe(0);
    expect(await page.locator('.changed').textContent()).toBe('');
    expect(await share.getAttribute('aria-invalid')).toBe(null);
  });

  it('a street that is judged as a whole is drawn by its numbers', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    await page.getByRole('combobox', { name: 'Adresse' }).fill('rue de l’Essai Béthune');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await expect.poll(() => headline(page)).toContain('Cette voie est tout entière dans le quartier prioritaire');
    await page.locator('.map-place').getByText('La voie est dessinée par ses 2 numéros connus.').waitFor();
  });
});

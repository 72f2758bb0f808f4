import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const BETHUNE = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const DAY = '/?le=2026-10-01';
const NO_MAP = { withMap: false };

const field = (page: Page) => page.getByRole('combobox', { name: 'Adresse' });
const options = (page: Page) => page.locator('[role="listbox"] [role="option"]');
const headline = (page: Page) => page.locator('#reponse-titre');
const answerButton = (page: Page) => page.getByRole('button', { name: 'Répondre' });

describe.skipIf(noBrowser)('quarters and communes in the field (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  let book: { path: string; remove(): void };
  beforeAll(async () => {
    book = await bookOf([
      { number: 10, street: 'Rue Catorive', ...BETHUNE, lon: 2.6289, lat: 50.518 },
      { number: 12, street: 'Rue Catorive', ...BETHUNE, lon: 2.62895, lat: 50.51805 },
    ]);
    site = await openSite({ addresses: book.path });
  });
  afterAll(async () => {
    book?.remove();
    await site?.close();
  });

  it('a quarter is suggested beside addresses, and answered by keyboard alone', async () => {
    const page = await site.open(DAY, NO_MAP);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await field(page).pressSequentially('mont lieb');
    await options(page).first().waitFor();
    expect(await options(page).first().textContent()).toBe('Quartier du Mont-LiébautQuartier, Béthune');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await headline(page).waitFor();
    expect(await headline(page).textContent()).toBe('Quartier du Mont-Liébaut');
    expect(await page.getByText('Graphie officielle').textContent()).toContain('Quartier Du Mont Liébaut');
    expect(await page.locator('.verdict').count()).toBeGreaterThan(5);
    expect(await page.locator('#annonce').textContent()).toContain('Quartier prioritaire (QPV), Béthune');
    expect(await accessibilityFaults(page)).toEqual([]);
    // The text may be an address: places are asked for in a body.
    expect(sent.filter((url) => url.includes('/v1/places?q=mont'))).toEqual([]);
    const link = page.getByRole('link', { name: 'Voir la page du quartier' });
    expect(await link.getAttribute('href')).toBe('/quartiers/QN06208M');
  });

  it('addresses and a quarter of one name are listed together, the quarter first', async () => {
    const page = await site.open(DAY, NO_MAP);
    await field(page).fill('catorive');
    await expect.poll(() => options(page).count()).toBeGreaterThan(1);
    expect(await options(page).allTextContents()).toEqual([
      'CatoriveQuartier, Béthune',
      expect.stringContaining('Rue Catorive'),
    ]);
    await answerButton(page).click();
    await expect.poll(() => headline(page).textContent()).toBe('Catorive');
    await page.getByText('Le tracé de ce quartier n’est pas disponible').waitFor();
    await page.getByRole('button', { name: 'Chercher parmi les adresses' }).click();
    await expect.poll(() => headline(page).textContent()).toMatch(/^Cette voie/);
  });

  it('« Cité de Marles » is asked which of the two', async () => {
    const page = await site.open(DAY, NO_MAP);
    await field(page).fill('Cité de Marles');
    await answerButton(page).click();
    await expect.poll(() => headline(page).textContent()).toMatch(/^De quel quartier s’agit-il/);
    expect(await page.locator('.named-places li').count()).toBe(2);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cité de Marles - Gambetta' }).click();
    await expect.poll(() => headline(page).textContent()).toBe('Cité de Marles - Gambetta');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('reponse-titre');
  });

  it('a commune is no place precise enough, and leads to its quarters, an address or a point', async () => {
    const page = await site.open(DAY, NO_MAP);
    await field(page).fill('béth');
    await options(page).getByText('Commune', { exact: true }).first().click();
    await expect.poll(() => headline(page).textContent()).toMatch(/^Béthune\s: une commune n’est pas un lieu/);
    expect(await page.locator('.named-places li').count()).toBe(3);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Placer un point' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('lon');
  });

  it('another project or day asks the quarter again', async () => {
    const page = await site.open(DAY, NO_MAP);
    await field(page).fill('Mont-Liébaut');
    await options(page).first().click();
    await headline(page).waitFor();
    await page.getByLabel('Qui demande, pour quoi').selectOption('embauche');
    await expect.poll(() => page.locator('.verdict').count()).toBe(2);
    await page.locator('#date').fill('2019-10-01');
    await page.getByText('n’est pas en vigueur à la date').waitFor();
    expect(await page.locator('.verdict').count()).toBe(0);
  });

  it('suggestions that arrive after Escape stay closed', async () => {
    const page = await site.open(DAY, NO_MAP);
    const held: (() => void)[] = [];
    await page.route('**/v1/places', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue().catch(() => {});
    });
    await field(page).pressSequentially('catorive');
    await expect.poll(() => held.length).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    for (const release of held.splice(0)) release();
    // A later answer of the service has passed the same way.
    await page.evaluate(() => fetch('/v1/status').then((answer) => answer.text()));
    expect(await field(page).getAttribute('aria-expanded')).toBe('false');
    expect(await options(page).count()).toBe(0);
    expect(await page.locator('#adresse-etat').textContent()).toBe('');
  });

  it.each([360, 768, 1280])('suggestions never cover « Répondre », at %i pixels', async (width) => {
    const page = await site.open('/?pour=embauche&le=2026-10-01', { ...NO_MAP, viewport: { width, height: 860 } });
    await page.getByRole('combobox').first().fill('cité');
    await expect.poll(() => options(page).count()).toBeGreaterThan(4);
    const button = (await answerButton(page).boundingBox())!;
    const list = (await page.locator('[role="listbox"]').boundingBox())!;
    expect(list.y + list.height).toBeLessThanOrEqual(button.y);
    // The longest choice is whole.
    const isCut = await page.locator('#projet').evaluate((select: HTMLSelectElement) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(select);
      const ruler = document.createElement('canvas').getContext('2d')!;
      ruler.font = font;
      const arrow = 20;
      const room = select.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight) - arrow;
      return [...select.options].some((option) => ruler.measureText(option.text).width > room);
    });
    expect(isCut).toBe(false);
    await shoot(page, `suggestions-${width}`);
  });
});

describe.skipIf(noBrowser)('without addresses (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite({ addresses: null });
  });
  afterAll(() => site?.close());

  it.each(looks)('the page offers a point or a quarter before anything is typed: $name', async ({ name, ...look }) => {
    const page = await site.open(DAY, { ...look, ...NO_MAP });
    await page.getByText('Ce service ne cherche pas les adresses').waitFor();
    await page.getByRole('button', { name: 'Choisir un quartier' }).click();
    await expect.poll(() => options(page).count()).toBe(25);
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, `without-addresses-${name}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await headline(page).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Placer un point' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('lon');
  });

  it('an address leads to no error of the service, but to the other ways', async () => {
    const page = await site.open(DAY, NO_MAP);
    const refused: number[] = [];
    page.on('response', (response) => response.status() >= 400 && refused.push(response.status()));
    await page.getByText('Ce service ne cherche pas les adresses').waitFor();
    await field(page).fill('12 rue de la Gare Béthune');
    await answerButton(page).click();
    await page.getByRole('alert').getByText('Aucun quartier ni aucune commune ne correspond').waitFor();
    expect(refused).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('a misspelt name is confirmed first', async () => {
    const page = await site.open(DAY, NO_MAP);
    await page.getByText('Ce service ne cherche pas les adresses').waitFor();
    await field(page).fill('transval');
    await answerButton(page).click();
    await expect.poll(() => headline(page).textContent()).toMatch(/^Est-ce bien ce quartier/);
    await page.getByRole('button', { name: 'Cité du Transvaal' }).click();
    await expect.poll(() => headline(page).textContent()).toBe('Cité du Transvaal');
  });
});

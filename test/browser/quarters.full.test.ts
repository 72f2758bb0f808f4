import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { moved, square } from '../shapes.ts';
import { drawnAll, drawn as drawnZone, partial, shipped, world } from '../world.ts';
import { drawn } from './map-page.ts';
import { accessibilityFaults, drawnMap, looks, noBrowser, type OpenSite, openSite, settled, shoot } from './site.ts';

const [phone, , desk, dark] = looks;

describe.skipIf(noBrowser)('the pages of the quarters (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  // An open map would still take processor time.
  afterEach(() => site.closePages());
  afterAll(() => site?.close());

  const open = async (path: string, options = {}) => {
    const page = await site.open(path, options);
    await settled(page);
    return page;
  };

  it.each(['quartiers', 'evolution'])('/%s has no fault that axe finds, and fits a phone', async (path) => {
    for (const { name: look, ...options } of [phone, dark]) {
      const page = await open(`/${path}`, options);
      if (path === 'quartiers') await drawnMap(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `${path}-${look}`);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });

  describe('the list', () => {
    const count = (page: Page) => page.locator('#compte').textContent();
    const names = (page: Page) => page.locator('.quarter > a').allTextContents();

    it('shows the quarters in force today, by name and commune', async () => {
      const page = await open('/quartiers', desk);
      expect(await count(page)).toMatch(/^25 quartiers en vigueur le /);
      const item = page.getByRole('listitem').filter({ hasText: 'QN06209M' });
      expect(await item.textContent()).toMatch(/Béthune, Verquin.*environ 3\s300\shabitants.*périmètre officiel/);
      expect(await page.locator('.quarter.qic .perimeter').allTextContents()).toEqual(
        Array(9).fill('périmètre non disponible'),
      );
    });

    it('changes the date by keyboard, and keeps it in its URL', async () => {
      const page = await open('/quartiers', phone);
      await page.getByRole('button', { name: 'De 2015 à 2023' }).press('Enter');
      await page.waitForURL('**/quartiers?le=2023-12-31');
      await settled(page);
      expect(await count(page)).toBe('21 quartiers en vigueur le 31 décembre 2023.');
      expect(await page.getByRole('button', { name: 'De 2015 à 2023' }).getAttribute('aria-pressed')).toBe('true');
      expect(await names(page)).toContain('Quartier de la Rue de Lille');
      await page.reload();
      await settled(page);
      expect(await count(page)).toBe('21 quartiers en vigueur le 31 décembre 2023.');
    });

    it('shows the doubts of a date, and that nothing was in force before', async () => {
      const page = await open('/quartiers?le=2024-02-01', desk);
      expect(await page.locator('.notice.doubt').allTextContents()).toEqual([
        expect.stringContaining('Du 1er janvier au 14 avril 2024'),
      ]);
      const clarence = page.locator('.quarter').filter({ hasText: 'QIC-CLARENCE' });
      expect(await clarence.locator('.figures').allTextContents()).toEqual([
        expect.stringContaining('liste de 2015'),
        expect.stringContaining('liste de 2024'),
      ]);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, 'quartiers-doute-1280-light');
      await page.getByLabel('En vigueur le', { exact: true }).fill('2010-05-01');
      await page.getByText('Ce service ne connaît aucun quartier en vigueur à cette date.').waitFor();
      expect(await page.locator('.quarter').count()).toBe(0);
      await page.getByLabel('En vigueur le', { exact: true }).fill('');
      await page.getByText('Une date est attendue').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    it('filters by name, other spelling or commune, without accents', async () => {
      const page = await open('/quartiers', desk);
      const filter = page.getByLabel('Nom du quartier ou commune');
      await filter.fill('rimbart');
      expect(await names(page)).toEqual(['Quartier Rimbert']);
      await filter.fill('BETHUNE');
      expect(await names(page)).toEqual(['Quartier du Mont-Liébaut', 'Quartier 3 îlots', 'Catorive']);
      expect(await count(page)).toMatch(/^3 sur 25 quartiers/);
      await filter.fill('noeux mines');
      expect(await names(page)).toEqual(['Terre-Noeve', 'Cité 10 - Fond de Sains']);
      await filter.fill('zzz');
      expect(await count(page)).toMatch(/^Aucun des 25 quartiers/);
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    it('is linked with the map: each lights the other, and a click on one goes to the other', async () => {
      const page = await open('/quartiers', { ...desk, reducedMotion: 'reduce' });
      await drawnMap(page);
      await page.locator('.map-waiting').waitFor({ state: 'hidden' });
      const pointed = page.locator('.map-pointed');
      const item = page.locator('.quarter').filter({ hasText: 'QN06208M' });
      const link = item.getByRole('link');
      await item.hover();
      expect(await pointed.textContent()).toBe(`${await link.textContent()} (QPV)`);
      await page.getByLabel('Nom du quartier ou commune').hover();
      await pointed.waitFor({ state: 'hidden' });
      await link.focus();
      await pointed.waitFor();

      await item.getByRole('button', { name: 'Voir sur la carte' }).click();
      await page.getByText('2 quartiers dessinés dans la vue').waitFor();
      await drawn(page);
      const { width, height } = (await page.locator('.maplibregl-canvas').boundingBox())!;
      const middle = { x: width / 2, y: height / 2 };
      await page.getByLabel('Nom du quartier ou commune').focus();
      await page.locator('.maplibregl-canvas').hover({ position: middle });
      await page.locator('.quarter.is-lit').filter({ hasText: 'QN06208M' }).waitFor();
      await page.getByLabel('Nom du quartier ou commune').fill('lillers');
      await page.getByText('1 quartier dessiné dans la vue').waitFor();
      await page.getByLabel('Nom du quartier ou commune').fill('liebaut');
      await page.getByText('2 quartiers dessinés dans la vue').waitFor();
      await drawn(page);
      await page.locator('.maplibregl-canvas').click({ position: middle });
      expect(await link.evaluate((one) => one === document.activeElement)).toBe(true);
      await page.locator('.maplibregl-ctrl-zoom-in').press('Shift+Tab');
      await page.locator('.map-crosshair').waitFor();
      await page.keyboard.press('Enter');
      expect(await link.evaluate((one) => one === document.activeElement)).toBe(true);
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    it('shows an error, and offers another try', async () => {
      const page = await site.open('/mentions-legales', desk);
      await page.route('**/v1/zones?*', (route) => route.abort());
      await page.goto(`${site.origin}/quartiers`);
      await page.getByRole('alert').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.unroute('**/v1/zones?*');
      await page.getByRole('button', { name: 'Réessayer' }).click();
      await page.locator('.quarter').first().waitFor();
    });
  });
});

describe.skipIf(noBrowser)('the pages of the quarters where less is loaded (skipped without Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite({
      addresses: null,
      change: (loaded) => ({
        ...loaded,
        current: { zones: partial, of: () => partial } as unknown as typeof loaded.current,
      }),
    });
  });
  afterAll(() => site?.close());

  it('/evolution shows the data of the registry where perimeters are not loaded', async () => {
    const page = await site.open('/evolution', desk);
    await settled(page);
    const text = await page.locator('#contenu').textContent();
    expect(text).toMatch(/1\sQPV a changé de nom\s: Quartier 3 îlots \(en 2015\s: Quartier de la Rue de Lille\)/);
    expect(text).toMatch(/4\sQIC sont nouveaux\s: .*15\sQPV et 5\sQIC gardent leur nom/);
    expect(text).toContain('Des tracés de QPV ne sont pas chargés dans ce service (ceux de 2015)');
    expect(text).not.toContain('En commun');
    const [first] = await page.locator('.change-card.qpv').allTextContents();
    expect(first).toMatch(/Quartier 3 îlots.*QN06209M, renommé.*Quartier de la Rue de Lille, QP062009.*3\s347.*3\s300/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe.skipIf(noBrowser)('the pages of the quarters where more is loaded (skipped without Chromium)', () => {
  const [first] = shipped.generations.at(-1)!.drawn;
  let site: OpenSite;
  beforeAll(async () => {
    // Each QPV of 2015 is moved from the one of 2024, and the QIC are squares: invented quarters.
    const older = shipped.generations.at(-1)!.drawn.map(({ zone, perimeter }) =>
      drawnZone(
        '2015',
        zone.formerly!,
        perimeter.geometry.map((rings) => rings.map((ring) => ring.map((position) => moved(position, 60, 0)))),
      ),
    );
    const qic = drawnAll('2024', 'qic').map((one) => ({ ...one, status: 'indicative' as const }));
    const elsewhere = drawnZone('2024', 'QN09999M', [square(2.75, 50.45, 200)], {
      communes: ['62065'],
      name: 'Ailleurs',
    });
    const zones = world({ perimeters: [...older, ...qic, elsewhere] });
    site = await openSite({
      addresses: null,
      change: (loaded) => ({ ...loaded, current: { zones, of: () => zones } as unknown as typeof loaded.current }),
    });
  });
  // An open map would still take processor time.
  afterEach(() => site.closePages());
  afterAll(() => site?.close());

  it('draws each quarter before and after, with approximate shares of area, and fits a phone', async () => {
    for (const { name: look, ...options } of [phone, desk]) {
      const page = await site.open('/evolution', options);
      await settled(page);
      const card = page.locator('.change-card').filter({ hasText: first!.zone.id });
      expect(await card.textContent()).toMatch(/En commun\s: \d\d\s% de 2024, \d\d\s% de 2015\./);
      const picture = card.getByRole('img', { name: /en 2015 et en 2024\s: environ/ });
      expect((await picture.boundingBox())!.width).toBeGreaterThan(70);
      expect(await page.locator('#contenu').textContent()).not.toContain('100\u00A0%');
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await drawnMap(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `evolution-parts-${look}`);
    }
    const page = await site.open('/evolution', phone);
    await settled(page);
    await drawnMap(page);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(6000);
  });

  it('puts first the quarters whose limits moved most', async () => {
    const page = await site.open('/evolution', { ...desk, withMap: false });
    await settled(page);
    const shares = await page.locator('.change-card.qpv').filter({ hasNotText: 'renommé' }).allTextContents();
    const least = shares.map((text) =>
      Math.min(...[...text.matchAll(/(\d+)\s%/g)].map(([, percent]) => Number(percent))),
    );
    expect(least.length).toBeGreaterThan(10);
    expect(least).toEqual([...least].sort((a, b) => a - b));
  });

  it('lists quarters outside the agglomeration apart, and marks an indicative perimeter', async () => {
    const page = await site.open('/quartiers', desk);
    await settled(page);
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings.map((text) => text.replace(/\s*\d+$/, ''))).toEqual([
      'Quartiers prioritaires (QPV)',
      'Quartiers d’intérêt communautaire (QIC)',
      'Quartiers voisins, hors de l’agglomération',
    ]);
    expect(await page.locator('.quarter.qic .perimeter').first().textContent()).toBe('périmètre indicatif');
  });
});

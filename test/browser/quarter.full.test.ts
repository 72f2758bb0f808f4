import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drawnAll, registry, world } from '../world.ts';
import { accessibilityFaults, drawnMap, looks, noBrowser, type OpenSite, openSite, settled, shoot } from './site.ts';

const [phone, , desk, dark] = looks;

describe.skipIf(noBrowser)('the page of a quarter (skipped where there is no Chromium)', () => {
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

  it.each(['QN06208M', 'QIC-CLARENCE', 'RIEN'])('%s has no fault that axe finds, and fits a phone', async (id) => {
    for (const { name: look, ...options } of [phone, dark]) {
      const page = await open(`/quartiers/${id}`, options);
      if (id !== 'RIEN') await drawnMap(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `quartiers-${id}-${look}`);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });

  const facts = async (page: Page) =>
    Object.fromEntries(
      await page
        .locator('.facts > div')
        .evaluateAll((lines) => lines.map((line) => [...line.children].map((part) => part.textContent))),
    );

  it('describes the quarter and its schemes, without a promise', async () => {
    const page = await open('/quartiers/QN06208M', desk);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Quartier du Mont-Liébaut');
    expect(await facts(page)).toMatchObject({
      Code: 'QN06208M',
      Commune: 'Béthune',
      'En vigueur': 'depuis le 1er janvier 2024',
      Licence: 'Licence Ouverte 2.0',
      'À noter': 'NPNRU\u00A0; Cité éducative',
    });
    const schemes = page.locator('#dispositifs');
    expect(await schemes.textContent()).toContain('d’un lieu situé dans ce quartier, sans autre précision');
    const fcs = schemes.getByRole('listitem').filter({ hasText: 'Fonds de cohésion sociale' }).first();
    expect(await fcs.locator('.outcome').textContent()).toBe('Sous conditions');
    await fcs.getByText('Raisons, conditions').click();
    expect(await fcs.textContent()).toContain('Le service politique de la ville de l’agglomération');
    const all = await site.service.app.inject('/v1/schemes');
    expect(await schemes.locator('.scheme').count()).toBe(all.json().schemes.length);
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, 'quartiers-QN06208M-ouvert-1280-light');
  });

  it('shows where the answer depends on its commune', async () => {
    const page = await open('/quartiers/QN06206M', desk);
    const children = page.locator('#dispositifs li').filter({ hasText: 'Programme de réussite éducative' }).first();
    expect(await children.locator('.outcome').textContent()).toBe('À examiner');
    expect(await children.locator('.depends').textContent()).toContain('Auchel, Burbure');
  });

  it('lists its streets, filtered by name and situation, by keyboard', async () => {
    const page = await open('/quartiers/QN06208M', phone);
    const rows = page.locator('.streets tbody tr:not([hidden])');
    const all = await rows.count();
    expect(all).toBeGreaterThan(5);
    const name = await rows.nth(2).getByRole('rowheader').textContent();
    await page.getByLabel('Nom de la voie ou commune').focus();
    await page.keyboard.type(name!.toLowerCase());
    expect(await rows.count()).toBeGreaterThanOrEqual(1);
    expect(await rows.count()).toBeLessThan(all);
    expect(await page.locator('#voies .count').textContent()).toContain(`sur ${all}`);
    await page.getByLabel('Nom de la voie ou commune').fill('zzz');
    expect(await page.locator('.streets').isVisible()).toBe(false);
    await page.getByLabel('Nom de la voie ou commune').fill('');
    await page.getByLabel('Situation').selectOption('entièrement dedans');
    expect(await rows.count()).toBeLessThan(all);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('offers its perimeter, its band and its streets as files', async () => {
    const page = await open('/quartiers/QN06208M', desk);
    const taken = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#fichiers').getByText(name).click(),
      ]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    };
    const perimeter = await taken('Périmètre (GeoJSON)');
    expect(perimeter.name).toBe('QN06208M-2024-perimetre.geojson');
    expect(JSON.parse(perimeter.text)).toMatchObject({ id: 'QN06208M', geometry: { type: 'MultiPolygon' } });
    const band = await taken('Bande de 300 m (GeoJSON)');
    expect(band.name).toBe('QN06208M-2024-bande-300-m.geojson');
    expect(JSON.parse(band.text).properties).toMatchObject({ id: 'QN06208M', metres: 300 });
    const streets = await taken('Voies (CSV)');
    expect(streets.name).toBe('QN06208M-2024-voies.csv');
    expect(streets.text).toMatch(/^\uFEFFvoie;commune;code_insee;/);
    expect(streets.text.split('\r\n').length).toBeGreaterThan(5);
  });

  it('links its predecessor, and back', async () => {
    const page = await open('/quartiers/QN06209M', desk);
    await page.locator('#succession').getByRole('link', { name: 'Quartier De La Rue De Lille' }).click();
    await page.waitForURL('**/quartiers/QP062009?generation=2015');
    await settled(page);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Quartier de la Rue de Lille');
    expect(await page.locator('.notice').first().textContent()).toContain('n’est plus en vigueur');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('#succession').getByRole('link', { name: 'Quartier 3 îlots' }).click();
    await page.waitForURL('**/quartiers/QN06209M');
  });

  it('names the service to ask where it has no perimeter, and gives no verdict', async () => {
    const page = await open('/quartiers/QIC-CLARENCE', desk);
    expect(await page.locator('#fiche .notice').textContent()).toContain(
      'le service politique de la ville de l’agglomération',
    );
    expect(await page.locator('#dispositifs .notice').textContent()).toContain('ne dit donc pas ce qui s’y applique');
    expect(await page.locator('.outcome').count()).toBe(0);
    expect(await page.locator('#voies').textContent()).toContain('ne peuvent pas être listées');
    expect(await page.locator('#fichiers button, #fichiers a').count()).toBe(0);
  });

  it('reports an unknown id', async () => {
    const page = await open('/quartiers/QN99999M', desk);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Quartier inconnu');
    expect(await page.title()).toBe('Quartier inconnu – Périmètre');
    expect(await page.locator('#contenu').getByRole('link', { name: 'Voir la liste des quartiers' }).isVisible()).toBe(
      true,
    );
  });
});

describe.skipIf(noBrowser)('the page of a quarter without an address file (skipped where there is no Chromium)', () => {
  it('gives its verdicts, and explains that its streets cannot be listed', async () => {
    const qic = drawnAll('2024', 'qic').map((one) => ({ ...one, status: 'indicative' as const }));
    const zones = world({ perimeters: qic });
    const site = await openSite({
      addresses: null,
      change: (loaded) => ({ ...loaded, current: { zones, of: () => zones } as unknown as typeof loaded.current }),
    });
    const id = registry.zones.find(({ kind, generation }) => kind === 'qic' && generation === '2024')!.id;
    const page = await site.open(`/quartiers/${id}`, desk);
    await settled(page);
    expect(await page.locator('.outcome').count()).toBeGreaterThan(10);
    expect(await page.locator('#voies').textContent()).toContain('La liste des voies n’est pas disponible ici.');
    expect(await page.locator('#fichiers').textContent()).not.toContain('CSV');
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, 'quartiers-qic-trace-1280-light');
    await site.close();
  });
});

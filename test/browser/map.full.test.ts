import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metres } from '../../src/french/numbers.ts';
import { bound } from '../../src/french/spacing.ts';
import { buildMapPage, changeMap, drawn, type MapPage, pixels, showMap } from './map-page.ts';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const DATE = '2024-10-01';

describe.skipIf(noBrowser)('the map (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  let mapPage: MapPage;
  beforeAll(async () => {
    [site, mapPage] = await Promise.all([openSite({ addresses: null }), buildMapPage()]);
  });
  afterAll(async () => {
    mapPage?.close();
    await site?.close();
  });

  it('shows the quarters, describes them in words, and has no fault that axe finds', async () => {
    for (const { name, ...options } of [looks[0], looks[3]]) {
      const page = await mapPage.open(site, options);
      await showMap(page, DATE);
      const { black, distinct } = await pixels(page);
      expect(distinct).toBeGreaterThan(20);
      expect(black).toBeLessThan(0.05);
      expect(await page.locator('.map-legend li').allInnerTexts()).toEqual([
        'Quartier prioritaire (QPV)',
        'Bande de 300\u00A0m autour d’un quartier',
        'Commune où le périmètre d’un QIC n’est pas disponible',
      ]);
      expect(await page.locator('.map-generation').innerText()).toContain('1er octobre 2024');
      await page.locator('.map-text summary').click();
      expect(await page.locator('.map-text li').allInnerTexts()).toContain('Quartier du Mont-Liébaut (QPV)');
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `map-${name}`);
      await page.context().close();
    }
  });

  describe('once it is open', () => {
    let page: Page;
    beforeAll(async () => {
      page = await mapPage.open(site, { viewport: { width: 1000, height: 800 }, reducedMotion: 'reduce' });
      await showMap(page, DATE);
    });

    it('shows the place of an answer, with the distance from the service and the direction of the limit', async () => {
      const before = await pixels(page);
      const point = { lon: 2.6345, lat: 50.5185 };
      const { zones } = (await site.service.app.inject(`/v1/lookup?lon=2.6345&lat=50.5185&date=${DATE}`)).json();
      await changeMap(
        page,
        ({ point, zones }) =>
          globalThis.siteMap.showPlace({ ...point, uncertainty: 30, label: '12 rue de l’Essai' }, zones),
        { point, zones },
      );
      const [first, second, third] = await page.locator('.map-place p').allInnerTexts();
      const far = bound(metres(zones[0].boundaryDistance));
      expect(first).toBe(
        `Le lieu est dans le QPV «\u00A0${zones[0].name}\u00A0»\u00A0; sa limite la plus proche est à ` +
          `${far}, au nord-est.`,
      );
      expect(second).toContain('La limite du QPV');
      expect(third).toContain('30\u00A0m près');
      expect((await pixels(page)).reds).toBeGreaterThan(before.reds + 200);
      expect(await page.locator('.map-legend').innerText()).toContain('Le lieu demandé');
      await shoot(page, 'map-place');
      await changeMap(page, () => globalThis.siteMap.showPlace(null), null);
      expect(await page.locator('.map-place').innerText()).toBe('');
    });

    it('shows the place of a question asked while the graphics context was lost', async () => {
      const before = await pixels(page);
      const canvas = page.locator('.maplibregl-canvas');
      await canvas.evaluate((one: HTMLCanvasElement) => {
        const lost = one.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
        (globalThis as unknown as { lost: WEBGL_lose_context }).lost = lost;
        lost.loseContext();
      });
      await page.locator('.map[data-state="none"]').waitFor();
      await changeMap(
        page,
        () => {
          globalThis.siteMap.showPlace({ lon: 2.6345, lat: 50.5185, uncertainty: 30, label: null }, []);
          (globalThis as unknown as { lost: WEBGL_lose_context }).lost.restoreContext();
        },
        null,
      );
      await expect.poll(async () => (await pixels(page)).reds).toBeGreaterThan(before.reds + 200);
      await changeMap(page, () => globalThis.siteMap.showPlace(null), null);
    });

    it('numbers the candidates', async () => {
      await changeMap(page, (markers) => globalThis.siteMap.showCandidates(markers), [
        { lon: 2.63, lat: 50.52, label: 'une rue' },
        { lon: 2.64, lat: 50.53, label: 'une autre' },
      ]);
      expect(await page.locator('.map-place').innerText()).toContain('2 adresses possibles');
      expect((await pixels(page)).reds).toBeGreaterThan(500);
      await changeMap(page, () => globalThis.siteMap.showCandidates([]), null);
    });

    it('brings a quarter into view', async () => {
      await changeMap(page, (id) => globalThis.siteMap.showZone(id), 'QN06208M');
      expect(await page.locator('.map-text summary').innerText()).toMatch(/^[1-3] quartiers? dessinés? dans la vue/);
      await shoot(page, 'map-zone');
    });

    it('follows the current theme', async () => {
      const light = await pixels(page);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      const brightness = (colour: string) => colour.split(',').reduce((sum, value) => sum + Number(value), 0);
      await expect.poll(async () => brightness((await pixels(page)).commonest)).toBeLessThan(200);
      expect(brightness(light.commonest)).toBeGreaterThan(400);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    });

    it('reports a picked point, by mouse and by keyboard', async () => {
      await page.evaluate(() => globalThis.siteMap.onPick((point) => globalThis.picked.push(point)));
      const picked = () => page.evaluate(() => globalThis.picked);
      const canvas = page.locator('.maplibregl-canvas');
      const { width, height } = (await canvas.boundingBox())!;
      const middle = { x: width / 2, y: height / 2 };
      await canvas.click({ position: middle });
      const [clicked] = await picked();
      await page.locator('.map-crosshair').waitFor({ state: 'hidden' });

      await page.locator('.maplibregl-ctrl-zoom-out').press('Shift+Tab');
      await page.locator('.maplibregl-ctrl-zoom-in').press('Shift+Tab');
      expect(await canvas.evaluate((one) => one === document.activeElement)).toBe(true);
      await page.locator('.map-crosshair').waitFor({ state: 'visible' });
      await shoot(page, 'map-crosshair');
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowRight');
      await drawn(page);
      await page.keyboard.press('Shift+ArrowUp');
      await drawn(page);
      await page.keyboard.press('Enter');
      const [, centre, moved] = await picked();
      expect(clicked!.lon).toBeCloseTo(centre!.lon, 4);
      expect(clicked!.lat).toBeCloseTo(centre!.lat, 4);
      const east = moved!.lon - centre!.lon;
      const north = moved!.lat - centre!.lat;
      expect(east).toBeGreaterThan(0);
      expect(north).toBeGreaterThan(0);
      // 80 pixels for an arrow, 8 with Shift; a degree of latitude is 1.57 times as long as one of longitude there.
      expect((east * Math.cos((50.5 * Math.PI) / 180)) / north).toBeCloseTo(10, 0);
      expect(await page.locator('.map [role=status]').allInnerTexts()).toContainEqual(
        expect.stringContaining('Sous le viseur'),
      );
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loaded } from '../../src/load.ts';
import { Communes } from '../../src/zones/communes.ts';
import { square } from '../shapes.ts';
import { buildMapPage, type MapPage, pixels, showMap } from './map-page.ts';
import { accessibilityFaults, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const DATE = '2024-10-01';
const IGN = 'https://data.geopf.fr';
/** Without a graphics card, each pixel of a map takes time. */
const SMALL = { width: 480, height: 640 };

describe.skipIf(noBrowser)('the map where something is missing (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  let mapPage: MapPage;
  beforeAll(async () => {
    const [opened, built] = await Promise.all([
      openSite({ addresses: null, change: withMadeZones, guests: [IGN] }),
      buildMapPage(),
    ]);
    [site, mapPage] = [opened, built];
  });
  afterAll(async () => {
    mapPage?.close();
    await site?.close();
  });

  async function saysItInWords(page: Page): Promise<void> {
    expect(await page.locator('.map-message:visible').innerText()).toBe('La carte ne s’affiche pas sur cet appareil.');
    expect(await page.locator('.map-frame').isVisible()).toBe(false);
    expect(await page.locator('.map-text summary').innerText()).toContain('16 quartiers dessinés');
    expect(await page.locator('.map-text li').first().isVisible()).toBe(true);
    await page.evaluate(() =>
      globalThis.siteMap.showPlace({ lon: 2.6289, lat: 50.518, uncertainty: 0, label: null }, [
        { id: 'QN06208M', kind: 'qpv', name: 'Mont Liébaut', relation: 'inside', boundaryDistance: -204.5 },
      ]),
    );
    expect(await page.locator('.map-place').innerText()).toMatch(
      /^Le lieu est dans le QPV .* à 204,5\u00A0m, au nord\.$/,
    );
    await page.evaluate(() => globalThis.siteMap.showZone('QN06208M'));
    await page.evaluate(() => globalThis.siteMap.onPick(() => {}));
    expect(await accessibilityFaults(page)).toEqual([]);
  }

  it('gives the same in words where the browser has no WebGL, and loads no library', async () => {
    const page = await mapPage.open(site, {
      viewport: SMALL,
      before: () => {
        const { getContext } = HTMLCanvasElement.prototype;
        HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
          return kind.startsWith('webgl') ? null : getContext.call(this, kind as '2d');
        } as typeof getContext;
      },
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await showMap(page, DATE);
    await saysItInWords(page);
    expect(asked.filter((url) => /drawing|maplibre/.test(url))).toEqual([]);
    await shoot(page, 'map-no-webgl');
  });

  it('does so where the library does not load', async () => {
    const page = await mapPage.open(site, { viewport: SMALL });
    await page.route(/\/assets\/drawing.*\.js/, (route) => route.abort());
    await showMap(page, DATE);
    await saysItInWords(page);
  });

  it('reports that the service does not answer, and shows later results', async () => {
    const page = await mapPage.open(site, { viewport: SMALL });
    await page.route('**/v1/bands*', (route) => route.abort(), { times: 1 });
    await showMap(page, DATE);
    expect(await page.locator('.map-message:visible').innerText()).toContain('Le service ne répond pas');
    await page.evaluate((date) => globalThis.siteMap.showDate(date), DATE);
    await page.locator('.map-message:visible').waitFor({ state: 'detached' });
    expect(await page.locator('.map-text summary').innerText()).toContain('16 quartiers');
  });

  it('shows its own background where the IGN’s tiles fail', async () => {
    let asked = 0;
    const failing = await mapPage.open(site, {
      viewport: SMALL,
      basemap: 'ign',
      tiles: (page) =>
        page.route(`${IGN}/**`, (route) => {
          asked++;
          return asked % 2 ? route.abort() : route.fulfill({ status: 503 });
        }),
    });
    await showMap(failing, DATE);
    expect(asked).toBeGreaterThan(0);
    expect((await pixels(failing)).distinct).toBeGreaterThan(20);
    expect(await failing.locator('.map-message:visible').count()).toBe(0);
    await failing.context().close();
  });

  it('shows the IGN’s tiles, with attribution', async () => {
    let asked = 0;
    const coming = await mapPage.open(site, {
      viewport: SMALL,
      basemap: 'ign',
      tiles: (page) =>
        page.route(`${IGN}/**`, (route) => {
          asked++;
          const headers = { 'access-control-allow-origin': '*' };
          return route.fulfill({ contentType: 'image/png', body: GREEN, headers });
        }),
    });
    await showMap(coming, DATE);
    expect(asked).toBeGreaterThan(0);
    const [red, green, blue] = (await pixels(coming)).commonest.split(',').map(Number) as [number, number, number];
    expect(green).toBeGreaterThan(Math.max(red, blue) + 40);
    expect(await coming.locator('.maplibregl-ctrl-attrib').innerText()).toContain('IGN');
  });

  it('shows two generations at once', async () => {
    const page = await mapPage.open(site, { viewport: SMALL });
    await showMap(page, DATE);
    await page.evaluate((date) => globalThis.siteMap.showChange('2023-06-01', date), DATE);
    expect(await page.locator('.map-legend li').allInnerTexts()).toContain(
      'Quartier du 1er janvier 2015 au 31 décembre 2023',
    );
    expect(await page.locator('.map-generation').innerText()).toContain('2015');
    await page.locator('.map-canvas[data-drawn]').waitFor();
    await shoot(page, 'map-change');
  });
});

/** A green pixel that the map stretches over a tile. */
const GREEN = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==',
  'base64',
);

/** A drawn quarter of 2015, which has no perimeter otherwise, and a commune with its contour. */
function withMadeZones(loaded: Loaded): Loaded {
  const { zones } = loaded.current;
  const [like] = zones.generations.at(-1)!.drawn;
  const generations = zones.generations.map((generation) => {
    if (generation.generation.id !== '2015') return generation;
    const [first, ...missing] = generation.missing;
    const geometry = [square(2.63, 50.52, 500)];
    const [[[west, south], , [east, north]]] = geometry[0] as unknown as [
      [[number, number], unknown, [number, number]],
    ];
    const drawn = [
      { zone: first!, perimeter: { ...like!.perimeter, geometry }, box: [west, south, east, north] as const },
    ];
    return { ...generation, drawn, missing };
  });
  const areas = zones.communes.areas.map((area) => ({ ...area, isContour: area.citycode === '62119' }));
  const changed = { ...zones, generations, communes: new Communes(areas, [], false, 400, () => false) };
  return { ...loaded, current: { zones: changed, of: () => changed } as unknown as Loaded['current'] };
}

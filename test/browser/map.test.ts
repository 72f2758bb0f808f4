import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brotliSize, buildMapPage, type MapPage } from './map-page.ts';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

type Spot = { readonly lon: number; readonly lat: number };

declare global {
  /** As far as these tests ask it. */
  var siteMap: {
    showDate(date: string): Promise<void>;
    showPlace(place: (Spot & { uncertainty: number; label: string | null }) | null, zones?: readonly unknown[]): void;
    showCandidates(candidates: readonly (Spot & { label: string })[]): void;
    showZone(id: string): void;
    showChange(before: string, after: string): Promise<void>;
    onPick(listener: (point: Spot) => void): void;
    remove(): void;
  };
  var picked: Spot[];
}

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

  it('fetches at most 400 KB to draw, once it is asked to', async () => {
    const page = await mapPage.open(site);
    const bodies: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/essai/assets/')) bodies.push(response.body().then(brotliSize));
    });
    await showMap(page);
    const sizes = await Promise.all(bodies);
    const kilobytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
    console.log(`the map takes ${kilobytes} KB in brotli`);
    expect(kilobytes).toBeGreaterThan(100);
    expect(kilobytes).toBeLessThanOrEqual(400);
  });

  it('shows the quarters, says them in words, and has no fault that axe finds', async () => {
    for (const { name, ...options } of looks) {
      const page = await mapPage.open(site, options);
      await showMap(page);
      const { dark, distinct } = await pixels(page);
      expect(distinct).toBeGreaterThan(20);
      expect(dark).toBeLessThan(0.5);
      expect(await page.locator('.map-legend').innerText()).toContain('Quartier prioritaire (QPV)');
      expect(await page.locator('.map-generation').innerText()).toContain('1er octobre 2024');
      await page.locator('.map-text summary').click();
      expect(await page.locator('.map-text li').allInnerTexts()).toContain('Quartier Du Mont Liébaut (QPV)');
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `map-${name}`);
    }
  });
});

async function showMap(page: Page, date = DATE): Promise<void> {
  await page.evaluate(async (day) => {
    await (globalThis as unknown as { open(): Promise<void> }).open();
    await globalThis.siteMap.showDate(day);
  }, date);
  await drawn(page);
}

/** All that is in view is drawn, and nothing moves. */
async function drawn(page: Page): Promise<void> {
  await page.locator('.map[data-state="drawn"] .map-canvas[data-drawn]').waitFor();
}

/** Of the map as it is on the screen: the share of nearly black pixels, and how many colours there are. */
async function pixels(page: Page): Promise<{ dark: number; distinct: number }> {
  const picture = (await page.locator('.map-frame').screenshot()).toString('base64');
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext('2d')!;
    pen.drawImage(image, 0, 0);
    const { data: bytes } = pen.getImageData(0, 0, image.width, image.height);
    const colours = new Set<number>();
    let black = 0;
    for (let i = 0; i < bytes.length; i += 4) {
      const [red, green, blue] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!];
      colours.add((red << 16) | (green << 8) | blue);
      if (red + green + blue < 12) black++;
    }
    return { dark: black / (bytes.length / 4), distinct: colours.size };
  }, picture);
}

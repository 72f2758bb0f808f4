import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const [phone, , , dark] = looks;

describe.skipIf(noBrowser)('the pages of the collections (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite({ addresses: null });
  });
  afterEach(() => site.closePages());
  afterAll(() => site?.close());

  it.each([
    ['', 'home'],
    ['/conformance', 'conformance'],
    ['/collections', 'collections'],
    ['/collections/zones', 'collection'],
    ['/collections/zones/queryables', 'queryables'],
    ['/collections/bands/items?limit=3', 'items'],
    ['/collections/zones/items/QN06208M-2024', 'item'],
  ])('/ogc%s has no fault that axe finds, and fits a phone', async (path, name) => {
    for (const { name: look, ...options } of [phone, dark]) {
      const page = await site.open(`/ogc${path}`, options);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `ogc-${name}-${look}`);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });
});

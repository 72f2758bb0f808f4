import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPoint, noBrowser, type OpenSite, openSite } from './site.ts';

/** Apart from the other main paths, since WebGL without a graphics card takes half of their time. */
describe.skipIf(noBrowser)('the map in a browser (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  it('a point picked on the map is answered', async () => {
    const page = await site.open('/?le=2026-10-01', { viewport: { width: 800, height: 600 } });
    await answerPoint(page);
    expect(await page.locator('#reponse-titre').textContent()).toMatch(
      /^Ce point est dans le quartier prioritaire «\s[^»]+\s», à 204,\d\sm/,
    );
    await expect.poll(() => page.locator('.map-place').textContent()).toContain('QPV');
    await page.locator('.map-canvas[data-drawn]').waitFor();
    await page.context().close();
  });
});

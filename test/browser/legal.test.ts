import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

describe.skipIf(noBrowser)('the pages that say who runs the service (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  it.each(['mentions-legales', 'confidentialite', 'accessibilite'])('/%s has no fault that axe finds', async (name) => {
    for (const { name: look, ...options } of looks) {
      const page = await site.open(`/${name}`, options);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `${name}-${look}`);
    }
  });
});

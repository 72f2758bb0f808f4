import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const names = ['mentions-legales', 'confidentialite', 'accessibilite'];

describe.skipIf(noBrowser)('the legal pages (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  it.each(names)('/%s has no fault that axe finds, and fits a phone', async (name) => {
    for (const { name: look, ...options } of looks) {
      const page = await site.open(`/${name}`, options);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await shoot(page, `${name}-${look}`);
    }
  });

  it('are linked at the foot of each page, with its accessibility status', async () => {
    const page = await site.open('/quartiers');
    const foot = page.getByRole('navigation', { name: 'À propos' });
    await foot.getByRole('link', { name: 'Accessibilité : non auditée' }).click();
    await page.waitForURL('**/accessibilite');
    await foot.getByRole('link', { name: 'Confidentialité' }).press('Enter');
    await page.waitForURL('**/confidentialite');
    await foot.getByRole('link', { name: 'Mentions légales' }).press('Enter');
    await page.waitForURL('**/mentions-legales');
    expect(await page.locator('main').textContent()).toContain('Communauté d’agglomération de l’Essai');
  });

  it('are linked from a missing page, while programs get a problem', async () => {
    const page = await site.open('/quartier/QN06208M', { viewport: { width: 320, height: 640 } });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Page introuvable');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Voir les quartiers' }).click();
    await page.waitForURL('**/quartiers');
    const person = await fetch(`${site.origin}/nulle-part`, { headers: { accept: 'text/html,*/*' } });
    expect([person.status, person.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const program = await fetch(`${site.origin}/nulle-part`);
    expect(program.status).toBe(404);
    expect(await program.json()).toMatchObject({ type: '/problems/not-found', instance: '/nulle-part' });
  });

  it('explain without scripts what works without them, and show no dead form', async () => {
    for (const path of ['/', '/verifier', '/reponses/7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE', '/quartiers', '/evolution']) {
      const page = await site.open(path, { javaScriptEnabled: false });
      expect(await page.locator('noscript p').isVisible(), path).toBe(true);
      for (const part of ['form', '.map-side']) {
        const shown = await page.locator(`main ${part}`).filter({ visible: true }).count();
        expect(shown, `${path} ${part}`).toBe(0);
      }
    }
  });

  it('set no cookie and write nothing in the browser', async () => {
    const page = await site.open('/quartiers/QN06208M');
    await page.locator('.streets').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readSite, type SiteSettings } from '../../src/http/pages/built-site.ts';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const names = ['mentions-legales', 'confidentialite', 'accessibilite'];

describe.skipIf(noBrowser)('the pages that say who runs the service (skipped where there is no Chromium)', () => {
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

  it('are reached from the foot of each page, which says how accessible it is', async () => {
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

  it('are at hand where a page is none, which a program is told as a problem', async () => {
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

  it('say without scripts what can be done without, and show no form that would do nothing', async () => {
    for (const path of ['/', '/verifier', '/reponses/7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE', '/quartiers', '/evolution']) {
      const page = await site.open(path, { javaScriptEnabled: false });
      expect(await page.locator('noscript p').isVisible(), path).toBe(true);
      for (const part of ['form', '.map-side']) {
        const shown = await page.locator(`main ${part}`).filter({ visible: true }).count();
        expect(shown, `${path} ${part}`).toBe(0);
      }
    }
  });

  it('keep their word: no cookie, and nothing written in the browser', async () => {
    const page = await site.open('/quartiers/QN06208M');
    await page.locator('.streets').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });
});

describe('what the configuration says on the pages', () => {
  const page = (name: string, environment: NodeJS.ProcessEnv = {}) => {
    const { site, retentionDays, siteFolder } = readConfig(environment);
    const settings: SiteSettings = { ...site, retentionDays };
    return readSite(siteFolder, settings)!.pages.get(name)!;
  };

  it('says what is left to fill in, by the name of its variable', () => {
    expect(page('mentions-legales')).toContain('à renseigner par l’exploitant (PERIMETRE_HOSTING)');
    expect(page('confidentialite')).toContain('à renseigner par l’exploitant (PERIMETRE_LEGAL_BASIS)');
    const filled = page('confidentialite', { PERIMETRE_LEGAL_BASIS: 'Mission <d’intérêt> public' });
    expect(filled).toContain('Mission &lt;d’intérêt&gt; public');
  });

  it('leaves no placeholder', () => {
    for (const name of names) expect(page(name)).not.toMatch(/\{\{|\}\}/);
  });

  it('says how long an answer is kept', () => {
    expect(page('confidentialite', { PERIMETRE_RETENTION_DAYS: '90' })).toContain('<strong>90 jours</strong>');
  });

  it.each([
    [undefined, 'non auditée', 'n’a pas été auditée'],
    ['partielle', 'partiellement conforme', 'est partiellement conforme'],
    ['totale', 'totalement conforme', 'est totalement conforme'],
  ])('says that accessibility is %s, in the statement and at the foot', (found, short, state) => {
    const html = page('accessibilite', { PERIMETRE_ACCESSIBILITY: found });
    expect(html.match(new RegExp(short, 'g'))!.length).toBeGreaterThanOrEqual(2);
    expect(html).toContain(state);
  });

  it('refuses another state of accessibility', () => {
    expect(() => readConfig({ PERIMETRE_ACCESSIBILITY: 'parfaite' })).toThrow(/PERIMETRE_ACCESSIBILITY/);
  });

  it('says whether browsers ask the IGN for the map', () => {
    expect(page('confidentialite')).toContain('ne s’adresse à aucun autre serveur');
    const ign = { PERIMETRE_BASEMAP: 'ign' };
    expect(page('confidentialite', ign)).toContain('qui reçoit alors votre adresse IP');
    expect(page('mentions-legales', ign)).toContain('Plan IGN');
  });
});

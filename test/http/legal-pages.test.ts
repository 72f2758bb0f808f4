import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readSite, type SiteSettings } from '../../src/http/pages/built-site.ts';

const names = ['mentions-legales', 'confidentialite', 'accessibilite'];

describe('the configuration of the legal pages', () => {
  const page = (name: string, environment: NodeJS.ProcessEnv = {}) => {
    const { site, retentionDays, siteFolder } = readConfig(environment);
    const settings: SiteSettings = { ...site, retentionDays };
    return readSite(siteFolder, settings)!.pages.get(name)!;
  };

  it('leaves missing settings to be filled, without the name of a variable', () => {
    for (const name of ['mentions-legales', 'confidentialite']) {
      expect(page(name)).toContain('à renseigner par l’exploitant du service');
      expect(page(name)).not.toMatch(/PERIMETRE_/);
    }
    const filled = page('confidentialite', { PERIMETRE_LEGAL_BASIS: 'Mission <d’intérêt> public' });
    expect(filled).toContain('Mission &lt;d’intérêt&gt; public');
  });

  it('leaves no placeholder', () => {
    for (const name of names) expect(page(name)).not.toMatch(/\{\{|\}\}/);
  });

  it('gives the retention of an answer', () => {
    expect(page('confidentialite', { PERIMETRE_RETENTION_DAYS: '90' })).toContain('<strong>90 jours</strong>');
  });

  it.each([
    [undefined, 'non auditée', 'n’a pas été auditée'],
    ['partielle', 'partiellement conforme', 'est partiellement conforme'],
    ['totale', 'totalement conforme', 'est totalement conforme'],
  ])('states that accessibility is %s, in the statement and in the footer', (found, short, state) => {
    const html = page('accessibilite', { PERIMETRE_ACCESSIBILITY: found });
    expect(html.match(new RegExp(short, 'g'))!.length).toBeGreaterThanOrEqual(2);
    expect(html).toContain(state);
  });

  it('refuses another state of accessibility', () => {
    expect(() => readConfig({ PERIMETRE_ACCESSIBILITY: 'parfaite' })).toThrow(/PERIMETRE_ACCESSIBILITY/);
  });

  it('states whether browsers request the IGN’s map', () => {
    expect(page('confidentialite')).toContain('ne s’adresse à aucun autre serveur');
    const ign = { PERIMETRE_BASEMAP: 'ign' };
    expect(page('confidentialite', ign)).toContain('qui reçoit alors votre adresse IP');
    expect(page('mentions-legales', ign)).toContain('Plan IGN');
  });
});

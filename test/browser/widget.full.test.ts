import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleServer, serveExamples } from '../../examples/server.ts';
import { type ExampleForms, openExampleForms, stopExamples } from './example-forms.ts';
import { accessibilityFaults, looks, noBrowser, type OpenSite, shoot } from './site.ts';
import { events, fillAddress, hidden, INSIDE, replaceForm, status, type, type Watched, watch } from './widget-page.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist', 'web');

describe.skipIf(noBrowser)('the widget in forms of other sites (skipped where there is no Chromium)', () => {
  let forms: ExampleForms;
  let site: OpenSite;
  let examples: ExampleServer;
  /** The same forms on an origin that the service does not allow. */
  let stranger: ExampleServer;
  beforeAll(async () => {
    forms = await openExampleForms();
    ({ site, examples } = forms);
    stranger = await serveExamples({ service: site.origin, port: 0 });
  });
  afterAll(async () => {
    if (stranger) stopExamples(stranger);
    await forms?.close();
  });

  /** An example form; `before` prepares the page. */
  async function open(path: string, { before, server = examples, ...options }: Opening = {}): Promise<Page> {
    const page = await site.open('about:blank', options);
    await watch(page);
    await before?.(page);
    await page.goto(`${server.origin}${path}`);
    return page;
  }

  describe('a form with its address in one field', () => {
    it('is posted with the tier, once, and without other fields of ours', async () => {
      const page = await open('/association');
      await page.getByLabel('Nom de l’association').fill('Les Amis');
      await page.getByLabel('Projet').fill('Un jardin');
      await page.getByLabel('Adresse de l’action').pressSequentially(INSIDE.slice(0, -1));
      await page.getByLabel('Adresse de l’action').press('End');
      await page.keyboard.type('e');
      await status(page, 'Cette adresse est dans le quartier prioritaire');
      await status(page, 'Sous conditions');
      await page.getByLabel('Montant').fill('5000');
      await page.getByRole('button', { name: 'Envoyer' }).click();
      await page.getByRole('heading', { name: 'Ce que le formulaire a envoyé' }).waitFor();
      expect(examples.posted.at(-1)).toEqual({
        association: ['Les Amis'],
        project: ['Un jardin'],
        address: [INSIDE],
        perimetre: ['bop-147'],
        amount: ['5000'],
      });
      expect(await page.getByRole('row', { name: 'perimetre bop-147' }).count()).toBe(1);
    });

    it('sends the outcome to the page and no more, then that it is outdated', async () => {
      const page = await open('/association');
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, 'Sous conditions');
      expect(await events(page)).toEqual([
        {
          type: 'perimetre:result',
          detail: { tier: 'bop-147', certainty: 'firm', verdict: 'conditional', address: INSIDE, reference: null },
        },
      ]);
      await page.getByLabel('Adresse de l’action').press('End');
      await page.keyboard.press('Backspace');
      expect(await hidden(page)).toEqual({ perimetre: '' });
      expect((await events(page)).at(-1)).toEqual({ type: 'perimetre:clear', detail: null });
    });

    it('shows the distance of a quarter, an address in none, and missing data', async () => {
      const page = await open('/association');
      await type(page, 'Adresse de l’action', '5 rue de la Bande Auchel');
      await status(page, /à 12[67],\d\sm du quartier prioritaire/);
      expect(await hidden(page)).toEqual({ perimetre: 'fonds-de-concours' });
      await type(page, 'Adresse de l’action', '7 rue Lointaine Ames');
      await status(page, 'n’est dans aucun quartier');
      expect(await hidden(page)).toEqual({ perimetre: 'none' });
      await type(page, 'Adresse de l’action', '9 rue Incertaine Nœux-les-Mines');
      await status(page, 'À examiner');
      expect(await hidden(page)).toEqual({ perimetre: 'unknown' });
      await page.getByText('Raisons et conditions').click();
      await page.getByText('Cité 10 - Fond de Sains').first().waitFor();
      await page.getByText('Les délégués du préfet').waitFor();
      await type(page, 'Adresse de l’action', 'zzzz qqqq xxxx');
      await status(page, 'Aucune adresse connue ne correspond');
      expect(await hidden(page)).toEqual({ perimetre: 'unknown' });
    });

    it('offers the choice among addresses; the one chosen by keyboard is posted', async () => {
      const page = await open('/association');
      await type(page, 'Adresse de l’action', '3 rue Double');
      await status(page, 'Plusieurs adresses correspondent');
      expect(await hidden(page)).toEqual({ perimetre: 'unknown' });
      const radios = page.getByRole('radio');
      expect(await radios.count()).toBe(2);
      await radios.first().focus();
      await page.keyboard.press('Space');
      await status(page, 'Indication', 'details');
      const first = await page.getByLabel('Adresse de l’action').inputValue();
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => page.getByLabel('Adresse de l’action').inputValue()).not.toBe(first);
      const chosen = await page.getByLabel('Adresse de l’action').inputValue();
      await status(page, chosen);
      expect(await hidden(page)).toEqual({ perimetre: chosen.includes('Béthune') ? 'bop-147' : 'none' });
      expect(
        await radios.last().evaluate((radio) => radio.getRootNode() instanceof ShadowRoot && radio.matches(':focus')),
      ).toBe(true);
    });

    it('answers for the chosen address alone, even where its text is still ambiguous', async () => {
      const page = await open('/association');
      await type(page, 'Adresse de l’action', '4 rue du Marais Béthune');
      await status(page, 'Plusieurs adresses correspondent');
      await page.getByRole('radio', { name: '4 Rue des Marais' }).check();
      await status(page, 'Cette adresse est dans le quartier prioritaire');
      expect(await hidden(page)).toEqual({ perimetre: 'bop-147' });
      await page.getByRole('radio', { name: '4 Rue du Marais' }).check();
      // A QIC of that commune has no perimeter.
      await status(page, 'Les données ne permettent pas');
      expect(await hidden(page)).toEqual({ perimetre: 'unknown' });
      expect((await events(page)).at(-1)).toMatchObject({ detail: { address: '4 Rue du Marais 62400 Béthune' } });
    });

    it('checks prefilled fields at once, and clears everything when the form is reset', async () => {
      const page = await open('/association');
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, 'Sous conditions');
      await page.evaluate(() => document.querySelector('form')!.reset());
      await status(page, 'La réponse s’affichera ici');
      expect(await hidden(page)).toEqual({ perimetre: '' });
      await page.getByLabel('Adresse de l’action').evaluate((field: HTMLInputElement) => {
        field.value = '7 rue Lointaine Ames';
        document.querySelector('form')!.append(document.querySelector('perimetre-check')!);
      });
      await status(page, 'n’est dans aucun quartier');
    });
  });

  describe('a form with its address in four fields, and a date', () => {
    it('is filled, recorded and posted by keyboard alone', async () => {
      const page = await open('/adulte-relais');
      for (const text of ['Camille Exemple', '10', 'rue de l’Essai', '62400', 'Béthune']) {
        await page.keyboard.press('Tab');
        await page.keyboard.type(text);
      }
      await page.keyboard.press('Tab');
      await status(page, 'Indiquez aussi la date');
      // In the order of the browser's own language.
      await page.getByLabel('Date d’embauche').fill('2024-05-01');
      await page.keyboard.press('Tab');
      await status(page, 'Sous conditions');
      const field = page.locator('input[name=perimetre_reference]');
      await field.waitFor({ state: 'attached' });
      const reference = await field.inputValue();
      await page.getByText(reference).waitFor();
      const button = page.getByRole('button', { name: 'Envoyer' });
      for (let i = 0; i < 8 && !(await button.evaluate((one) => one === document.activeElement)); i++) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Ce que le formulaire a envoyé' }).waitFor();
      expect(examples.posted.at(-1)).toEqual({
        candidate: ['Camille Exemple'],
        number: ['10'],
        street: ['rue de l’Essai'],
        postcode: ['62400'],
        city: ['Béthune'],
        hired: ['2024-05-01'],
        perimetre: ['conditional'],
        perimetre_reference: [reference],
      });
      const kept = await site.service.app.inject(`/v1/decisions/${reference}`);
      expect(kept.json()).toMatchObject({ date: '2024-05-01', tier: 'bop-147' });
      expect(JSON.stringify(examples.posted)).not.toContain('secret');
    });

    it('erases the record of a changed address, and never reveals the secret', async () => {
      const page = await open('/adulte-relais');
      const answers: { decision?: { secret: string } }[] = [];
      page.on('response', async (response) => {
        if (response.url().endsWith('/v1/address-eligibility') && response.request().method() === 'POST')
          answers.push(await response.json());
      });
      await page.getByLabel('Date d’embauche').fill('2024-05-01');
      await fillAddress(page, ['10', 'rue de l’Essai', '62400', 'Béthune']);
      const field = page.locator('input[name=perimetre_reference]');
      await field.waitFor({ state: 'attached' });
      const reference = await field.inputValue();
      const secret = answers.at(-1)!.decision!.secret;
      expect(JSON.stringify(await events(page))).not.toContain(secret);
      expect(await page.content()).not.toContain(secret);
      await type(page, 'Numéro', '12');
      await expect.poll(async () => (await field.count()) > 0 && (await field.inputValue()) !== reference).toBe(true);
      await expect.poll(async () => (await site.service.app.inject(`/v1/decisions/${reference}`)).statusCode).toBe(404);
    });
  });

  describe('with its own field', () => {
    const bare =
      '<h1>Essai</h1><form><perimetre-check name="p"></perimetre-check><button type="button">Après</button></form>';

    it('suggests addresses during typing; without a scheme, it shows the best verdicts', async () => {
      const page = await open('/association');
      await replaceForm(page, bare);
      const field = page.getByRole('combobox', { name: 'Adresse' });
      await field.focus();
      await page.keyboard.type('10 rue de l');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      expect(await field.getAttribute('aria-activedescendant')).toBe(
        await page.getByRole('option').first().getAttribute('id'),
      );
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, 'widget-suggestions');
      await page.keyboard.press('Enter');
      await status(page, 'Sous conditions');
      expect(await field.inputValue()).toBe(INSIDE);
      expect(await hidden(page)).toEqual({ p: 'bop-147' });
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, 'widget-own');
    });

    it.each([
      ['slow', 'Recherche…', () => new Promise(() => {})],
      [
        'absent',
        'Ce service ne propose pas d’adresse',
        (route: Fulfilling) => route.fulfill({ status: 501, json: {}, headers: ALLOWED }),
      ],
      ['failing', 'Les propositions ne viennent pas', (route: Fulfilling) => route.abort()],
    ] as const)('goes on with suggestions %s', async (_name, words, answer) => {
      const page = await open('/association', {
        before: (page) => page.route('**/v1/addresses?*', answer as never),
      });
      await replaceForm(page, bare);
      await page.getByRole('combobox').fill('10 rue de l’Essai Béthune');
      await page.getByText(words).waitFor();
      await page.getByRole('combobox').press('Enter');
      await status(page, 'Sous conditions');
    });
  });

  describe('never blocks a form', () => {
    it.each([
      ['is absent', '**/v1/**', (route: Fulfilling) => route.abort(), 'ne répond pas pour le moment'],
      [
        'fails',
        '**/v1/address-eligibility',
        (route: Fulfilling) =>
          route.fulfill({ status: 500, json: { detail: 'Une erreur est survenue.' }, headers: ALLOWED }),
        'Une erreur est survenue',
      ],
      ['never answers', '**/v1/address-eligibility', () => new Promise(() => {}), 'La vérification prend du temps'],
    ] as const)('when the service %s', async (name, url, answer, words) => {
      const page = await open('/association', {
        before: async (page) => {
          await page.route(url, answer as never);
          if (name === 'is absent') await page.route('**/health', (route) => route.abort());
        },
      });
      await page.getByLabel('Nom').fill('A');
      await page.getByLabel('Projet').fill('B');
      await page.getByLabel('Montant').fill('1');
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, words);
      await status(page, 'n’empêche pas d’envoyer le formulaire');
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `widget-${name.replace(/\s/g, '-')}`);
      await page.getByRole('button', { name: 'Envoyer' }).click();
      await page.getByRole('heading', { name: 'Ce que le formulaire a envoyé' }).waitFor();
      expect(examples.posted.at(-1)).toMatchObject({ address: [INSIDE], perimetre: [''] });
    });

    it('and checks again on request', async () => {
      let isDown = true;
      const page = await open('/association', {
        before: (page) =>
          page.route('**/v1/address-eligibility', (route) => (isDown ? route.abort() : route.fallback())),
      });
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, 'ne répond pas');
      expect((await events(page)).at(-1)).toMatchObject({ type: 'perimetre:error', detail: { code: 'unreachable' } });
      isDown = false;
      await page.getByRole('button', { name: 'Réessayer' }).click();
      await status(page, 'Sous conditions');
    });

    it('on a page of another origin, with advice for its webmaster', async () => {
      const page = await open('/association', { server: stranger });
      await status(page, 'n’est pas ouverte à ce site');
      await status(page, 'PERIMETRE_CORS_ORIGINS');
      await status(page, stranger.origin);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, 'widget-refused');
    });

    it('where the page names an unknown scheme or field', async () => {
      const page = await open('/association');
      await replaceForm(page, '<h1>Essai</h1><perimetre-check scheme="bop-741"></perimetre-check>');
      await status(page, 'le dispositif « bop-741 » est inconnu');
      await page.locator('perimetre-check').evaluate((check) => {
        check.setAttribute('scheme', 'fcs');
        check.setAttribute('for', 'nowhere');
      });
      await status(page, 'nowhere');
    });
  });

  describe('personal data', () => {
    it('an address is only in the URL of suggestions; no cookie, no storage', async () => {
      const urls: string[] = [];
      const page = await open('/association', {
        before: async (page) => {
          page.on('request', (request) => urls.push(request.url()));
        },
      });
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, 'Sous conditions');
      const whole = await page.getByRole('link', { name: 'La page complète' }).getAttribute('href');
      expect(decodeURIComponent([...urls, whole].join('\n'))).not.toMatch(/Essai|62400|2\.62/);
      expect(await page.context().cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    });

    it('the script is small, and works under the page’s strict policy', async () => {
      expect(readFileSync(join(dist, 'embed.js.br')).length).toBeLessThan(15_000);
      const page = await open('/association');
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, 'Sous conditions');
      expect(await page.evaluate(() => (globalThis as unknown as Watched).refused)).toEqual([]);
      const box = page.locator('perimetre-check .box');
      expect(await box.evaluate((one) => getComputedStyle(one).borderLeftWidth)).toBe('4px');
    });
  });

  describe('has no fault that axe finds', () => {
    it.each(looks)('in $name', async ({ name, ...options }) => {
      const page = await open('/association', options);
      expect(await accessibilityFaults(page)).toEqual([]);
      const { colorScheme } = options;
      await page.locator('perimetre-check').evaluate((one, theme) => one.setAttribute('theme', theme), colorScheme);
      await type(page, 'Adresse de l’action', INSIDE);
      await status(page, 'Sous conditions');
      await page.getByText('Raisons et conditions').click();
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, `widget-inside-${name}`);
      await type(page, 'Adresse de l’action', '3 rue Double');
      await status(page, 'Plusieurs adresses');
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await shoot(page, `widget-choose-${name}`);
    });

    it('once recorded', async () => {
      const page = await open('/adulte-relais', looks[2]);
      await page.getByLabel('Date d’embauche').fill('2024-05-01');
      await fillAddress(page, ['9', 'rue Incertaine', '62290', 'Nœux-les-Mines']);
      await page.getByText('Réponse enregistrée').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, 'widget-recorded');
    });
  });

  describe('the frame', () => {
    it('sends its height and its result to the page around it, and the form is posted with it', async () => {
      const page = await open('/cadre');
      const frame = page.frameLocator('iframe');
      await frame.getByRole('combobox').fill('10 rue de l’Essai Béthune');
      await frame.getByRole('combobox').press('Enter');
      await frame.getByText('Sous conditions').waitFor();
      await expect.poll(() => page.locator('#verdict').inputValue()).toBe('conditional');
      const needed = await frame.locator('main').evaluate((one) => Math.ceil(one.getBoundingClientRect().height));
      await expect.poll(() => page.locator('iframe').evaluate((one) => one.clientHeight)).toBe(needed);
      expect(await frame.locator('html').evaluate((one) => one.scrollHeight - one.clientHeight)).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await shoot(page, 'widget-frame');
      await page.getByLabel('Projet').fill('B');
      await page.getByRole('button', { name: 'Envoyer' }).click();
      await page.getByRole('heading', { name: 'Ce que le formulaire a envoyé' }).waitFor();
      expect(examples.posted.at(-1)).toEqual({ verdict: ['conditional'], project: ['B'] });
    });

    it.each(['light', 'dark'] as const)('has no fault that axe finds, in %s and 320 pixels', async (theme) => {
      const page = await site.open(`/cadre?scheme=fcs&theme=${theme}`, { viewport: { width: 320, height: 700 } });
      await page.getByRole('combobox').fill(INSIDE);
      await page.getByRole('combobox').press('Enter');
      await page.getByText('Sous conditions').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await shoot(page, `widget-cadre-${theme}`);
    });

    it('is blocked in a page of another origin', async () => {
      const page = await open('/cadre', { server: stranger });
      await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
      expect(await page.frameLocator('iframe').getByRole('combobox').count()).toBe(0);
    });

    it('sends nothing before the greeting of an allowed origin', async () => {
      const page = await open('/association');
      const received = () => page.evaluate(() => (globalThis as unknown as { received: string[] }).received);
      await page.evaluate(async (src) => {
        const received: string[] = [];
        Object.assign(globalThis, { received });
        addEventListener('message', ({ data, origin }) => received.push(`${data.type} ${origin}`));
        const frame = Object.assign(document.createElement('iframe'), { src, title: 'Essai' });
        const isThere = new Promise((resolve) => frame.addEventListener('load', resolve));
        document.querySelector('main')!.append(frame);
        await isThere;
      }, `${site.origin}/cadre`);
      const frame = page.frames()[1]!;
      const hello = (origin: string) =>
        frame.evaluate((from) => {
          const data = { type: 'perimetre:hello' };
          dispatchEvent(new MessageEvent('message', { data, origin: from, source: window.parent }));
        }, origin);
      await hello(stranger.origin);
      await frame.getByRole('combobox').fill(INSIDE);
      await frame.getByRole('combobox').press('Enter');
      await frame.getByText('Sous conditions').first().waitFor();
      expect(await received()).toEqual([]);
      await hello(examples.origin);
      const both = [`perimetre:height ${site.origin}`, `perimetre:result ${site.origin}`];
      await expect.poll(async () => (await received()).slice(0, 2)).toEqual(both);
    });
  });
});

interface Opening {
  readonly before?: (page: Page) => unknown;
  readonly server?: ExampleServer;
  readonly viewport?: { width: number; height: number };
  readonly colorScheme?: 'light' | 'dark';
}

interface Fulfilling {
  abort(): Promise<void>;
  fulfill(answer: { status: number; json: unknown; headers: Record<string, string> }): Promise<void>;
}

/** Headers of an interception that a page of another origin needs to read it. */
const ALLOWED = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

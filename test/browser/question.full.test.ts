import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

const NO_MAP = { withMap: false };
const INSIDE = { lon: '2,6289', lat: '50,518' };

describe.skipIf(noBrowser)('the first page (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  /** The label of an address in the made file, and enough of it to be suggested. */
  let address: string;
  beforeAll(async () => {
    site = await openSite();
    address = site.service.loaded.addresses.local!.sample(40).find(({ city }) => city === 'Béthune')?.label ?? '';
    address ||= site.service.loaded.addresses.local!.sample(1)[0]!.label;
  });
  afterAll(() => site?.close());

  const headline = (page: Page) => page.locator('#reponse-titre');
  const field = (page: Page) => page.getByRole('combobox', { name: 'Adresse' });
  const options = (page: Page) => page.getByRole('option');

  async function answerPoint(page: Page, { lon, lat } = INSIDE): Promise<void> {
    await page.getByRole('button', { name: 'Donner un point' }).click();
    await page.getByLabel('Longitude').fill(lon);
    await page.getByLabel('Latitude').fill(lat);
    await page.getByRole('button', { name: 'Répondre' }).click();
    await headline(page).waitFor();
  }

  it('answers an address chosen by keyboard alone', async () => {
    const page = await site.open('/', NO_MAP);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Aller au contenu');
    await field(page).focus();
    const typed = address.slice(0, -2);
    const last = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get('q') === typed);
    await page.keyboard.type(typed);
    // Suggestions for the text typed so far come first, and would replace the list during the choice.
    await last;
    await expect.poll(() => options(page).first().textContent()).toContain(address.slice(0, -2));
    expect(await field(page).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await options(page).first().getAttribute('aria-selected')).toBe('true');
    expect(await field(page).getAttribute('aria-activedescendant')).toBe(
      await options(page).first().getAttribute('id'),
    );
    await page.keyboard.press('Enter');
    await headline(page).waitFor();
    expect(await field(page).inputValue()).toContain(address.slice(-6));
    expect(await page.locator('#annonce').textContent()).toBe(await headline(page).textContent());
    // Neither the address nor the place is in the address of the page.
    expect(page.url()).toBe(`${site.origin}/`);
  });

  it('keeps the list while the person moves in it', async () => {
    const page = await site.open('/', NO_MAP);
    const typed = address.slice(0, -2);
    const last = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get('q') === typed);
    await field(page).pressSequentially(typed);
    await last;
    const first = options(page).first();
    await first.waitFor();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/v1/addresses?*', async (route) => {
      await released;
      await route.continue().catch(() => {});
    });
    const asked = page.waitForRequest('**/v1/addresses?*');
    await field(page).pressSequentially(address.slice(-2, -1));
    const request = await asked;
    const isIt = (other: Request) => other === request;
    const ended = Promise.race([page.waitForEvent('requestfailed', isIt), page.waitForEvent('requestfinished', isIt)]);
    await page.keyboard.press('ArrowDown');
    release();
    await ended;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await first.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await headline(page).waitFor();
    expect(await field(page).inputValue()).not.toBe(address.slice(0, -1));
  });

  it('answers an address chosen with the mouse, within 300 ms', async () => {
    const page = await site.open('/', NO_MAP);
    await field(page).fill(address.slice(0, -2));
    const option = options(page).first();
    await option.waitFor();
    await page.evaluate(() => {
      const started = new Promise<number>((resolve) => {
        document.addEventListener('click', () => resolve(performance.now()), { once: true, capture: true });
      });
      const shown = new Promise<number>((resolve) => {
        new MutationObserver((_, observer) => {
          if (document.getElementById('reponse-titre') === null) return;
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
        }).observe(document.body, { childList: true, subtree: true });
      });
      (window as unknown as { took: Promise<number> }).took = Promise.all([started, shown]).then(([a, b]) => b - a);
    });
    await option.click();
    const took = await page.evaluate(() => (window as unknown as { took: Promise<number> }).took);
    // A figure for people: the test does not judge the speed of the machine.
    console.log(`answer painted ${Math.round(took)} ms after the choice`);
    expect(await page.locator('.verdict').count()).toBeGreaterThan(5);
  });

  it('shows the position of a point, with every scheme, its reasons and the services to ask', async () => {
    const page = await site.open('/?le=2026-10-01', NO_MAP);
    await answerPoint(page);
    expect(await headline(page).textContent()).toMatch(
      /^Ce point est dans le quartier prioritaire «\sQuartier du Mont-Liébaut\s», à 204,5\sm de sa limite\.$/,
    );
    expect(await page.locator('.certainty').textContent()).toContain('Réponse sûre');
    expect(await page.getByRole('heading', { name: 'Crédits de l’État du contrat de ville (BOP 147)' }).count()).toBe(
      1,
    );
    expect(await page.locator('.whom').first().textContent()).toContain('À qui s’adresser');
    expect(await page.locator('.provenance').textContent()).toMatch(/génération 2024.*version/);
  });

  it('answers a point picked on the map, with the mouse and by keyboard', async () => {
    const page = await site.open('/?le=2026-10-01', { viewport: { width: 1280, height: 860 } });
    await page.locator('.map-canvas[data-drawn]').waitFor();
    const canvas = page.locator('.maplibregl-canvas');
    await canvas.click({ position: { x: 200, y: 200 } });
    await headline(page).waitFor();
    const picked = await page.getByLabel('Longitude').inputValue();
    expect(picked).toMatch(/^2,\d{1,6}$/);
    // The middle of the map is picked; it moves to the answer, and then by a step.
    const atRest = () => page.locator('.map-canvas[data-drawn]').waitFor();
    await expect.poll(() => page.locator('.map-place').textContent()).toMatch(/quartier|QPV/);
    await atRest();
    await canvas.focus();
    await page.keyboard.press('ArrowRight');
    await atRest();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Longitude').inputValue()).not.toBe(picked);
    await expect.poll(() => page.locator('.map-place').textContent()).toMatch(/quartier|QPV/);
    expect(page.url()).not.toMatch(/lon|lat|2[,.]\d/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('answers in one sentence about a place beyond the loaded quarters', async () => {
    const page = await site.open('/?le=2026-10-01', NO_MAP);
    await answerPoint(page, { lon: '2,35', lat: '48,85' });
    expect(await headline(page).textContent()).toContain(
      'hors du territoire dont ce service connaît tous les quartiers',
    );
    expect(await page.locator('.notice.doubt').textContent()).toContain('sig.ville.gouv.fr');
    expect(await page.locator('.notice.doubt li').count()).toBe(0);
    expect(await page.locator('.rest').textContent()).not.toContain('Hypothèse');
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, 'answer-beyond');
  });

  it.each([
    ['Dépenses de l’action, en euros', '-4', 'Un montant en euros est attendu'],
    ['Dépenses de l’action, en euros', '25.000', 'Un montant en euros est attendu'],
    ['Dépenses de l’action, en euros', 'beaucoup', 'Un montant en euros est attendu'],
    ['Année de l’appel à projets', '1999', 'Une année de 2000 à 2100 est attendue'],
    ['Année de l’appel à projets', '2024,5', 'Une année de 2000 à 2100 est attendue'],
    ['Part du public qui habite un quartier prioritaire (QPV), en %', '-1', 'Un pourcentage de 0 à 100 est attendu'],
  ])('marks « %s », where %s is given, and returns to it when it is left', async (label, text, words) => {
    const page = await site.open('/?pour=action&le=2026-10-01', NO_MAP);
    await answerPoint(page);
    await page.getByText('Préciser la demande').click();
    const input = page.getByLabel(label, { exact: true });
    await input.fill(text);
    await page.keyboard.press('Tab');
    await page.getByText(words).waitFor();
    await expect.poll(() => input.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await page.locator('.field-error:visible').count()).toBe(1);
    expect(await headline(page).isVisible()).toBe(true);
    expect(await page.locator('#question').textContent()).not.toMatch(/expenses|programmeYear|publicShare/);
    await input.fill('');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('.past').count()).toBe(0);
  });

  it('keeps the answer, dimmed, when the service cannot give the next one', async () => {
    const page = await site.open('/?le=2026-10-01', NO_MAP);
    await answerPoint(page);
    const before = await headline(page).textContent();
    await page.route('**/v1/eligibility', (route) => route.abort());
    await page.getByLabel('Longitude').fill('2,61');
    expect(await page.locator('.changed').textContent()).toContain('La question a changé');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await page.getByRole('alert').getByText('Le service ne répond pas').waitFor();
    expect(await headline(page).textContent()).toBe(before);
    expect(await page.locator('.answer.past').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, 'answer-past');
    await page.unroute('**/v1/eligibility');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await expect.poll(() => headline(page).textContent()).not.toBe(before);
    expect(await page.getByRole('alert').count()).toBe(0);
    // What is written again as it was is the question of the answer.
    await page.getByLabel('Longitude').fill('2,62');
    await page.getByLabel('Longitude').fill('2,61');
    expect(await page.locator('.past').count()).toBe(0);
  });

  it('prints the answer, unfolded, without the form', async () => {
    const page = await site.open('/?le=2026-10-01', NO_MAP);
    await answerPoint(page);
    const openBefore = await page.locator('.verdict[open]').count();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('#question').isVisible()).toBe(false);
    expect(await page.getByText('Obtenir les délibérations').first().isVisible()).toBe(true);
    await shoot(page, 'answer-print');
    // The first scheme is on the first page, under its heading.
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeLessThanOrEqual(9);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('.verdict[open]').count()).toBe(openBefore);
  });

  it('opens the questions of a project, and answers again when one is answered', async () => {
    const page = await site.open('/?pour=commune&le=2026-05-01', NO_MAP);
    await answerPoint(page, { lon: '2,525', lat: '50,4894' });
    await page.getByText('Préciser la demande').click();
    await page.getByLabel('Dépenses éligibles, en euros').fill('100 000');
    await page.getByLabel('Autres subventions publiques, en euros').fill('60 000');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('.amount').first().textContent()).toMatch(/20\s000\s€/);
    expect(await page.locator('.amount').first().textContent()).toMatch(/énoncé pour 2019/);
    expect(new URL(page.url()).search).toBe('?pour=commune&le=2026-05-01');
  });

  it('shows an error under its field', async () => {
    const page = await site.open('/', NO_MAP);
    await page.getByRole('button', { name: 'Répondre' }).click();
    expect(await field(page).getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('adresse');
    expect(await page.getByText('Une adresse est attendue').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Donner un point' }).click();
    await page.getByLabel('Longitude').fill('nulle part');
    await page.getByRole('button', { name: 'Répondre' }).click();
    expect(await page.getByText('La longitude et la latitude sont attendues').isVisible()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('names who can resolve a doubt that no better place would resolve', async () => {
    const page = await site.open('/?le=2024-10-01', NO_MAP);
    await answerPoint(page, { lon: '2,58', lat: '50,475' });
    const doubt = page.locator('.notice.doubt');
    expect(await doubt.textContent()).toContain('Cité des Oiseaux');
    expect(await doubt.textContent()).toContain('Le doute vient des périmètres, et non du lieu');
    await page.getByLabel('Date').fill('2014-06-01');
    await expect.poll(() => doubt.textContent()).toContain('Une autre date');
    expect(await doubt.textContent()).not.toContain('Selon le cas');
    await page.getByLabel('Longitude').fill('50,475');
    await page.getByLabel('Latitude').fill('2,58');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('La question est à corriger');
  });

  it('offers the choice among several addresses', async () => {
    const page = await site.open('/', NO_MAP);
    await field(page).fill('rue jean jaures');
    await page.keyboard.press('Enter');
    await headline(page).waitFor();
    const list = page.getByRole('list', { name: 'Laquelle est la bonne ?' });
    const choices = list.getByRole('button');
    const count = await choices.count();
    expect(count).toBeGreaterThan(2);
    expect(await accessibilityFaults(page)).toEqual([]);
    // The keyboard passes the first ones without choosing them.
    await choices.first().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await list.count()).toBe(1);
    const label = await choices.nth(2).locator('span').textContent();
    await page.keyboard.press('Enter');
    await expect.poll(() => list.count()).toBe(0);
    expect(await field(page).inputValue()).toBe(label);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('reponse-titre');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Ce n’est pas la bonne adresse' }).click();
    await list.waitFor();
    expect(await choices.count()).toBe(count);
    expect(await field(page).inputValue()).toBe('rue jean jaures');
  });

  it('accepts the declared side of the street, and shows that the answer rests on it', async () => {
    const page = await site.open('/?le=2024-10-01', NO_MAP);
    const sent: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postDataJSON().application.streetSide);
    });
    await answerPoint(page, { lon: '2,6349043', lat: '50,518' });
    expect(await page.locator('.certainty').textContent()).toContain('À examiner');
    await page.getByRole('button', { name: 'Du côté du quartier' }).click();
    await page.getByText('D’après votre déclaration').waitFor();
    expect(await headline(page).textContent()).toMatch(/^Ce point est dans le quartier prioritaire «\s[^»]+\s»\.$/);
    expect(await page.locator('.answer').textContent()).not.toContain('Réponse sûre');
    expect(await accessibilityFaults(page)).toEqual([]);
    // The declaration applied to that place only.
    await page.getByLabel('Longitude').fill('2,6349044');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await expect.poll(() => page.locator('.certainty').textContent()).toContain('À examiner');
    expect(sent).toEqual([undefined, 'inner', undefined]);
  });

  it('scrolls to each new answer', async () => {
    const page = await site.open('/?pour=action', {
      viewport: { width: 360, height: 700 },
      reducedMotion: 'reduce',
      ...NO_MAP,
    });
    await answerPoint(page);
    const isSeen = () =>
      page.locator('.headline').evaluate((it) => {
        const { top, bottom } = it.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      });
    await expect.poll(isSeen).toBe(true);
    await page.getByText('Préciser la demande').click();
    await page.getByRole('button', { name: 'Répondre' }).click();
    await expect.poll(isSeen).toBe(true);
  });

  it('follows French typography: no line begins with a sign', async () => {
    const page = await site.open('/', NO_MAP);
    await field(page).fill('rue jean jaures');
    await page.keyboard.press('Enter');
    await headline(page).waitFor();
    expect(
      await page.locator('main').evaluate((main) => (main as HTMLElement).innerText.match(/.{0,20} [:;?!»]/g)),
    ).toBeNull();
  });

  it('works when suggestions are slow, fail, or are missing', async () => {
    const page = await site.open('/', NO_MAP);
    let release = () => {};
    await page.route('**/v1/addresses?*', async (route) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"plus tard"}' });
    });
    await field(page).fill(address.slice(0, 9));
    await page.getByText('Recherche…').waitFor();
    release();
    await page.getByText('Les propositions ne viennent pas').waitFor();
    await field(page).fill(address);
    await page.getByRole('button', { name: 'Répondre' }).click();
    await headline(page).waitFor();
    expect(await headline(page).textContent()).toMatch(/^Cette adresse/);

    const bare = await openSite({ addresses: null });
    const without = await bare.open('/', NO_MAP);
    await field(without).fill(address);
    await without.getByText('Ce service ne cherche pas les adresses').waitFor();
    await without.getByRole('button', { name: 'Répondre' }).click();
    await without.getByRole('alert').waitFor();
    expect(await accessibilityFaults(without)).toEqual([]);
    await answerPoint(without);
    await expect.poll(() => headline(without).textContent()).toContain('Mont-Liébaut');
    await bare.close();
  });

  it.each(looks)('has no fault that axe finds, for a screenshot: $name', async ({ name, ...look }) => {
    const page = await site.open('/?le=2026-10-01', look);
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, `question-${name}`);
    await answerPoint(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await shoot(page, `answer-${name}`);
  });

  it('fits in 320 px', async () => {
    const page = await site.open('/', { viewport: { width: 320, height: 640 }, ...NO_MAP });
    await answerPoint(page, { lon: '2,6', lat: '50,53' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await shoot(page, 'answer-320');
  });
});

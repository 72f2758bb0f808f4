import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

const BETHUNE = { city: 'Béthune', citycode: '62119', postcode: '62400' };
/**
 * Addresses: well inside a QPV; in one of two streets with similar names; in one of two communes; in the band of one;
 * far from all; where a QIC has no perimeter.
 */
export const ROWS = [
  { number: 10, street: 'Rue de l’Essai', ...BETHUNE, lon: 2.6289, lat: 50.518 },
  { number: 12, street: 'Rue de l’Essai', ...BETHUNE, lon: 2.62895, lat: 50.51805 },
  { number: 3, street: 'Rue Double', ...BETHUNE, lon: 2.6288, lat: 50.5181 },
  { number: 4, street: 'Rue des Marais', ...BETHUNE, lon: 2.6288, lat: 50.518 },
  { number: 4, street: 'Rue du Marais', ...BETHUNE, lon: 2.6502, lat: 50.5355 },
  {
    number: 3,
    street: 'Rue Double',
    city: 'Ames',
    citycode: '62028',
    postcode: '62190',
    lon: 2.413526,
    lat: 50.535844,
  },
  {
    number: 5,
    street: 'Rue de la Bande',
    city: 'Auchel',
    citycode: '62048',
    postcode: '62260',
    lon: 2.456587,
    lat: 50.515087,
  },
  { number: 7, street: 'Rue Lointaine', city: 'Ames', citycode: '62028', postcode: '62190', lon: 2.4136, lat: 50.5359 },
  {
    number: 9,
    street: 'Rue Incertaine',
    city: 'Nœux-les-Mines',
    citycode: '62617',
    postcode: '62290',
    lon: 2.660724,
    lat: 50.467541,
  },
];
export const INSIDE = '10 Rue de l’Essai 62400 Béthune';

export interface Watched {
  events: { type: string; detail: unknown }[];
  refused: string[];
}

/** Records the events of the widget, and what the policy of the page refuses. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched = globalThis as unknown as Watched;
    watched.events = [];
    watched.refused = [];
    for (const type of ['perimetre:result', 'perimetre:error', 'perimetre:clear']) {
      addEventListener(type, (event) => watched.events.push({ type, detail: (event as CustomEvent).detail }));
    }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      watched.refused.push(violatedDirective),
    );
  });
}

export function events(page: Page): Promise<Watched['events']> {
  return page.evaluate(() => (globalThis as unknown as Watched).events);
}

/** The values that a form of the page would post for the widget. */
export function hidden(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('perimetre-check > input')];
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  });
}

/** Waits until the widget shows it. */
export async function status(page: Page, words: string | RegExp, part: 'status' | 'details' = 'status'): Promise<void> {
  await page.locator(`perimetre-check .${part}`).getByText(words).first().waitFor();
}

export async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel(label, { exact: true }).blur();
}

export async function fillAddress(
  page: Page,
  [number, street, postcode, city]: readonly [string, string, string, string],
): Promise<void> {
  await type(page, 'Numéro', number);
  await type(page, 'Rue', street);
  await type(page, 'Code postal', postcode);
  await type(page, 'Commune', city);
}

/** The example page with other content, as another site would write it. */
export async function replaceForm(page: Page, body: string): Promise<void> {
  await page.locator('main').evaluate((main, html) => {
    main.innerHTML = html;
  }, body);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

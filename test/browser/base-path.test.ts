import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProxy, type StrippingProxy } from '../http/stripping-proxy.ts';
import { answerPoint, noBrowser, type OpenSite, openSite } from './site.ts';

describe.skipIf(noBrowser)('a service under a path of a host, in a browser', () => {
  let proxy: StrippingProxy;
  let site: OpenSite;
  let form: { readonly origin: string; close(): void };
  beforeAll(async () => {
    proxy = await openProxy();
    form = await serveForm(() => proxy.publicUrl);
    site = await openSite({ publicUrl: proxy.publicUrl, corsOrigins: [form.origin] });
    proxy.target = site.origin;
  });
  afterAll(async () => {
    await site?.close();
    await proxy?.close();
    form?.close();
  });

  /** Opens a page behind the proxy, and collects what it asks beside the path. */
  async function open(url: string) {
    const page = await site.open('about:blank');
    const beside: string[] = [];
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === proxy.origin && !/^\/perimetre(\/|$)/.test(pathname)) beside.push(pathname);
    });
    const failed: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(url);
    return { page, beside, failed };
  }

  it('answers, with its map, and keeps an answer', async () => {
    const { page, beside, failed } = await open(`${proxy.publicUrl}/?le=2026-10-01`);
    await page.locator('.maplibregl-canvas').first().waitFor();
    await answerPoint(page);
    await page.getByRole('button', { name: 'Garder cette réponse' }).click();
    const kept = page.locator('a.reference');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Télécharger la preuve' }).click();
    await download;
    await kept.click();
    await page.waitForURL(/\/perimetre\/reponses\//);
    await page.getByText('Mont-Liébaut').first().waitFor();
    await page.getByRole('link', { name: 'Les quartiers' }).click();
    await page.waitForURL(/\/perimetre\/quartiers$/);
    await page
      .getByRole('link', { name: /Mont-Liébaut/ })
      .first()
      .click();
    await page.waitForURL(/\/perimetre\/quartiers\/QN06208M/);
    await page
      .getByRole('heading', { name: /Mont-Liébaut/ })
      .first()
      .waitFor();
    expect({ beside, failed }).toEqual({ beside: [], failed: [] });
  });

  it('answers in the form of another site, by its widget and its frame', async () => {
    const { page, beside } = await open(form.origin);
    const answered = page.waitForResponse(`${proxy.publicUrl}/v1/address-eligibility`);
    await page.getByLabel('Adresse du projet').fill('10 Rue de l’Essai 62400 Béthune');
    await page.getByLabel('Adresse du projet').blur();
    expect((await answered).status()).toBe(200);
    const completed = page.waitForResponse((answer) => answer.url().startsWith(`${proxy.publicUrl}/v1/addresses?`));
    await page.frameLocator('iframe').getByRole('combobox').fill('10 rue');
    expect((await completed).status()).toBe(200);
    expect(beside).toEqual([]);
  });
});

/** A page of another site with the widget, and the frame. */
function serveForm(service: () => string): Promise<{ origin: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      `<!doctype html><title>Formulaire</title><form><label>Adresse du projet <input id="a" name="a"></label>
      <perimetre-check for="a"></perimetre-check></form><iframe src="${service()}/cadre"></iframe>
      <script src="${service()}/embed.js" defer></script>`,
    );
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

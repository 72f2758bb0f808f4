import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, noBrowser, type OpenSite, openSite } from './site.ts';

/** A site that isolates the frame of the widget (`sandbox`), more than it can work with. */
describe.skipIf(noBrowser)('/cadre in an isolated frame, in a browser', () => {
  let site: OpenSite;
  let host: { readonly origin: string; close(): void };
  beforeAll(async () => {
    host = await serveFrame(() => site.origin);
    site = await openSite({ corsOrigins: [host.origin], addresses: null });
  });
  afterAll(async () => {
    await site?.close();
    host?.close();
  });

  it.each([
    ['', ['allow-scripts', 'allow-same-origin']],
    ['allow-forms', ['allow-scripts', 'allow-same-origin']],
    ['allow-same-origin', ['allow-scripts']],
    ['allow-scripts', ['allow-same-origin']],
    ['allow-scripts allow-forms', ['allow-same-origin']],
  ])('says what is missing: sandbox="%s"', async (sandbox, missing) => {
    const page = await site.open('about:blank');
    await page.goto(`${host.origin}/?${sandbox}`);
    const notice = page.frameLocator('iframe').locator('.notice');
    await notice.waitFor();
    const text = await notice.innerText();
    expect(text).toContain('La vérification de l’adresse');
    expect(missing.filter((token) => !text.includes(token))).toEqual([]);
    expect(await notice.evaluate((element) => getComputedStyle(element).fontFamily)).toMatch(/sans-serif/);
    expect(await page.frameLocator('iframe').getByRole('combobox').count()).toBe(0);
  });

  it('works where both are allowed', async () => {
    const page = await site.open('about:blank');
    await page.goto(`${host.origin}/?allow-scripts allow-same-origin`);
    await page.frameLocator('iframe').getByRole('combobox').waitFor();
    expect(await page.frameLocator('iframe').locator('.notice').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

/** A page whose query is the `sandbox` of its frame. */
function serveFrame(service: () => string): Promise<{ origin: string; close(): void }> {
  const server = createServer((request, response) => {
    const sandbox = decodeURIComponent(request.url!.split('?')[1] ?? '');
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="fr"><title>Formulaire</title><main><h1>Formulaire</h1>` +
          `<iframe title="Vérification" width="400" height="300" sandbox="${sandbox}" src="${service()}/cadre"></iframe></main>`,
      );
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

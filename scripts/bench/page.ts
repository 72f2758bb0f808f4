import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { readConfig } from '../../src/config.ts';
import { buildApp } from '../../src/http/app.ts';
import { load } from '../../src/load.ts';
import { madeBook } from '../../test/address/book.ts';
import { print } from './row.ts';

/**
 * The weight of the first page, and the time until an answer is painted, in Debian's Chromium (CHROMIUM: another path).
 */
await import('../build-web.ts');
const state = mkdtempSync(join(tmpdir(), 'perimetre-bench-page-'));
const config = { ...readConfig({}), database: join(state, 'perimetre.db') };
const loaded = load({ ...config, addressProvider: 'local', addresses: await madeBook() });
const settings = { ...config.site, retentionDays: config.retentionDays };
const app = buildApp(loaded, { logLevel: 'silent', site: { folder: config.siteFolder, settings } });
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
});
const page = await browser.newPage({ locale: 'fr-FR' });

/** Bytes on the network, headers included, by path. */
const weights = new Map<string, number>();
const session = await page.context().newCDPSession(page);
const paths = new Map<string, string>();
await session.send('Network.enable');
session.on('Network.responseReceived', ({ requestId, response }) =>
  paths.set(requestId, new URL(response.url).pathname),
);
session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
  const path = paths.get(requestId);
  if (path !== undefined) weights.set(path, encodedDataLength);
});
await page.goto(origin);
await page.locator('.map[data-state="drawn"]').waitFor({ timeout: 60_000 });
// The worker requests its file itself, so the page may not see that request.
const { files } = (await import('../../src/http/pages/built-site.ts')).readSite(config.siteFolder, settings)!;
const worker = [...files]
  .filter(([path]) => path.includes('worker'))
  .reduce((sum, [, file]) => sum + (file().br?.length ?? 0), 0);
const isOfMap = (path: string) => /\/(drawing|maplibre)/.test(path);
const sum = (of: (path: string) => boolean) =>
  [...weights].reduce((all, [path, size]) => (of(path) ? all + size : all), 0);
const seenWorker = [...weights.keys()].some((path) => path.includes('worker'));
const library = sum(isOfMap) + (seenWorker ? 0 : worker);
const first = sum((path) => !isOfMap(path) && !path.startsWith('/v1/'));

const labels = loaded.addresses.local!.sample(25).map(({ label }) => label);
const painted: number[] = [];
for (const label of labels) {
  await page.getByRole('combobox', { name: 'Adresse' }).fill(label);
  const option = page.getByRole('option').first();
  await option.waitFor();
  await page.evaluate(`void (globalThis.took = new Promise((resolve) => {
    let start;
    document.addEventListener('click', () => { start = performance.now(); }, { once: true, capture: true });
    new MutationObserver((_, observer) => {
      if (start === undefined || document.getElementById('reponse-titre') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
    }).observe(document.getElementById('reponse'), { childList: true });
  }))`);
  await option.click();
  painted.push(await page.evaluate('took'));
}
painted.sort((a, b) => a - b);

await browser.close();
await app.close();
loaded.close();
rmSync(state, { recursive: true });

const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;
print([
  {
    what: 'first view of the page, compressed',
    value: kilobytes(first),
    unit: 'kB',
    goal: 'at most 120 kB',
    reached: first <= 120_000,
  },
  {
    what: 'library of the map, after it',
    value: kilobytes(library),
    unit: 'kB',
    goal: 'at most 400 kB',
    reached: library <= 400_000,
  },
  {
    what: 'answer painted after a choice, median of 25',
    value: painted[12]!,
    unit: 'ms',
    goal: 'at most 300 ms',
    reached: painted[12]! <= 300,
  },
]);

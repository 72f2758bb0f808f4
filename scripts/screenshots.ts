import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { readConfig } from '../src/config.ts';
import { buildApp } from '../src/http/app.ts';
import { load } from '../src/load.ts';

/**
 * Makes the README's screenshots in docs/screenshots: the first page with its answer for a point of the Mont Liébaut,
 * wide and light, then narrow and dark. CHROMIUM is the path of the browser; by default, that of Debian, whose package
 * chromium-l10n gives the French date field.
 */
const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const shots = [
  { name: 'answer', viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  { name: 'answer-phone', viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
] as const;

await import('./build-web.ts');
mkdirSync(folder, { recursive: true });
const state = mkdtempSync(join(tmpdir(), 'perimetre-screenshots-'));
const config = { ...readConfig({}), database: join(state, 'perimetre.db'), addressProvider: 'off' } as const;
const loaded = load(config);
const settings = { ...config.site, retentionDays: config.retentionDays };
const app = buildApp(loaded, { logLevel: 'silent', site: { folder: config.siteFolder, settings } });
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
  // The language of the browser, and not that of the page, is that of a date field.
  env: { ...process.env, LANGUAGE: 'fr' },
});
for (const { name, ...look } of shots) {
  const page = await browser.newPage({ locale: 'fr-FR', reducedMotion: 'reduce', ...look });
  await page.goto(`${origin}/?le=2026-10-01&pour=action`);
  await page.getByRole('button', { name: 'Donner un point' }).click();
  await page.getByLabel('Longitude').fill('2,6289');
  await page.getByLabel('Latitude').fill('50,518');
  await page.getByRole('button', { name: 'Répondre' }).click();
  await page.locator('#reponse-titre').waitFor();
  await page.waitForLoadState('networkidle');
  // The map draws for a moment after its data has arrived.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await browser.close();
await app.close();
loaded.close();
rmSync(state, { recursive: true });

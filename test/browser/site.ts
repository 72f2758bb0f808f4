import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Loaded } from '../../src/load.ts';
import { madeBook } from '../address/book.ts';
import { listen, openService, type Service } from '../http/service.ts';

/** Debian’s Chromium, or the one that CHROMIUM names. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether the browser tests are skipped: where no Chromium is installed, except in CI, where that is a failure. */
export const noBrowser = !existsSync(CHROMIUM) && process.env.CI === undefined;

/** The whole site on its own port, with made-up addresses, and a browser. */
export interface OpenSite {
  readonly origin: string;
  readonly service: Service;
  /**
   * Opens a page in a new context. Any request to another host fails the test at `close`. `withMap: false` blocks the
   * map library: drawing without a graphics card takes seconds, and pages must work without a map.
   */
  open(path: string, options?: BrowserContextOptions & { readonly withMap?: boolean }): Promise<Page>;
  /** Closes the open pages, so that the next ones have the whole machine. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

/** `corsOrigins` may call the service; `addresses: null` starts it without addresses. */
export async function openSite({
  corsOrigins = [],
  addresses,
  change,
  guests = [],
  publicUrl = null,
}: SiteOptions = {}): Promise<OpenSite> {
  const config = readConfig({});
  const book = addresses === undefined ? await madeBook() : addresses;
  const settings = { ...config.site, publisher: 'Communauté d’agglomération de l’Essai', retentionDays: 1095 };
  const service = openService(
    {
      ...(book === null ? {} : { addresses: book }),
      corsOrigins,
      publicUrl,
      site: { folder: config.siteFolder, settings },
      logLevel: 'silent',
    },
    change,
  );
  const origin = await listen(service);
  const browser = await sharedBrowser();
  const contexts: BrowserContext[] = [];
  const strangers: string[] = [];
  const closePages = async () => {
    for (const context of contexts.splice(0)) await context.close();
  };
  return {
    origin,
    service,
    async open(path, { withMap = true, ...options } = {}) {
      const context = await browser.newContext({ locale: 'fr-FR', ...options });
      contexts.push(context);
      context.setDefaultTimeout(HANG);
      context.on('request', (request) => {
        const { protocol, origin: asked } = new URL(request.url());
        if (!protocol.startsWith('http') || asked === origin || asked.startsWith('http://127.0.0.1:')) return;
        if (!guests.includes(asked)) strangers.push(asked);
      });
      if (!withMap) await context.route('**/assets/drawing-*.js', (route) => route.abort());
      const page = await context.newPage();
      await page.goto(new URL(path, origin).href);
      return page;
    },
    closePages,
    async close() {
      await closePages();
      await service.close();
      expect(strangers, 'hosts other than ours that a page asked').toEqual([]);
    },
  };
}

let browser: Promise<Browser> | undefined;

/**
 * One browser for all test files of a worker; it ends with the worker. Playwright would end the process on a signal,
 * even one that another test of the worker emits.
 */
function sharedBrowser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: CHROMIUM,
    timeout: HANG,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
  });
  return browser;
}

/** Milliseconds that no step in a browser takes, even on a busy machine. */
const HANG = 240_000;

export interface SiteOptions {
  readonly corsOrigins?: readonly string[];
  /** Path of an address file; made-up addresses by default, null for a service without addresses. */
  readonly addresses?: string | null;
  readonly change?: (loaded: Loaded) => Loaded;
  /** The public address of the service. */
  readonly publicUrl?: string | null;
  /** Other origins that pages may request; the test answers instead of them. */
  readonly guests?: readonly string[];
}

/** Asks the first page about a point, in degrees as a French person writes them; inside a QPV by default. */
export async function answerPoint(page: Page, { lon, lat } = { lon: '2,6289', lat: '50,518' }): Promise<void> {
  await page.getByRole('button', { name: 'Donner un point' }).click();
  await page.getByLabel('Longitude').fill(lon);
  await page.getByLabel('Latitude').fill(lat);
  await page.getByRole('button', { name: 'Répondre' }).click();
}

/** Faults that axe-core finds on the current page, expected to be empty. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The sizes and themes in which the main states are tested. */
export const looks = [
  { name: '360-light', viewport: { width: 360, height: 780 }, colorScheme: 'light' },
  { name: '360-dark', viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
  { name: '1280-light', viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  { name: '1280-dark', viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
] as const;

/** Writes a screenshot into `var/screenshots`, which git ignores, for people. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', '..', 'var', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Waits until a page of quarters is complete. */
export const settled = (page: Page) =>
  page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
export const drawnMap = (page: Page) => page.locator('.map[data-state="drawn"]').waitFor();

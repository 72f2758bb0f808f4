import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Loaded } from '../../src/load.ts';
import { madeBook } from '../address/book.ts';
import { listen, openService, type Service } from '../http/service.ts';

/** Debian's own, or the one that CHROMIUM names. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Whether the browser tests are left out: where no Chromium is installed, but for CI, where a browser that is missing
 * is a failure.
 */
export const noBrowser = !existsSync(CHROMIUM) && process.env.CI === undefined;

/** The whole site on a port of its own, with made addresses, and a browser that looks at it. */
export interface OpenSite {
  readonly origin: string;
  readonly service: Service;
  /**
   * A page in a context of its own; whatever it asks of another host fails the test at `close`. `withMap: false` keeps
   * the map's library from it: drawing without a graphics card takes seconds, and a page has to do without a map
   * anyhow.
   */
  open(path: string, options?: BrowserContextOptions & { readonly withMap?: boolean }): Promise<Page>;
  /** Closes the pages that are open, so that the next ones have the machine for themselves. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

/** `corsOrigins` are those whose pages may call the service; `addresses: null` for none at all. */
export async function openSite({
  corsOrigins = [],
  addresses,
  change,
  guests = [],
}: SiteOptions = {}): Promise<OpenSite> {
  const config = readConfig({});
  const book = addresses === undefined ? await madeBook() : addresses;
  const settings = { ...config.site, publisher: 'Communauté d’agglomération de l’Essai', retentionDays: 1095 };
  const service = openService(
    {
      ...(book === null ? {} : { addresses: book }),
      corsOrigins,
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
 * also on one that another test of the worker emits.
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

/** Milliseconds that no step in a browser takes, on a machine however busy. */
const HANG = 240_000;

export interface SiteOptions {
  readonly corsOrigins?: readonly string[];
  /** The path of an address file; made addresses by default, null for a service without addresses. */
  readonly addresses?: string | null;
  readonly change?: (loaded: Loaded) => Loaded;
  /** Origins of others that pages may ask, in the place of which the test answers. */
  readonly guests?: readonly string[];
}

/** What axe-core finds on a page as it stands now: to be empty. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself there
    const { violations } = await (globalThis as any).axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The sizes and themes in which the main states are looked at. */
export const looks = [
  { name: '360-light', viewport: { width: 360, height: 780 }, colorScheme: 'light' },
  { name: '360-dark', viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
  { name: '1280-light', viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  { name: '1280-dark', viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
] as const;

/** Writes a screenshot into `var/screenshots`, which git ignores, for a person to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', '..', 'var', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Where there is nothing left to wait for on a page of quarters. */
export const settled = (page: Page) =>
  page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
export const drawnMap = (page: Page) => page.locator('.map[data-state="drawn"]').waitFor();

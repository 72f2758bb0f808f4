import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { sitePolicy } from '../../src/http/pages/built-site.ts';
import type { OpenSite } from './site.ts';

/** A page with a map alone, built and served like the site, under the same policy. */
export interface MapPage {
  open(site: OpenSite, options?: MapPageOptions): Promise<Page>;
  close(): void;
}

export interface MapPageOptions extends BrowserContextOptions {
  readonly basemap?: 'plain' | 'ign';
  /** Answers instead of the IGN. */
  readonly tiles?: (page: Page) => Promise<unknown>;
  /** Runs in the page before its scripts. */
  readonly before?: () => void;
}

export async function buildMapPage(): Promise<MapPage> {
  const folder = mkdtempSync(join(tmpdir(), 'perimetre-map-'));
  const root = join(import.meta.dirname, 'map-page');
  await build({
    ...{ root, base: '/essai/', configFile: false, publicDir: false, logLevel: 'warn' },
    worker: { format: 'es' },
    build: {
      ...{
        outDir: folder,
        emptyOutDir: true,
        target: ['chrome111'],
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
      },
      chunkSizeWarningLimit: 1200,
      rolldownOptions: { input: join(root, 'carte.html') },
    },
  });
  return {
    async open(site, { basemap = 'plain', tiles, before, ...options } = {}) {
      // An empty page of the site gives the context; ours is put in its place.
      const page = await site.open('/layout/icon.svg', options);
      if (tiles) await tiles(page);
      if (before) await page.addInitScript(before);
      await page.route('**/essai/**', (route) => {
        const path = new URL(route.request().url()).pathname.slice('/essai/'.length);
        const isPage = path === 'carte.html';
        const body = readFileSync(join(folder, path));
        return route.fulfill({
          contentType: TYPES[extname(path)]!,
          headers: isPage ? { 'content-security-policy': sitePolicy({ basemap }) } : {},
          body: isPage ? body.toString().replace('content="plain"', `content="${basemap}"`) : body,
        });
      });
      await page.goto(new URL('/essai/carte.html', site.origin).href);
      return page;
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

type Place = { readonly lon: number; readonly lat: number };

declare global {
  /** The map of the page, as far as the tests use it. */
  var siteMap: {
    showDate(date: string): Promise<void>;
    showPlace(place: (Place & { uncertainty: number; label: string | null }) | null, zones?: readonly unknown[]): void;
    showCandidates(candidates: readonly (Place & { label: string })[]): void;
    showZone(id: string): void;
    showChange(before: string, after: string): Promise<void>;
    onPick(listener: (point: Place) => void): void;
    remove(): void;
  };
  var picked: Place[];
}

/** Opens the map of the page and shows a date; returns once it is drawn, or reported as impossible. */
export async function showMap(page: Page, date: string): Promise<void> {
  await page.evaluate(async (day) => {
    await (globalThis as unknown as { open(): Promise<void> }).open();
    await globalThis.siteMap.showDate(day);
  }, date);
  await page.locator('.map:not([data-state="loading"])').waitFor();
  if ((await page.locator('.map[data-state="drawn"]').count()) === 1) await drawn(page);
}

/** Waits until everything in view is drawn, and nothing moves. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('.map[data-state="drawn"] .map-canvas[data-drawn]').waitFor();
}

/** Changes the map, and waits until it is drawn. */
export async function changeMap<T>(page: Page, change: (given: T) => unknown, given: T): Promise<void> {
  await page.locator('.map-canvas').evaluate((canvas) => canvas.removeAttribute('data-drawn'));
  await page.evaluate(change as never, given as never);
  await drawn(page);
}

/**
 * Analyses a screenshot of the map: the share of nearly black pixels, of reddish ones, all colours, and the most
 * frequent.
 */
export async function pixels(page: Page): Promise<Pixels> {
  const picture = (await page.locator('.map-frame').screenshot()).toString('base64');
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext('2d')!;
    pen.drawImage(image, 0, 0);
    const { data: bytes } = pen.getImageData(0, 0, image.width, image.height);
    const counts = new Map<string, number>();
    let black = 0;
    let reds = 0;
    for (let i = 0; i < bytes.length; i += 4) {
      const [red, green, blue] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!];
      const colour = `${red},${green},${blue}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      if (red + green + blue < 12) black++;
      if (red > 150 && green < 60 && blue < 60) reds++;
    }
    const [commonest] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
    return { black: (black * 4) / bytes.length, reds, distinct: counts.size, commonest };
  }, picture);
}

export interface Pixels {
  readonly black: number;
  readonly reds: number;
  readonly distinct: number;
  readonly commonest: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

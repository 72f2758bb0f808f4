import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { sitePolicy } from '../../src/http/site.ts';
import type { OpenSite } from './site.ts';

/** A page with nothing but a map, built as the site is and under the same policy, over the real service. */
export interface MapPage {
  open(site: OpenSite, options?: MapPageOptions): Promise<Page>;
  close(): void;
}

export interface MapPageOptions extends BrowserContextOptions {
  readonly basemap?: 'plain' | 'ign';
  /** Answers instead of the IGN. */
  readonly tiles?: (page: Page) => Promise<void>;
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

/** What a browser takes of the file, in bytes of brotli. */
export function brotliSize(body: Buffer): number {
  return brotliCompressSync(body).length;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { listen, openService, type Service } from './service.ts';
import { openProxy, type StrippingProxy } from './stripping-proxy.ts';

/** `PERIMETRE_PUBLIC_URL` with a path: the service is under a path of another host's, behind a proxy. */
describe.each([
  ['with the pages', true],
  ['without the pages', false],
])('a service under a path, %s', (_, withSite) => {
  let service: Service;
  let proxy: StrippingProxy;
  beforeAll(async () => {
    proxy = await openProxy();
    const { siteFolder, site, retentionDays } = readConfig({});
    service = openService({
      publicUrl: proxy.publicUrl,
      ...(withSite ? { site: { folder: siteFolder, settings: { ...site, retentionDays } } } : {}),
    });
    proxy.target = await listen(service);
  });
  afterAll(async () => {
    await service.close();
    await proxy.close();
  });

  it('is whole for a crawler: each link, file and redirection stays under the path, and answers', async () => {
    const { publicUrl, origin } = proxy;
    const seen = new Set<string>();
    const pages = withSite ? ['/quartiers/QN06208M', '/quartiers/', '/cadre'] : [];
    const left = ['/', '/docs', '/docs/', '/nowhere', ...pages, '/tiles/style.json', '/tiles.json'].map(
      (path) => publicUrl + path,
    );
    const wrong: string[] = [];
    for (let url = left.pop(); url !== undefined && seen.size < 250; url = left.pop()) {
      const [page = ''] = url.split('#');
      if (seen.has(page)) continue;
      seen.add(page);
      const answer = await fetch(page, { headers: { accept: /\/(?:v1|ogc|tiles)/.test(page) ? '*/*' : 'text/html' } });
      if (answer.status !== 200 && !page.endsWith('/nowhere')) wrong.push(`${answer.status} ${page}`);
      if (!answer.url.startsWith(publicUrl)) wrong.push(`${page} goes to ${answer.url}`);
      const type = answer.headers.get('content-type') ?? '';
      const text = await answer.text();
      const links = type.includes('html')
        ? [...text.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&'))
        : type.includes('json')
          ? [...text.matchAll(/"(https?:\/\/[^"{]+)"/g)].map(([, link]) => link!)
          : [];
      for (const link of links) {
        const target = new URL(link, answer.url);
        if (target.origin !== origin) continue;
        if (target.href.startsWith(`${publicUrl}/`) || target.href === publicUrl) left.push(target.href);
        else wrong.push(`${link} in ${page}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen.size).toBeGreaterThan(40);
  });

  it('gives this address in its descriptions', async () => {
    const { publicUrl } = proxy;
    expect(await (await fetch(`${publicUrl}/openapi.yaml`)).text()).toContain('  - url: /perimetre\n');
    const { servers } = (await (await fetch(`${publicUrl}/ogc/api?f=json`)).json()) as { servers: { url: string }[] };
    expect(servers[0]!.url).toBe(`${publicUrl}/ogc`);
    const { tiles } = (await (await fetch(`${publicUrl}/tiles.json`)).json()) as { tiles: string[] };
    expect(tiles[0]).toContain(`${publicUrl}/tiles/`);
  });

  it('answers the same where a proxy passes the path on', async () => {
    for (const [path, same] of [
      ['/perimetre', '/'],
      ['/perimetre/docs', '/docs'],
      ['/perimetre/v1/lookup?lon=2.6289&lat=50.518', '/v1/lookup?lon=2.6289&lat=50.518'],
      ['/perimetre?le=2024-10-01', '/?le=2024-10-01'],
    ] as const) {
      const [one, other] = [await service.app.inject(path), await service.app.inject(same)];
      expect([one.statusCode, one.body]).toEqual([200, other.body]);
    }
    expect((await service.app.inject('/perimetres')).statusCode).toBe(404);
  });
});

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { todayInParis } from '../../src/french/day.ts';
import { prefersHtml } from '../../src/http/media-type.ts';
import type { Loaded } from '../../src/load.ts';
import { featuresOf } from '../../src/ogc/features.ts';
import { longestTurnOf, withCountry } from './country.ts';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

interface Link {
  href: string;
  rel: string;
  type: string;
}
const hrefs = (links: Link[], rel: string) => links.filter((link) => link.rel === rel).map(({ href }) => href);

describe('addresses', () => {
  it('begin with the public URL, when it is set', async () => {
    const open = openService({ publicUrl: 'https://carte.example.org/perimetre' });
    const { links } = (await open.app.inject({ url: '/ogc', headers: { host: 'evil.example' } })).json();
    await open.close();
    for (const { href } of links as Link[]) expect(href).toMatch(/^https:\/\/carte\.example\.org\/perimetre\/ogc/);
  });

  it('begin otherwise with the host of the request, if it is a host', async () => {
    const self = async (host: string) =>
      hrefs((await service.app.inject({ url: '/ogc', headers: { host } })).json().links, 'self')[0];
    expect(await self('carte.example.org:8080')).toBe('http://carte.example.org:8080/ogc?f=json');
    expect(await self('[::1]:8080')).toBe('http://[::1]:8080/ogc?f=json');
    for (const host of ['a.example/b', 'a"><script>', 'user@a.example', 'a.example?x']) {
      expect(await self(host)).toBe('/ogc?f=json');
    }
  });

  it('of resources are linked without a final slash', async () => {
    const { links } = (await service.app.inject('/ogc/')).json();
    expect(hrefs(links, 'self')[0]).toMatch(/\/ogc\?f=json$/);
  });
});

describe('forms', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['application/geo+json, application/json', false],
    ['text/html', true],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['text/html;q=0.5, application/geo+json', false],
    ['application/json;q=0.5, text/*', true],
    ['image/png', false],
    ['application/*, text/html', false],
  ])('of Accept: %s', (accept, isPage) => {
    expect(prefersHtml(accept)).toBe(isPage);
  });

  it('make caches vary by Accept', async () => {
    const { headers } = await service.app.inject('/ogc/collections');
    expect(headers.vary).toBe('Accept, Accept-Encoding');
    expect(headers['content-language']).toBe('fr');
  });

  it('link the page of the API to its definition', async () => {
    const { body } = await service.app.inject('/ogc/api?f=html');
    const [, definition] = /<a href="([^"]+)">OpenAPI 3\.0 \(JSON\)<\/a>/.exec(body)!;
    expect((await service.app.inject(definition!)).json()).toMatchObject({ openapi: '3.0.3' });
    expect(body.includes('href="/openapi.yaml"')).toBe(false);
  });

  it('are pages without script, in which no value is read as HTML', async () => {
    const named = openService({}, (loaded) => {
      const { zones } = loaded.current;
      const generations = zones.generations.map((one) => ({
        ...one,
        drawn: one.drawn.map((d) => ({ ...d, zone: { ...d.zone, name: '<script>alert(1)</script> & "co"' } })),
      }));
      const changed = { ...zones, generations };
      return { ...loaded, current: { zones: changed, of: () => changed } as unknown as Loaded['current'] };
    });
    for (const path of ['items', 'items/QN06208M-2024']) {
      const { body, headers } = await named.app.inject(`/ogc/collections/zones/${path}?f=html`);
      expect(body).not.toContain('<script');
      expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;');
      expect(body).not.toMatch(/ (?:style|on\w+)=/);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    }
    await named.close();
  });
});

describe('a final slash', () => {
  it.each([
    '/ogc',
    '/ogc/conformance',
    '/ogc/api',
    '/ogc/collections',
    '/ogc/collections/zones',
    '/ogc/collections/zones/queryables',
    '/ogc/collections/zones/items',
    '/ogc/collections/zones/items/QN06208M-2024',
  ])('changes nothing: %s', async (path) => {
    const answerOf = async (url: string) => {
      const { statusCode, json } = await service.app.inject(url);
      const { timeStamp: _, ...body } = json();
      return { statusCode, body };
    };
    const answer = await answerOf(`${path}?f=json`);
    expect(answer.statusCode).toBe(200);
    expect(await answerOf(`${path}/?f=json`)).toEqual(answer);
  });
});

describe('items', () => {
  const ask = async (query = '') => (await service.app.inject(`/ogc/collections/zones/items${query}`)).json();

  it('are those of all days with an interval without ends', async () => {
    const everything = await ask('?datetime=../..&limit=1000');
    const expected = featuresOf('zones', { from: null, to: null }, service.loaded.current.zones);
    expect(everything.features.map(({ id }: { id: string }) => id)).toEqual(expected.map(({ id }) => id));
    const oneDay = await ask('?datetime=2024-10-01&limit=1000');
    expect(everything.numberMatched).toBeGreaterThan(0);
    expect(everything.numberMatched).toBeGreaterThanOrEqual(oneDay.numberMatched);
  });

  it('are those of today by default, and the next page is of the same day', async () => {
    const today = todayInParis();
    const { features, links } = await ask('?limit=3');
    const expected = featuresOf('zones', { from: today, to: today }, service.loaded.current.zones);
    expect(features.map(({ id }: { id: string }) => id)).toEqual(expected.slice(0, 3).map(({ id }) => id));
    const [next] = hrefs(links, 'next');
    expect(Object.fromEntries(new URL(next!).searchParams)).toEqual({
      limit: '3',
      datetime: today,
      offset: '3',
      f: 'json',
    });
  });

  it('have a previous page when there is one', async () => {
    const before = async (query: string) => {
      const [href] = hrefs((await ask(query)).links, 'prev');
      return href === undefined ? null : Object.fromEntries(new URL(href).searchParams);
    };
    expect(await before('?limit=3')).toBeNull();
    expect(await before('?limit=3&offset=6&datetime=2024-10-01')).toMatchObject({ offset: '3', limit: '3' });
    expect(await before('?limit=3&offset=2&datetime=2024-10-01')).not.toHaveProperty('offset');
    expect((await ask('?offset=99999999999999999999')).features).toEqual([]);
    expect(await before('?limit=3&offset=99999999999999999999&datetime=2024-10-01')).toMatchObject({ offset: '22' });
    expect((await ask('?limit=99999999999999999999&datetime=2024-10-01')).features).toHaveLength(25);
  });

  it('contain doubts, and zones without a perimeter', async () => {
    const { features } = await ask('?datetime=2024-02-01&code=QIC-LONGUEPIERRE&generation=2024');
    expect(features).toHaveLength(1);
    expect(features[0]).toMatchObject({
      id: 'QIC-LONGUEPIERRE-2024',
      geometry: null,
      properties: { status: 'missing', precision: null, source: null, checksum: null, communes: '62443' },
    });
    expect(features[0].properties.doubts).toMatch(/^Du 2024-01-01 au 2024-04-14 : /);
  });

  it('do not depend on the time: a client caches them while they are unchanged', async () => {
    for (const url of [
      '/ogc/collections/zones/items?limit=2',
      '/ogc/collections/zones/items?limit=2&f=html',
      '/ogc/api',
    ]) {
      // Two hours of one day in Paris: the answer without a date is that of the day.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-30T10:00:00Z') });
      const first = await service.app.inject(url);
      vi.setSystemTime(Date.parse('2026-11-30T11:00:00Z'));
      const { etag } = (await service.app.inject(url)).headers;
      expect(etag).toBe(first.headers.etag);
      const again = await service.app.inject({ url, headers: { 'if-none-match': etag } });
      vi.useRealTimers();
      expect(again.statusCode).toBe(304);
      expect(again.body).toBe('');
    }
  });

  it('refuse each unknown parameter by name; a rectangle is never repeated', async () => {
    const answer = await service.app.inject(
      '/ogc/collections/zones/items?limit=0&foo=1&bbox=2.6289,50.518&datetime=x&crs=y&kind=z&commune=a',
    );
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json()).sort()).toEqual(['bbox', 'commune', 'crs', 'datetime', 'foo', 'kind', 'limit']);
    expect(answer.body).not.toContain('50.518');
    expect(service.log.join()).not.toContain('bbox');
    expect(service.log.join()).not.toContain('50.5');
  });

  it('accept the filters of their own collection only', async () => {
    expect((await service.app.inject('/ogc/collections/communes/items?kind=qpv')).statusCode).toBe(400);
    const { features } = (await service.app.inject('/ogc/collections/communes/items?agglomeration=false')).json();
    for (const { properties } of features) expect(properties.agglomeration).toBe(false);
    expect((await service.app.inject('/ogc/collections/quartiers/items')).statusCode).toBe(404);
    expect((await service.app.inject('/ogc/collections/zones/items/QN06208M')).statusCode).toBe(404);
  });
});

describe('the items of many zones', () => {
  it('let other requests be served meanwhile', async () => {
    const country = openService({}, (loaded) => withCountry(loaded, 500));
    for (const url of [
      '/ogc/collections/bands/items?datetime=2024-10-01&limit=10000',
      '/ogc/collections/zones/items?datetime=2024-10-01&limit=10000&crs=http://www.opengis.net/def/crs/EPSG/0/2154',
      '/ogc/collections/bands/items?datetime=2024-10-01&limit=10&bbox=640000,7000000,700000,7100000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2154',
    ]) {
      const longest = await longestTurnOf(async () => {
        const answer = await country.app.inject(url);
        expect(answer.json().numberMatched).toBeGreaterThan(0);
      });
      // A band takes some milliseconds, all of them seconds.
      expect(longest).toBeLessThan(500);
    }
    await country.close();
  });
});

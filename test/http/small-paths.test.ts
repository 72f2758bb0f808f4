import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openService } from './service.ts';

const { siteFolder, site, retentionDays } = readConfig({});
const service = openService({ site: { folder: siteFolder, settings: { ...site, retentionDays } } });
afterAll(() => service.close());

const get = (url: string) => service.app.inject({ url, headers: { accept: 'text/html' } });

describe('the path of a page with a final slash', () => {
  it.each([
    ['/docs/', '/docs'],
    ['/quartiers/', '/quartiers'],
    ['/quartiers/?le=2019-10-01', '/quartiers?le=2019-10-01'],
    ['/quartiers/QN06208M/?generation=2024', '/quartiers/QN06208M?generation=2024'],
    ['/evolution/', '/evolution'],
    ['/reponses/7KQ2M/', '/reponses/7KQ2M'],
    ['/verifier/', '/verifier'],
    ['/cadre/?scheme=bop-147', '/cadre?scheme=bop-147'],
    ['/mentions-legales/', '/mentions-legales'],
    ['/confidentialite/', '/confidentialite'],
    ['/accessibilite/', '/accessibilite'],
  ])('leads to the page: %s', async (path, expected) => {
    const { statusCode, headers } = await get(path);
    expect(statusCode).toBe(308);
    expect(new URL(headers.location!, `http://a${path}`).href).toBe(`http://a${expected}`);
    expect((await get(expected)).statusCode).toBe(200);
  });

  it('leads to no other host', async () => {
    for (const path of ['//example.org/', '/quartiers//example.org/', '/quartiers/https:%2F%2Fexample.org/']) {
      const { headers } = await get(path);
      expect(headers.location ?? '../a').toMatch(/^\.\.\/[^/]/);
    }
  });
});

describe('what crawlers and browsers request by themselves', () => {
  it('/robots.txt leaves out what may be personal', async () => {
    const { statusCode, headers, body } = await get('/robots.txt');
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    const rules = body.match(/^Disallow: (.*)$/gm)!.map((line) => line.slice('Disallow: '.length));
    const isLeftOut = (path: string) =>
      rules.some((rule) => path.startsWith(rule) || (rule === '/*?' && path.includes('?')));
    const personal = [
      ...[
        '/reponses/7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CF',
        '/v1/decisions/7KQ2M',
        '/v1/addresses?q=12+rue',
        '/v1/lookup?lon=2',
      ],
      ...[
        '/search?q=a',
        '/reverse/?lon=2',
        '/geocodage/search?q=a',
        '/service/georeferenceur.json?a',
        '/api/xy.json?x=2',
      ],
      '/?le=2026-10-01&pour=action',
    ];
    expect(personal.filter((path) => !isLeftOut(path))).toEqual([]);
    expect(['/', '/quartiers', '/quartiers/QN06208M', '/docs', '/ogc'].filter(isLeftOut)).toEqual([]);
  });

  it('/favicon.ico is an icon', async () => {
    const { statusCode, headers, rawPayload } = await get('/favicon.ico');
    expect([statusCode, headers['content-type']]).toEqual([200, 'image/x-icon']);
    expect([...rawPayload.subarray(0, 4)]).toEqual([0, 0, 1, 0]);
  });
});

describe('?_=, which libraries add to get past a cache', () => {
  it.each([
    '/v1/zones?date=2024-10-01',
    '/v1/zones/QN06208M?',
    '/v1/generations?',
    '/v1/bands?generation=2024',
    '/v1/communes?',
    '/v1/schemes?',
    '/v1/schemes/fcs?date=2024-10-01',
    '/tiles.json?date=2024-10-01',
    '/tiles/style.json?',
    '/ogc?f=json',
    '/ogc/collections?f=json',
    '/ogc/collections/quartiers/items?f=json',
    '/.well-known/perimetre-keys.json?',
    '/openapi.yaml?',
    '/robots.txt?',
    '/v1/lookup?lon=2.6289&lat=50.518&date=2024-10-01',
  ])('changes nothing: %s', async (url) => {
    const [without, withIt] = [await service.app.inject(url), await service.app.inject(`${url}&_=1722855000000&_=2`)];
    expect(withIt.statusCode).toBe(without.statusCode);
    if (!/tiles\/style/.test(url))
      expect(withIt.body.replace(/"timeStamp":"[^"]*"/, '')).toBe(without.body.replace(/"timeStamp":"[^"]*"/, ''));
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preferredEncoding } from '../../src/http/compression.ts';
import { listen, openService, type Service } from './service.ts';

const FRIEND = 'https://formulaire.example.org';
let service: Service;
let open: Service;
beforeAll(() => {
  service = openService();
  open = openService({ corsOrigins: [FRIEND] });
});
afterAll(async () => {
  await service.close();
  await open.close();
});

const PATHS = [
  '/',
  '/docs',
  '/openapi.yaml',
  '/v1/lookup?lon=2.6289&lat=50.518',
  '/v1/zones',
  '/v1/zones/QN06208M',
  '/v1/generations',
  '/ogc',
  '/ogc/collections/zones/items?limit=2',
  '/ogc/collections/zones/items?limit=2&f=html',
  '/v1/schemes',
  '/v1/schemes/fcs',
  '/health',
  '/ready',
  '/metrics',
];

describe('headers', () => {
  it.each([...PATHS, '/nowhere', '/v1/lookup', '/v1/%zz'])('are safe on %s', async (url) => {
    const { headers } = await service.app.inject(url);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:/);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
  });

  it.each(PATHS)('HEAD %s has the headers of GET, and no body', async (url) => {
    const get = await service.app.inject(url);
    const head = await service.app.inject({ method: 'HEAD', url });
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    // Uptime and memory change from one answer to the next.
    if (url !== '/metrics') expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  it('answers about a place are never cached', async () => {
    const payload = { where: { lon: 2.6289, lat: 50.518 } };
    for (const answer of [
      await service.app.inject('/v1/lookup?lon=2.6289&lat=50.518'),
      await service.app.inject({ method: 'POST', url: '/v1/eligibility', payload }),
      await service.app.inject({ method: 'POST', url: '/v1/lookup', payload: { points: [] } }),
      await service.app.inject('/v1/lookup'),
    ]) {
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers.etag).toBeUndefined();
    }
  });
});

describe('CORS', () => {
  it('allows no origin by default', async () => {
    const answer = await service.app.inject({ url: '/health', headers: { origin: FRIEND } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('allows the origins of the list, and makes caches vary by origin', async () => {
    const answer = await open.app.inject({ url: '/v1/zones', headers: { origin: FRIEND, 'accept-encoding': 'br' } });
    expect(answer.headers['access-control-allow-origin']).toBe(FRIEND);
    expect(answer.headers.vary).toBe('Origin, Accept-Encoding');
    const other = await open.app.inject({ url: '/health', headers: { origin: 'https://example.com' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    expect(other.headers.vary).toBe('Origin');
  });

  it('lets a page read errors too', async () => {
    const answer = await open.app.inject({ url: '/v1/lookup', headers: { origin: FRIEND } });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['access-control-allow-origin']).toBe(FRIEND);
  });

  it('answers preflights', async () => {
    const headers = { origin: FRIEND, 'access-control-request-method': 'POST' };
    const answer = await open.app.inject({ method: 'OPTIONS', url: '/v1/eligibility', headers });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['access-control-allow-methods']).toContain('POST');
    expect(answer.headers['access-control-allow-headers']).toBe('authorization, content-type, idempotency-key');
    const closed = await service.app.inject({ method: 'OPTIONS', url: '/v1/eligibility', headers });
    expect(closed.statusCode).toBe(204);
    expect(closed.headers['access-control-allow-methods']).toBeUndefined();
  });
});

describe('compression', () => {
  const read = (url: string, encoding: string) => service.app.inject({ url, headers: { 'accept-encoding': encoding } });

  it('is for long public answers', async () => {
    const plain = await service.app.inject('/v1/zones');
    const brotli = await read('/v1/zones', 'gzip, br');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotli.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.body);
    const gzip = await read('/docs', 'gzip');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.rawPayload).toString()).toContain('<!doctype html>');
  });

  it('does not apply to lookups', async () => {
    expect((await read('/v1/lookup?lon=2.6289&lat=50.518', 'br')).headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['', null],
    ['identity', null],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['GZIP;q=1, br;q=0.5', 'gzip'],
    ['br;q=0, gzip;q=0', null],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['br;q=x', null],
  ])('takes what the client prefers: %s', (accepted, encoding) => {
    expect(preferredEncoding(accepted)).toBe(encoding);
  });
});

describe('/docs', () => {
  const USES = ['demander', 'adresse', 'fichier', 'couche', 'preuve', 'service', 'objets'];
  const read = async (path: string) => (await service.app.inject(path)).body;

  it('has a page by use, each under 150 KB, which needs no other resource', async () => {
    const pages = new Map<string, string>();
    for (const path of ['/docs', ...USES.map((use) => `/docs/${use}`)]) pages.set(path, await read(path));
    for (const [path, body] of pages) {
      expect(Buffer.byteLength(body), path).toBeLessThan(150_000);
      expect(body).not.toMatch(/<script|<link|<img|\ssrc=|\sstyle="|\son\w+="/);
      expect(body).not.toMatch(/\[object|undefined/);
      for (const [, href = ''] of body.matchAll(/href="([^"]*)"/g)) {
        const [target, fragment] = href.split('#');
        const linked = pages.get(target || path);
        if (linked === undefined) expect((await service.app.inject(href)).statusCode, href).toBe(200);
        else if (fragment !== undefined) expect(linked, href).toContain(`id="${fragment}"`);
      }
    }
  });

  it('describes each operation on one page, and lists it on the first', async () => {
    const first = await read('/docs');
    const pages = await Promise.all(USES.map((use) => read(`/docs/${use}`)));
    const operations = [...(await read('/openapi.yaml')).matchAll(/^ +operationId: (\w+)$/gm)].map(([, id]) => id!);
    expect(operations.length).toBeGreaterThan(40);
    for (const id of operations) {
      expect(first).toContain(`#${id}"`);
      expect(pages.filter((page) => page.includes(`<article id="${id}">`)).length, id).toBe(1);
    }
  });

  it('has no page for another use', async () => {
    expect((await service.app.inject('/docs/autre')).statusCode).toBe(404);
    expect((await service.app.inject('/docs/objets/')).headers.location).toBe('../objets');
  });
});

describe('a connection', () => {
  it('announces how long it waits for its next request', async () => {
    const service = openService({ keepAliveSeconds: 650 });
    const answer = await fetch(`${await listen(service)}/health`);
    expect(answer.headers.get('keep-alive')).toBe('timeout=650');
    await service.close();
  });

  it('waits longer than the headers of one request may take', async () => {
    // The timeout of headers is that of a request here.
    const service = openService({ requestTimeout: 200 });
    const { port } = new URL(await listen(service));
    const socket = connect(Number(port), '127.0.0.1');
    for (const _ of ['first', 'after a pause']) {
      socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
      await setTimeout(700);
    }
    socket.destroy();
    await service.close();
  });
});

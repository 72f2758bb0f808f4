import type { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBodies } from '../../src/http/body/encoded-body.ts';
import type { Problem } from '../../src/questions/problem.ts';
import { listen, openService, pathsOf, type Service } from './service.ts';

let service: Service;
let origin: string;
beforeAll(async () => {
  service = openService({ csvBodyLimit: 2_000_000 });
  origin = await listen(service);
});
afterAll(() => service.close());

const QUESTION = { where: { lon: 2.6289, lat: 50.518 }, date: '2024-10-01', schemes: ['fcs'] };

function post(path: string, body: string | Buffer, headers: Record<string, string>): Promise<Response> {
  return fetch(`${origin}${path}`, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });
}

function postJson(path: string, json: string): Promise<Response> {
  return post(path, json, { 'content-type': 'application/json' });
}

describe('a route that takes no body ignores the one that comes', () => {
  async function record() {
    const answer = await postJson('/v1/eligibility', JSON.stringify({ ...QUESTION, record: true }));
    const { decision } = (await answer.json()) as { decision: { reference: string; secret: string } };
    return { path: `/v1/decisions/${decision.reference}`, authorization: `Bearer ${decision.secret}` };
  }

  it.each([
    ['application/json', undefined, {}],
    ['application/json', '', {}],
    ['application/json', '{}', {}],
    ['text/plain', undefined, {}],
    ['application/x-www-form-urlencoded', 'a=1', {}],
    ['nonsense', undefined, {}],
    ['application/json', undefined, { 'content-encoding': 'zstd' }],
  ])('an erasure: %s, %j, %j', async (contentType, body, more) => {
    const { path, authorization } = await record();
    const headers = { authorization, 'content-type': contentType, ...more };
    const erased = await fetch(`${origin}${path}`, {
      method: 'DELETE',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect(erased.status).toBe(204);
    expect((await fetch(`${origin}${path}`)).status).toBe(404);
  });

  it('an erasure with an empty body of unknown length', async () => {
    const { path, authorization } = await record();
    const body = new Blob([]).stream();
    const headers = { authorization, 'content-type': 'application/json' };
    const erased = await fetch(`${origin}${path}`, { method: 'DELETE', body, headers, duplex: 'half' } as RequestInit);
    expect(erased.status).toBe(204);
  });

  it('a question about methods, and a path that does not exist', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${origin}/v1/lookup`, { method: 'OPTIONS', headers })).status).toBe(204);
    expect((await postJson('/nowhere', '{')).status).toBe(404);
    expect((await post('/nowhere', 'a', { 'content-type': 'nonsense' })).status).toBe(404);
  });
});

const codings = [
  ['gzip', gzipSync],
  ['X-GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const;

/** Each kind of body, with what its answer contains. */
const bodies = [
  ['/v1/eligibility', 'application/json', JSON.stringify(QUESTION), '"verdicts"'],
  [
    '/v1/adulte-relais',
    'application/json',
    JSON.stringify({ residence: QUESTION.where, hiringDate: '2024-10-01' }),
    '"verdict"',
  ],
  ['/v1/lookup', 'application/json', JSON.stringify({ points: [QUESTION.where] }), '"results"'],
  ['/v1/lookup?date=2024-10-01', 'text/csv', 'lon,lat\n2.6289,50.518\n', 'bop-147'],
] as const;

describe('a body with a content-encoding', () => {
  it.each(bodies.flatMap((body) => codings.map((coding) => [...coding, ...body] as const)))(
    'is decoded: %s',
    async (encoding, encode, path, contentType, text, expected) => {
      const answer = await post(path, encode(text), { 'content-type': contentType, 'content-encoding': encoding });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain(expected);
    },
  );

  it('may be several gzip members, as bgzip writes them', async () => {
    const members = Buffer.concat([gzipSync('lon,lat\n2.6289,50.518\n'), gzipSync('2.6408,50.5213\n')]);
    const answer = await post('/v1/lookup', members, { 'content-type': 'text/csv', 'content-encoding': 'gzip' });
    expect((await answer.text()).trim().split('\n')).toHaveLength(3);
  });

  it('is a form too, for the CSV routes of the geocoder', async () => {
    const form =
      '--a\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\nlon,lat\n2.6,50.5\n\r\n--a--\r\n';
    const contentType = 'multipart/form-data; boundary=a';
    const plain = await post('/reverse/csv', form, { 'content-type': contentType });
    const encoded = await post('/reverse/csv', gzipSync(form), {
      'content-type': contentType,
      'content-encoding': 'gzip',
    });
    expect([encoded.status, await encoded.text()]).toEqual([plain.status, await plain.text()]);
  });

  it.each(['zstd', 'compress', 'gzip, gzip', 'utf-8'])('is refused in another one: %s', async (encoding) => {
    for (const [path, contentType, text] of bodies) {
      const answer = await post(path, text, { 'content-type': contentType, 'content-encoding': encoding });
      expect(answer.status).toBe(415);
      expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br');
      expect(await answer.json()).toMatchObject({
        type: '/problems/unsupported-media-type',
        detail: expect.stringContaining('gzip, deflate ou br'),
      });
    }
  });

  it('is a 400 when it is not in that encoding, or breaks off', async () => {
    for (const [encoding, encode] of codings) {
      for (const [path, contentType, text] of bodies) {
        for (const broken of [Buffer.from(text), encode(text).subarray(0, -3)]) {
          const answer = await post(path, broken, { 'content-type': contentType, 'content-encoding': encoding });
          expect(answer.status).toBe(400);
          expect(await answer.json()).toMatchObject({
            type: '/problems/bad-request',
            detail: expect.stringContaining('Content-Encoding'),
          });
        }
      }
    }
  });

  it('has the limits of a plain one, once decoded', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const json = `{"points":[${' '.repeat(10_000_000)}]}`;
    const csv = `lon,lat\n${'2.6289,50.518\n'.repeat(200_000)}`;
    const large = await post('/v1/lookup', gzipSync(json), { ...headers, 'content-type': 'application/json' });
    expect(large.status).toBe(413);
    // The answer of a file begins before all of it is known.
    const file = await post('/v1/lookup', gzipSync(csv), { ...headers, 'content-type': 'text/csv' });
    await expect(file.text()).rejects.toThrow();
  });
});

it('a body that expands beyond reason is not decoded to its end', async () => {
  const app = Fastify();
  decodeBodies(app);
  let decoded = 0;
  app.addContentTypeParser('*', async (_request: FastifyRequest, payload: Readable) => {
    for await (const piece of payload) decoded += piece.length;
  });
  app.setErrorHandler((error, _request, reply) => reply.code((error as Problem).status).send());
  app.post('/', () => 'read');
  const headers = { 'content-type': 'a/b', 'content-encoding': 'gzip' };
  const zeros = gzipSync(Buffer.alloc(300_000_000), { level: 1 });
  expect((await app.inject({ method: 'POST', url: '/', headers, payload: zeros })).statusCode).toBe(413);
  expect(decoded).toBeLessThan(101_000_000);
  await app.close();
});

describe('two fields of one name in a JSON body', () => {
  it.each([
    ['{"where":{"lon":2.6289,"lat":50.518},"date":"2024-10-01","date":"2019-10-01"}', ['date']],
    ['{"where":{"lon":2.6289,"lat":50.518,"lon":3}}', ['where.lon']],
    ['{"where":{"lon":2.6289,"lat":50.518,"l\\u006fn":2.6289}}', ['where.lon']],
    [
      '{"where":{"geometry":{"type":"Point","type":"Point"}},"application":{"a":[{},{"b":1,"b":1}]}}',
      ['where.geometry.type', 'application.a[1].b'],
    ],
    ['{"where":1,"__proto__":{},"__proto__":{}}', ['__proto__']],
    ['{"12 rue Haute":1,"12 rue Haute":2}', ['(nom illisible)']],
    ['[{"a":1},{"a":1,"a":1}]', ['[1].a']],
  ])('are refused, by their name: %s', async (json, paths) => {
    const answer = await postJson('/v1/eligibility', json);
    expect(answer.status).toBe(400);
    const problem = (await answer.json()) as { type: string; errors: { path: string }[] };
    expect(problem.type).toBe('/problems/invalid-input');
    expect(pathsOf(problem)).toEqual(paths);
    expect(JSON.stringify(problem)).not.toMatch(/2\.6289|2019|Haute/);
  });

  it('are not the fields of two objects, nor what a text contains', async () => {
    const json =
      '{"points":[{"id":"a\\"b:\\\\","lon":2.6289,"lat":50.518},{"id":":{\\"lon\\":1}","lon":2.6,"lat":50.5}]}';
    expect((await postJson('/v1/lookup', json)).status).toBe(200);
  });

  it('are found however deep a body is', async () => {
    const depth = 20_000;
    const json = `${'{"a":'.repeat(depth)}{"b":1,"b":2}${'}'.repeat(depth)}`;
    const answer = await postJson('/v1/eligibility', json);
    expect(answer.status).toBe(400);
    expect((await answer.text()).length).toBeLessThan(2000);
  });

  it.each(['__proto__', 'constructor', 'toString'])('a field of the engine is an unknown field: %s', async (name) => {
    const answer = await postJson('/v1/eligibility', `{"where":{"lon":2.6289,"lat":50.518,"${name}":{}}}`);
    expect(answer.status).toBe(400);
    expect(pathsOf((await answer.json()) as object)).toEqual([`where.${name}`]);
  });
});

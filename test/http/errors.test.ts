import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemBody } from '../../src/questions/problem.ts';
import { listen, openService, type Service } from './service.ts';

let service: Service;
let origin: string;
beforeAll(async () => {
  service = openService();
  origin = await listen(service);
});
afterAll(() => service.close());

const post = (path: string, body: string, contentType: string) =>
  fetch(`${origin}${path}`, { method: 'POST', body, headers: { 'content-type': contentType } });

/** Sends bytes unchanged and returns the whole answer. */
function send(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('every error is a problem (RFC 9457)', () => {
  it('a path that does not exist', async () => {
    const answer = await fetch(`${origin}/v2/lookup?lon=2.6289`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((await answer.json()) as ProblemBody).toEqual({
      type: '/problems/not-found',
      title: 'Ressource introuvable',
      status: 404,
      detail: expect.any(String),
      instance: '/v2/lookup',
    });
  });

  it.each([
    ['DELETE', '/v1/lookup', 'GET, HEAD, OPTIONS, POST'],
    ['GET', '/v1/eligibility', 'OPTIONS, POST'],
    ['PUT', '/v1/zones/QN06208M', 'GET, HEAD, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
  ])('a method that a path lacks: %s %s', async (method, path, allow) => {
    const answer = await fetch(`${origin}${path}`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await answer.json()).toMatchObject({
      type: '/problems/method-not-allowed',
      instance: path,
    });
  });

  it('the method before the type of a body', async () => {
    expect((await post('/health', 'a,b', 'text/csv')).status).toBe(405);
  });

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['text/csv'], ['nonsense']])(
    'a body of another type: %s',
    async (contentType) => {
      const answer = await post('/v1/eligibility', '{}', contentType);
      expect(answer.status).toBe(415);
      expect(await answer.json()).toMatchObject({ type: '/problems/unsupported-media-type' });
    },
  );

  it.each([
    ['cut short', '{"where": {"lon": 2.6'],
    ['NaN', '{"where": {"lon": NaN}}'],
    ['nothing', ''],
    ['a trailing comma', '{"where": {},}'],
  ])('malformed JSON: %s', async (_what, body) => {
    const answer = await post('/v1/eligibility', body, 'application/json');
    expect(answer.status).toBe(400);
    const problem = (await answer.json()) as ProblemBody;
    expect(problem.type).toBe('/problems/malformed-json');
    // The engine's own message quotes the body.
    expect(problem.detail).not.toContain('where');
  });

  it('JSON that is not UTF-8', async () => {
    const answer = await fetch(`${origin}/v1/eligibility`, {
      method: 'POST',
      body: Buffer.from('{"where":"B\xe9thune"}', 'latin1'),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as ProblemBody).detail).toContain('UTF-8');
  });

  it('no body at all', async () => {
    const answer = await fetch(`${origin}/v1/eligibility`, { method: 'POST' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: '/problems/invalid-input',
      errors: [{ path: '' }],
    });
  });

  it('a body of more than 10 MB, announced or not', async () => {
    const body = `{"points":[${' '.repeat(10_000_000)}]}`;
    const announced = await post('/v1/lookup', body, 'application/json');
    expect(announced.status).toBe(413);
    expect(await announced.json()).toMatchObject({ type: '/problems/content-too-large' });
    const streamed = await fetch(`${origin}/v1/lookup`, {
      method: 'POST',
      body: new Blob([body]).stream(),
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
  });

  it('a path that is not well encoded', async () => {
    const answer = await fetch(`${origin}/v1/%zz`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.json()).toMatchObject({ type: '/problems/bad-request', instance: '/v1/%zz' });
  });

  it('a URL that is too long', async () => {
    const answer = await fetch(`${origin}/v1/lookup?lon=${'1'.repeat(3000)}`);
    expect(answer.status).toBe(414);
    expect(await answer.json()).toMatchObject({
      type: '/problems/uri-too-long',
      instance: '/v1/lookup',
    });
    expect((await fetch(`${origin}/v1/zones/${'x'.repeat(300)}`)).status).toBe(414);
  });

  it('headers that are too large', async () => {
    const answer = await send(`GET /health HTTP/1.1\r\nhost: a\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('/problems/headers-too-large');
  });

  it('bytes that are not HTTP', async () => {
    const answer = await send('lon=2.6289 lat=50.518\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('/problems/bad-request');
    expect(answer).not.toContain('50.518');
  });

  it('an internal error, without any detail', async () => {
    const broken = openService();
    // No request can cause this: the zones are gone.
    Object.defineProperty(broken.loaded.current, 'zones', {
      get: () => {
        throw new Error('secret 50.518');
      },
    });
    const answer = await broken.app.inject('/v1/lookup?lon=2.6289&lat=50.518');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ type: '/problems/internal-error', instance: '/v1/lookup' });
    expect(answer.body).not.toMatch(/secret|50\.518|\bat \b/);
    await broken.close();
  });

  it('a request that does not arrive completely in time', async () => {
    const brief = openService({ requestTimeout: 50 });
    const own = new URL(await listen(brief));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(own.port), '127.0.0.1', () =>
        socket.write(
          'POST /v1/lookup HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
        ),
      );
      let received = '';
      socket.on('data', (data) => {
        received += data;
      });
      socket.on('close', () => resolve(received));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('/problems/request-timeout');
    await brief.close();
  });
});

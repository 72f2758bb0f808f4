import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AddressQuestion, GeocoderUnavailable } from '../../src/address/candidate.ts';
import { Geoplateforme, type GeoplateformeOptions } from '../../src/address/remote/geoplateforme.ts';
import { FakeClock } from '../clock.ts';
import { type FakeGeoplateforme, type Fault, featureOf, startFakeGeoplateforme } from './fake-geoplateforme.ts';

let fake: FakeGeoplateforme;
let clock: FakeClock;
beforeAll(async () => {
  fake = await startFakeGeoplateforme();
});
beforeEach(() => {
  fake.reset();
  clock = new FakeClock();
  // A client times out when the service stops answering.
  fake.whenSilent(() => clock.expire());
});
afterAll(() => fake.close());

const text = '12 rue des Essais Béthune';
const clientOf = (options: GeoplateformeOptions = {}) =>
  new Geoplateforme({ baseUrl: fake.url, timeout: 1000, clock, ...options });
const ask = (client: Geoplateforme, question: Partial<AddressQuestion> = {}) =>
  client.search({ text, limit: 5, ...question });

async function refusalOf(call: Promise<unknown>): Promise<GeocoderUnavailable> {
  const error = await call.then(
    () => expect.fail('it answered'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(GeocoderUnavailable);
  return error as GeocoderUnavailable;
}

describe('the question', () => {
  it('is sent with the given parameters and no others', async () => {
    await ask(clientOf());
    expect(fake.requests).toEqual([
      { verb: 'search', query: { q: text, limit: '5', autocomplete: '0', index: 'address' } },
    ]);
  });

  it('is sent whole', async () => {
    await ask(clientOf({ baseUrl: `${fake.url}/` }), {
      citycode: '62119',
      postcode: '62400',
      type: 'street',
      limit: 500,
      autocomplete: true,
      near: { lon: 2.64, lat: 50.53 },
    });
    expect(fake.requests[0]!.query).toEqual({
      ...{ q: text, limit: '50', autocomplete: '1', index: 'address', type: 'street' },
      ...{ postcode: '62400', citycode: '62119', lat: '50.53', lon: '2.64' },
    });
  });

  it('keeps its accents, signs and ampersands', async () => {
    await ask(clientOf(), { text: 'Café « Chez Zoé & Cie » n°3 + 5 % #2' });
    expect(fake.requests[0]!.query.q).toBe('Café « Chez Zoé & Cie » n°3 + 5 % #2');
  });

  it('is cut to the limits of the service: 200 characters, the first a letter or a digit', async () => {
    await ask(clientOf(), { text: `  « ${'é'.repeat(300)}` });
    expect(fake.requests[0]!.query.q).toBe('é'.repeat(200));
  });

  it.each(['', 'ru', '  ru  ', '«  » !'])('is not sent when it is shorter than 3 characters: « %s »', async (short) => {
    expect(await ask(clientOf(), { text: short })).toEqual([]);
    expect(fake.requests).toEqual([]);
  });

  it('may be a point', async () => {
    fake.load((_, verb) => (verb === 'reverse' ? [featureOf({ distance: 12 })] : []));
    const found = await clientOf().reverse({ lon: 2.6412, lat: 50.5303, limit: 1, type: 'housenumber' });
    expect(found.map(({ label }) => label)).toEqual(['12 Rue des Essais 62400 Béthune']);
    expect(fake.requests[0]).toEqual({
      verb: 'reverse',
      query: { lon: '2.6412', lat: '50.5303', limit: '1', index: 'address', type: 'housenumber' },
    });
  });
});

describe('an answer', () => {
  const answering = (...features: object[]) => {
    fake.load(() => features);
    return ask(clientOf());
  };

  it('gives a number, with an unknown type of position', async () => {
    expect(await answering(featureOf({ oldcity: 'Le Vieux Bourg', oldcitycode: '62998' }))).toEqual([
      {
        type: 'housenumber',
        id: '62119_9001_00012',
        label: '12 Rue des Essais 62400 Béthune',
        score: 0.97,
        housenumber: '12',
        name: '12 Rue des Essais',
        street: 'Rue des Essais',
        postcode: '62400',
        citycode: '62119',
        city: 'Béthune',
        oldcitycode: '62998',
        oldcity: 'Le Vieux Bourg',
        lon: 2.6412,
        lat: 50.5303,
        positionType: 'unknown',
        uncertainty: 50,
        importance: 0.61,
        provider: 'geoplateforme',
      },
    ]);
  });

  it.each([
    ['street', 1000],
    ['locality', 500],
    ['municipality', 10_000],
  ])('gives a %s, without number, within %i m', async (type, uncertainty) => {
    const [found] = await answering(featureOf({ type, housenumber: undefined }));
    expect(found).toMatchObject({ type, positionType: type, uncertainty, housenumber: null });
    expect(found!.street).toBe(type === 'street' ? found!.name : null);
  });

  it('without a result is an empty list', async () => {
    expect(await answering()).toEqual([]);
  });

  it('keeps the order of the service, and its scores between 0 and 1', async () => {
    const found = await answering(featureOf({ score: 1.04 }), featureOf({ score: 0.5 }), featureOf({ score: -0.1 }));
    expect(found.map(({ score }) => score)).toEqual([1, 0.5, 0]);
  });

  it('may contain fewer properties', async () => {
    const [found] = await answering(
      featureOf({ postcode: null, street: null, oldcity: null, importance: undefined, type: 'municipality' }),
    );
    expect(found).toMatchObject({ postcode: '', street: null, oldcity: null, oldcitycode: null, importance: 0 });
  });

  it.each([
    ['is of another kind', featureOf({ type: 'poi' })],
    ['has no type', featureOf({ type: undefined })],
    ['has no geometry', { ...featureOf(), geometry: null }],
    ['has no position', { ...featureOf(), geometry: { type: 'Point', coordinates: [] } }],
    ['has a position without figures', { ...featureOf(), geometry: { type: 'Point', coordinates: [null, 50.5] } }],
    ['lies nowhere on Earth', featureOf({}, [674567.8, 7048901.2])],
  ])('drops a feature that %s, and keeps the others', async (_, odd) => {
    const found = await answering(odd, featureOf({ label: 'Kept' }));
    expect(found.map(({ label }) => label)).toEqual(['Kept']);
  });

  it.each([
    ['a label', { label: undefined }],
    ['a score', { score: null }],
    ['a commune', { citycode: 62119 }],
  ])('in which a place lost %s is no answer', async (_, lost) => {
    const { message } = await refusalOf(answering(featureOf(), featureOf(lost)));
    expect(message).toContain('illisible');
  });
});

describe('a failure', () => {
  const passing: [string, Fault][] = [
    ['hangs up', 'down'],
    ['stops in the middle', 'cut'],
    ['falls silent in the middle', 'stalled'],
    ['never answers', 'silent'],
    ['is asked too much', { status: 429 }],
    ['breaks', { status: 500 }],
    ['is behind a gateway that fails', { status: 502 }],
    ['is closed for a moment', { status: 503 }],
    ['times out', { status: 504 }],
  ];

  it.each(passing)('is retried when the service %s, then answers', async (_, fault) => {
    fake.load(() => [featureOf()]);
    fake.fail(fault, 1);
    expect(await ask(clientOf())).toHaveLength(1);
    expect(fake.requests).toHaveLength(2);
  });

  it.each(passing.slice(2, 7))(
    'is reported after the last try when the service %s again and again',
    async (_, fault) => {
      fake.fail(fault);
      const { message } = await refusalOf(ask(clientOf({ tries: 2 })));
      expect(message).toMatch(/(ne répond pas|est très demandé) : réessayez dans un instant, ou indiquez un point/);
      expect(fake.requests).toHaveLength(2);
    },
  );

  it.each([
    ['malformed JSON', 'malformed'],
    ['a page', 'html'],
    ['another shape', 'shape'],
    ['too many bytes', 'huge'],
    ['nothing new', { status: 304 }],
  ] satisfies [string, Fault][])('is no empty list when the answer is %s, and not tried again', async (_, fault) => {
    fake.fail(fault);
    const { message } = await refusalOf(ask(clientOf()));
    expect(message).toContain('illisible');
    expect(fake.requests).toHaveLength(1);
  });

  it.each([
    [400, 'n’accepte pas cette question'],
    [401, 'refuse de répondre'],
    [403, 'refuse de répondre'],
    [404, 'refuse de répondre'],
    [408, 'ne répond pas'],
  ])('is not retried on a %i', async (status, expected) => {
    fake.fail({ status });
    const { message } = await refusalOf(ask(clientOf()));
    expect(message).toContain(expected);
    expect(fake.requests).toHaveLength(1);
  });

  it('is reported on a redirect, which is never followed with an address', async () => {
    fake.fail('moved');
    await refusalOf(ask(clientOf({ tries: 1 })));
    expect(fake.requests.map(({ verb }) => verb)).toEqual(['search']);
  });

  it('is reported when no server listens', async () => {
    const gone = await startFakeGeoplateforme();
    await gone.close();
    const { message, retryAfter } = await refusalOf(ask(clientOf({ baseUrl: gone.url, tries: 2 })));
    expect(message).toBe(
      'Le service d’adresses ne répond pas : réessayez dans un instant, ou indiquez un point (lon, lat).',
    );
    expect(retryAfter).toBeUndefined();
  });

  it('makes each retry wait longer than the one before', async () => {
    fake.fail('down');
    await refusalOf(ask(clientOf()));
    expect(fake.requests).toHaveLength(3);
    const [first, second] = clock.pauses as [number, number];
    expect(clock.pauses).toHaveLength(2);
    // Half of 200 ms and half of 400 ms, and at most twice as much.
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThanOrEqual(200);
    expect(second).toBeGreaterThanOrEqual(200);
    expect(second).toBeLessThanOrEqual(400);
  });
});

describe('retry-after', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

  it('is waited for when it is short', async () => {
    fake.load(() => [featureOf()]);
    fake.fail({ status: 429, retryAfter: '1' }, 1);
    expect(await ask(clientOf())).toHaveLength(1);
    expect(clock.pauses).toEqual([1000]);
    expect(fake.requests).toHaveLength(2);
  });

  it('is passed on when it is longer than the timeout', async () => {
    fake.fail({ status: 429, retryAfter: '5' });
    expect((await refusalOf(ask(clientOf()))).retryAfter).toBe(5);
    expect(fake.requests).toHaveLength(1);
  });

  it('may be a date', async () => {
    fake.fail({ status: 503, retryAfter: inSeconds(86_400) });
    const { retryAfter } = await refusalOf(ask(clientOf()));
    expect(retryAfter).toBeGreaterThan(80_000);
    expect(retryAfter).toBeLessThanOrEqual(86_401);
  });

  it.each([
    ['past', inSeconds(-60)],
    ['meaningless', 'soon'],
  ])('does not prevent a retry when it is %s', async (_, retryAfter) => {
    fake.load(() => [featureOf()]);
    fake.fail({ status: 503, retryAfter }, 1);
    expect(await ask(clientOf())).toHaveLength(1);
  });
});

describe('the rate', () => {
  it('is kept in any second', async () => {
    const client = clientOf({ ratePerSecond: 5, timeout: 5000 });
    await Promise.all(Array.from({ length: 5 }, () => ask(client)));
    expect(clock.now()).toBe(0);
    clock.advance(400);
    await Promise.all(Array.from({ length: 6 }, () => ask(client)));
    // The sixth waits until the second that began with the first ends, the eleventh for the next one.
    expect(clock.pauses).toEqual([600, 1000]);
    expect(fake.requests).toHaveLength(11);
  });

  it('lets questions through in their order', async () => {
    const client = clientOf({ ratePerSecond: 1, timeout: 5000 });
    await Promise.all(['first', 'second', 'third'].map((text) => ask(client, { text })));
    expect(fake.requests.map(({ query }) => query.q)).toEqual(['first', 'second', 'third']);
  });

  it('refuses at once a question that would wait too long, and answers the others', async () => {
    const client = clientOf({ ratePerSecond: 2, timeout: 1500 });
    const answers = await Promise.allSettled(Array.from({ length: 7 }, () => ask(client)));
    expect(answers.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
    ]);
    const { message, retryAfter } = (answers.at(-1) as PromiseRejectedResult).reason as GeocoderUnavailable;
    expect(message).toContain('très demandé');
    expect(retryAfter).toBe(1);
    expect(fake.requests).toHaveLength(4);
    expect(client.state).toBe('closed');
  });
});

describe('the breaker', () => {
  const breaker = { threshold: 3, rest: 90_000 };

  async function opened(options: GeoplateformeOptions = {}): Promise<Geoplateforme> {
    const client = clientOf({ tries: 1, breaker, ...options });
    fake.fail('down');
    for (let i = 0; i < breaker.threshold; i++) await refusalOf(ask(client));
    return client;
  }

  it('opens after consecutive failures: no request reaches the service then', async () => {
    const client = await opened();
    expect(client.state).toBe('open');
    expect(fake.requests).toHaveLength(3);
    const { message, retryAfter } = await refusalOf(ask(client));
    expect(message).toBe(
      'Le service d’adresses ne répond plus : réessayez dans un instant, ou indiquez un point (lon, lat).',
    );
    expect(retryAfter).toBe(90);
    await refusalOf(client.reverse({ lon: 2.64, lat: 50.53, limit: 1 }));
    expect(fake.requests).toHaveLength(3);
  });

  it('stays closed when an answer comes between the failures', async () => {
    const client = clientOf({ tries: 1, breaker });
    for (let round = 0; round < 3; round++) {
      fake.fail('down', 2);
      await refusalOf(ask(client));
      await refusalOf(ask(client));
      await ask(client);
    }
    expect(client.state).toBe('closed');
  });

  it('lets one question through after a pause, and closes when it is answered', async () => {
    const client = await opened();
    clock.advance(breaker.rest - 1);
    expect(client.state).toBe('open');
    clock.advance(1);
    expect(client.state).toBe('half-open');
    fake.heal();
    const { promise: refused, resolve: answer } = Promise.withResolvers<void>();
    fake.fail({ after: refused }, 1);
    const probe = ask(client);
    expect((await refusalOf(ask(client))).retryAfter).toBe(1);
    answer();
    expect(await probe).toEqual([]);
    expect(client.state).toBe('closed');
    expect(fake.requests).toHaveLength(4);
    await Promise.all([ask(client), ask(client)]);
    expect(fake.requests).toHaveLength(6);
  });

  it('opens again when that question fails', async () => {
    const client = await opened();
    clock.advance(breaker.rest);
    await refusalOf(ask(client));
    expect(client.state).toBe('open');
    await refusalOf(ask(client));
    expect(fake.requests).toHaveLength(4);
  });

  it('ends the retries of a question early', async () => {
    const client = clientOf({ tries: 10, breaker });
    fake.fail('down');
    await refusalOf(ask(client));
    expect(fake.requests).toHaveLength(3);
  });

  it.each([400, 404, 422])('does not count a %i, which shows that the service works', async (status) => {
    const client = clientOf({ breaker });
    fake.fail({ status });
    for (let i = 0; i < 5; i++) await refusalOf(ask(client));
    expect(client.state).toBe('closed');
    expect(fake.requests).toHaveLength(5);
  });

  it.each<Fault>([{ status: 401 }, { status: 403 }, { status: 408 }, { status: 429 }, 'html', 'shape'])(
    'counts %o',
    async (fault) => {
      const client = clientOf({ tries: 1, breaker });
      fake.fail(fault);
      for (let i = 0; i < 5; i++) await refusalOf(ask(client));
      expect(client.state).toBe('open');
      expect(fake.requests).toHaveLength(3);
    },
  );

  it('opens once for questions that fail together', async () => {
    const client = clientOf({ tries: 3, breaker });
    fake.fail('down');
    // Clients that retry wait longer for their answer than the others.
    clock.during = () => vi.waitUntil(() => client.state === 'open', { timeout: 120_000 });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => ask(client)));
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(client.state).toBe('open');
    expect(fake.requests).toHaveLength(20);
  });
});

it('answers many questions at once, each with its own answer', async () => {
  fake.load((query) => [featureOf({ label: query.get('q') })]);
  const texts = Array.from({ length: 40 }, (_, i) => `${i} rue des Essais`);
  const client = clientOf();
  const found = await Promise.all(texts.map((text) => ask(client, { text })));
  expect(found.map(([first]) => first!.label)).toEqual(texts);
});

describe('no error contains the question', () => {
  const secret = { text: '12 rue Secrete Bethune', near: { lon: 2.641234, lat: 50.531234 } };
  const faults: Fault[] = [
    ...(['down', 'cut', 'stalled', 'malformed', 'html', 'shape', 'huge', 'moved'] as const),
    ...[400, 404, 429, 500].map((status) => ({ status })),
  ];

  function expectDiscreet(error: GeocoderUnavailable): void {
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secrete|2\.641|50\.531|[?&](q|lon|lat)=/i);
    expect(error.message).toMatch(/^Le service d’adresses [^'\n]+, ou indiquez un point \(lon, lat\)\.$/);
  }

  it.each(faults)('%o', async (fault) => {
    fake.fail(fault);
    const client = clientOf({ tries: 1, timeout: 300 });
    expectDiscreet(await refusalOf(ask(client, secret)));
    expectDiscreet(await refusalOf(client.reverse({ ...secret.near, limit: 1 })));
  });

  it('even when the answer repeats it in malformed JSON', async () => {
    fake.load(() => [featureOf({ label: secret.text, score: 'secrete' })]);
    expectDiscreet(await refusalOf(ask(clientOf(), secret)));
  });

  it('even when the base URL is invalid', async () => {
    expectDiscreet(await refusalOf(ask(clientOf({ baseUrl: 'nowhere', tries: 1 }), secret)));
  });

  it('even when it is refused before it is sent', async () => {
    const client = clientOf({ tries: 1, ratePerSecond: 1, timeout: 500, breaker: { threshold: 1, rest: 5000 } });
    fake.fail('down', 1);
    const [, queued] = await Promise.all([refusalOf(ask(client, secret)), refusalOf(ask(client, secret))]);
    expectDiscreet(queued);
    expectDiscreet(await refusalOf(ask(client, secret)));
  });
});

describe('whether the service answers', () => {
  it('is tried without a question of anybody, and remembered for a minute', async () => {
    const client = clientOf();
    expect([await client.answers(), await client.answers()]).toEqual([true, true]);
    expect(fake.requests.map(({ query }) => query.q)).toEqual(['mairie']);
    clock.advance(60_000);
    await client.answers();
    expect(fake.requests).toHaveLength(2);
  });

  it('is not tried after a question that was answered', async () => {
    const client = clientOf();
    await ask(client);
    expect(await client.answers()).toBe(true);
    expect(fake.requests).toHaveLength(1);
  });

  it.each<Fault>(['down', 'silent', 'moved', { status: 500 }])('is false where it fails (%o)', async (fault) => {
    fake.fail(fault);
    const client = clientOf();
    expect(await client.answers()).toBe(false);
    fake.heal();
    expect(await client.answers()).toBe(false);
    clock.advance(15_000);
    expect(await client.answers()).toBe(true);
  });
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The State's geocoder on this machine: its contract over real HTTP, invented addresses, and faults on demand. */
export interface FakeGeoplateforme {
  /** Base URL for the client, without `/search` and `/reverse`. */
  readonly url: string;
  /** The requests received, in order, with any answer. */
  readonly requests: readonly FakeRequest[];
  /** Resolves once this number of requests wait for their answers. */
  atOnce(count: number): Promise<void>;
  /** Answers queries with the features of the function from now on, within their limit; nothing at the start. */
  load(featuresFor: (query: URLSearchParams, verb: 'search' | 'reverse') => readonly FakeFeature[]): void;
  /** Fails this many times, or until `heal`. Several calls apply one after another. */
  fail(fault: Fault, times?: number): void;
  /** Calls `listener` whenever it stops answering a request. */
  whenSilent(listener: () => void): void;
  heal(): void;
  /** Restores the initial state. */
  reset(): void;
  close(): Promise<void>;
}

export interface FakeRequest {
  readonly verb: string;
  readonly query: Readonly<Record<string, string>>;
}

export type FakeFeature = object;

export type Fault =
  /** Closes the connection without an answer. */
  | 'down'
  /** Closes the connection in the middle of the answer. */
  | 'cut'
  /** Stops sending in the middle of the answer. */
  | 'stalled'
  /** Never answers. */
  | 'silent'
  | 'malformed'
  | 'html'
  | 'shape'
  | 'huge'
  /** Redirects. */
  | 'moved'
  /** Answers correctly after the promise is resolved. */
  | { readonly after: Promise<void> }
  | { readonly status: number; readonly retryAfter?: string };

/** A feature of the service: a number of a street of Béthune unless `properties` change that. */
export function featureOf(properties: object = {}, [lon, lat]: readonly [number, number] = [2.6412, 50.5303]) {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: {
      label: '12 Rue des Essais 62400 Béthune',
      score: 0.97,
      housenumber: '12',
      id: '62119_9001_00012',
      banId: 'c9b1f0c6-0000-4000-8000-000000000012',
      name: '12 Rue des Essais',
      postcode: '62400',
      citycode: '62119',
      x: 674567.8,
      y: 7048901.2,
      city: 'Béthune',
      context: '62, Pas-de-Calais, Hauts-de-France',
      type: 'housenumber',
      importance: 0.61,
      depcode: '62',
      street: 'Rue des Essais',
      _type: 'address',
      ...properties,
    },
  };
}

export async function startFakeGeoplateforme(): Promise<FakeGeoplateforme> {
  const requests: FakeRequest[] = [];
  let atOnce = 0;
  let awaited: { count: number; reached: () => void }[] = [];
  let becameSilent = () => {};
  let faults: { fault: Fault; left: number }[] = [];
  let featuresFor: Parameters<FakeGeoplateforme['load']>[0] = () => [];

  function nextFault(): Fault | undefined {
    const current = faults[0];
    if (current && --current.left <= 0) faults.shift();
    return current?.fault;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const verb = pathname.split('/').at(-1)!;
    requests.push({ verb, query: Object.fromEntries(searchParams) });
    const fault = nextFault();
    if (fault !== undefined) {
      const isOver = await failing(response, fault, () => becameSilent());
      if (isOver) return;
    }
    if (verb !== 'search' && verb !== 'reverse') return refuse(response, 404, 'Not found');
    const problems = problemsOf(verb, searchParams);
    if (problems.length > 0) return refuse(response, 400, 'Failed parsing query', problems);
    const features = featuresFor(searchParams, verb).slice(0, Number(searchParams.get('limit') ?? 10));
    reply(response, JSON.stringify({ type: 'FeatureCollection', features, query: searchParams.get('q') }));
  }

  const server = createServer((request, response) => {
    atOnce++;
    for (const { reached } of awaited.filter(({ count }) => count <= atOnce)) reached();
    response.once('close', () => atOnce--);
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const fake: FakeGeoplateforme = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/geocodage`,
    requests,
    atOnce(count) {
      return new Promise((reached) => {
        awaited.push({ count, reached });
      });
    },
    load(answering) {
      featuresFor = answering;
    },
    fail(fault, times = Infinity) {
      faults.push({ fault, left: times });
    },
    whenSilent(listener) {
      becameSilent = listener;
    },
    heal() {
      faults = [];
    },
    reset() {
      fake.heal();
      fake.load(() => []);
      fake.whenSilent(() => {});
      requests.length = 0;
      awaited = [];
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

/** Problems that the service would refuse. */
function problemsOf(verb: string, query: URLSearchParams): string[] {
  const problems: string[] = [];
  const q = query.get('q') ?? '';
  if (verb === 'search' && (q.length < 3 || q.length > 200 || !/^[\p{L}\p{N}]/u.test(q))) {
    problems.push('q: must contain between 3 and 200 chars and start with a number or a letter');
  }
  const limit = Number(query.get('limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 50) problems.push('limit: must be between 1 and 50');
  if (query.has('lon') !== query.has('lat')) problems.push('lon/lat must be present together if defined');
  if (verb === 'reverse' && !query.has('lon')) problems.push('lon/lat must be defined');
  if (!/^([013-9]\d|2[AB\d])\d{3}$/.test(query.get('citycode') ?? '62119')) problems.push('citycode: not valid');
  if (!/^\d{5}$/.test(query.get('postcode') ?? '62400')) problems.push('postcode: must contain 5 digits');
  if (!['address', null].includes(query.get('index'))) problems.push('index: unexpected value');
  if (!['housenumber', 'street', 'locality', 'municipality', null].includes(query.get('type'))) {
    problems.push('type: unexpected value');
  }
  return problems;
}

function reply(response: ServerResponse, body: string, type = 'application/json; charset=utf-8'): void {
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function refuse(response: ServerResponse, code: number, message: string, detail: readonly string[] = []): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ code, message, detail }));
}

/** Fails as requested; false where the correct answer must follow. */
async function failing(response: ServerResponse, fault: Fault, becameSilent: () => void): Promise<boolean> {
  const whole = JSON.stringify({ type: 'FeatureCollection', features: [featureOf()] });
  const half = whole.slice(0, whole.length / 2);
  switch (fault) {
    case 'down':
      response.destroy();
      break;
    case 'cut':
      response.writeHead(200, { 'content-length': Buffer.byteLength(whole) });
      response.write(half, () => response.destroy());
      break;
    case 'stalled':
      response.writeHead(200, { 'content-length': Buffer.byteLength(whole) }).write(half, becameSilent);
      break;
    case 'silent':
      becameSilent();
      break;
    case 'malformed':
      reply(response, half);
      break;
    case 'html':
      reply(response, '<!doctype html><title>Maintenance</title><p>Le service revient bientôt.', 'text/html');
      break;
    case 'shape':
      reply(response, JSON.stringify({ results: [] }));
      break;
    case 'huge':
      reply(response, JSON.stringify({ type: 'FeatureCollection', features: [], padding: 'x'.repeat(3_000_000) }));
      break;
    case 'moved':
      response.writeHead(302, { location: '/elsewhere' }).end();
      break;
    default:
      if ('after' in fault) {
        await fault.after;
        return false;
      }
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      refuse(response, fault.status, 'Refused on purpose');
  }
  return true;
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookRow, bookOf } from '../address/book.ts';
import { type FakeGeoplateforme, featureOf, startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { listen, openService, type Service } from './service.ts';

const lillers = { city: 'Lillers', citycode: '62516', postcode: '62190' };
const rows: BookRow[] = [
  { ...lillers, street: 'Rue des Essais', number: 2, lon: 2.48, lat: 50.56 },
  { ...lillers, street: 'Rue des Essais', number: 6, lon: 2.4806, lat: 50.56 },
  { ...lillers, street: 'Rue des Essais', number: 6, suffix: 'bis', lon: 2.4807, lat: 50.56 },
  { ...lillers, street: 'Rue des Épreuves', number: 1, lon: 2.481, lat: 50.561 },
  {
    ...{ street: 'Rue des Essais', number: 2, lon: 2.64, lat: 50.53, city: 'Béthune', citycode: '62119' },
    ...{ postcode: '62400', oldcity: 'Ancienneville', oldcitycode: '62999' },
  },
];

let service: Service;
let origin: string;
let remove: () => void;
beforeAll(async () => {
  const book = await bookOf(rows);
  remove = book.remove;
  service = openService({ addresses: book.path });
  origin = await listen(service);
});
afterAll(async () => {
  await service.close();
  remove();
});

interface Feature {
  readonly geometry: { readonly type: string; readonly coordinates: number[] };
  readonly properties: Record<string, unknown>;
}
interface Collection {
  readonly type: string;
  readonly features: Feature[];
  readonly [name: string]: unknown;
}

async function ask(path: string, parameters: Record<string, string> = {}): Promise<Collection> {
  const response = await fetch(`${origin}${path}?${new URLSearchParams(parameters)}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as Collection;
}

async function refused(path: string, parameters: Record<string, string> = {}) {
  const response = await fetch(`${origin}${path}?${new URLSearchParams(parameters)}`);
  return {
    status: response.status,
    body: (await response.json()) as { code: number; message: string; detail: string[] },
  };
}

describe('GET /search', () => {
  it("answers a number like the State's geocoder", async () => {
    const answer = await ask('/search', { q: '2 rue des essais lillers', limit: '1' });
    expect(answer).toEqual({
      type: 'FeatureCollection',
      version: 'draft',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [2.48, 50.56] },
          properties: {
            label: '2 Rue des Essais 62190 Lillers',
            score: expect.any(Number),
            housenumber: '2',
            id: '62516_0010_00002',
            name: '2 Rue des Essais',
            postcode: '62190',
            citycode: '62516',
            x: 663_094.41,
            y: 7_051_546.14,
            city: 'Lillers',
            context: '62, Pas-de-Calais, Hauts-de-France',
            type: 'housenumber',
            importance: expect.any(Number),
            depcode: '62',
            street: 'Rue des Essais',
            _type: 'address',
          },
        },
      ],
      attribution: 'BAN',
      licence: 'ETALAB-2.0',
      query: '2 rue des essais lillers',
      limit: 1,
    });
  });

  it.each([['/search'], ['/search/'], ['/geocodage/search'], ['/geocodage/search/']])(
    'is there as %s',
    async (path) => {
      const { features } = await ask(path, { q: '6 bis rue des essais lillers' });
      expect(features[0]!.properties).toMatchObject({ housenumber: '6 bis', id: '62516_0010_00006_bis' });
    },
  );

  it('replaces a missing number by its street, at the position of the street, once', async () => {
    const street = await ask('/search', { q: 'rue des essais lillers', type: 'street', limit: '1' });
    const { features } = await ask('/search', { q: '4 rue des essais 62190 lillers' });
    const [first] = features;
    expect(first!.geometry).toEqual(street.features[0]!.geometry);
    expect(first!.properties).toMatchObject({
      label: 'Rue des Essais 62190 Lillers',
      id: '62516_0010',
      name: 'Rue des Essais',
      street: 'Rue des Essais',
      type: 'street',
    });
    expect(first!.properties).not.toHaveProperty('housenumber');
    const ids = features.map(({ properties }) => properties.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await ask('/search', { q: '4 rue des essais lillers', type: 'housenumber' })).toMatchObject({
      features: [],
    });
  });

  it('gives the street of a number when streets are requested', async () => {
    const { features, filters } = await ask('/search', { q: '2 rue des essais lillers', type: 'street', limit: '1' });
    expect(features.map(({ properties }) => properties.id)).toEqual(['62516_0010']);
    expect(filters).toEqual({ type: 'street' });
  });

  it('narrows to a commune, and to a postcode', async () => {
    const cityOf = async (more: Record<string, string>) =>
      (await ask('/search', { q: '2 rue des essais', ...more })).features.map(({ properties }) => properties.city);
    expect(new Set(await cityOf({}))).toEqual(new Set(['Lillers', 'Béthune']));
    expect(await cityOf({ citycode: '62119' })).toEqual(['Béthune']);
    expect(await cityOf({ postcode: '62190' })).toEqual(['Lillers']);
  });

  it('puts the nearer of two equals first', async () => {
    const nearest = async (lon: string, lat: string) => {
      const { features, center } = await ask('/search', { q: '2 rue des essais', lon, lat });
      expect(center).toEqual([Number(lon), Number(lat)]);
      return features[0]!.properties.city;
    };
    expect(await nearest('2.48', '50.56')).toBe('Lillers');
    expect(await nearest('2.64', '50.53')).toBe('Béthune');
  });

  it('completes the last word, unless disabled', async () => {
    expect((await ask('/search', { q: 'rue des épre' })).features[0]!.properties.name).toBe('Rue des Épreuves');
    expect((await ask('/search', { q: 'rue des épr', autocomplete: '0' })).features).toEqual([]);
  });

  it('finds a commune by its name before a merger', async () => {
    const { features } = await ask('/search', { q: '2 rue des essais', citycode: '62119' });
    expect(features[0]!.properties).toMatchObject({ oldcity: 'Ancienneville', oldcitycode: '62999' });
  });

  it('answers 200 without features when nothing matches, and ignores unknown parameters', async () => {
    expect((await ask('/search', { q: 'zzzzzz qqqqqq', unknown: '1', returntruegeometry: 'false' })).features).toEqual(
      [],
    );
  });

  it('reads parameters like the Géoplateforme: names in any case, the last value, empty ones ignored', async () => {
    const response = await fetch(
      `${origin}/search?Q=x&Q=2+rue+des+essais+lillers&LIMIT=1&type=&postcode=&INDEX=address`,
    );
    expect(((await response.json()) as Collection).features).toHaveLength(1);
  });

  it.each([
    [{}, 'q'],
    [{ q: 'ru' }, 'q'],
    [{ q: '!!rue des essais' }, 'q'],
    [{ q: `rue ${'x'.repeat(200)}` }, 'q'],
    [{ q: 'rue des essais', limit: '0' }, 'limit'],
    [{ q: 'rue des essais', limit: '51' }, 'limit'],
    [{ q: 'rue des essais', limit: 'ten' }, 'limit'],
    [{ q: 'rue des essais', autocomplete: '2' }, 'autocomplete'],
    [{ q: 'rue des essais', index: 'address,poi' }, 'index'],
    [{ q: 'rue des essais', type: 'road' }, 'type'],
    [{ q: 'rue des essais', postcode: '6219' }, 'postcode'],
    [{ q: 'rue des essais', citycode: 'Lillers' }, 'citycode'],
    [{ q: 'rue des essais', lon: '2.48' }, 'lat'],
    [{ q: 'rue des essais', lon: '2.48', lat: 'north' }, 'lat'],
    [{ q: 'rue des essais', lon: '200', lat: '50' }, 'lon'],
  ])('refuses %j as the Géoplateforme does, naming %s and no value', async (parameters, name) => {
    const { status, body } = await refused('/search', parameters as Record<string, string>);
    expect(status).toBe(400);
    expect(body).toEqual({ code: 400, message: 'Failed parsing query', detail: [expect.stringMatching(`^${name}: `)] });
    for (const value of Object.values(parameters)) expect(body.detail.join()).not.toContain(` ${value} `);
  });

  it('gives every error in the same format', async () => {
    const of = async (path: string, init?: RequestInit) => {
      const response = await fetch(`${origin}${path}`, init);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      return (await response.json()) as object;
    };
    expect(await of('/search', { method: 'POST' })).toMatchObject({ code: 405, detail: [] });
    expect(await of('/geocodage/nothing')).toMatchObject({ code: 404, detail: [] });
    expect(await of('/search/nothing')).toMatchObject({ code: 404, detail: [] });
    expect(await of(`/search?q=${'x'.repeat(3000)}`)).toMatchObject({ code: 414, detail: [] });
    expect(await of('/search/csv', { method: 'POST', body: 'a' })).toMatchObject({ code: 415, detail: [] });
  });
});

describe('GET /reverse', () => {
  it.each([['/reverse'], ['/reverse/'], ['/geocodage/reverse'], ['/geocodage/reverse/']])(
    'gives as %s the numbers around a point, the nearest first',
    async (path) => {
      const { features, center, limit } = await ask(path, { lon: '2.4806', lat: '50.5601', limit: '2' });
      expect(features.map(({ properties }) => [properties.housenumber, properties.distance])).toEqual([
        ['6', 11],
        ['6 bis', 13],
      ]);
      expect({ center, limit }).toEqual({ center: [2.4806, 50.5601], limit: 2 });
    },
  );

  it('gives their streets, or their commune, on request', async () => {
    const of = async (type: string) =>
      (await ask('/reverse', { lon: '2.4806', lat: '50.5601', type })).features.map(({ properties }) => properties);
    expect((await of('street')).map(({ id, type, distance }) => [id, type, distance])).toEqual([
      ['62516_0010', 'street', 11],
      ['62516_0011', 'street', expect.any(Number)],
    ]);
    expect(await of('municipality')).toMatchObject([{ type: 'municipality', citycode: '62516', city: 'Lillers' }]);
    expect(await of('locality')).toEqual([]);
  });

  it('narrows to a commune, and to a postcode', async () => {
    const near = { lon: '2.4806', lat: '50.5601' };
    expect((await ask('/reverse', { ...near, citycode: '62119' })).features).toEqual([]);
    expect((await ask('/reverse', { ...near, postcode: '62190', limit: '1' })).features).toHaveLength(1);
  });

  it('answers 200 with nothing far from every number', async () => {
    expect((await ask('/reverse', { lon: '3', lat: '48' })).features).toEqual([]);
  });

  it("accepts addok's names for a point, and refuses an invalid one", async () => {
    expect(await refused('/reverse')).toMatchObject({
      status: 400,
      body: { detail: ['lon: lon et lat sont attendus.'] },
    });
    expect((await ask('/reverse', { lng: '2.48', latitude: '50.56', limit: '1' })).features).toHaveLength(1);
    expect((await refused('/reverse', { lon: '2' })).body.detail).toEqual(['lat: lon et lat vont ensemble.']);
    expect((await refused('/reverse', { lon: '2', lat: '91' })).body.detail).toHaveLength(1);
  });
});

describe('the façade over a remote geocoder', () => {
  let fake: FakeGeoplateforme;
  let remote: Service;
  beforeAll(async () => {
    fake = await startFakeGeoplateforme();
    remote = openService({ addresses: fake.url });
  });
  afterAll(async () => {
    await remote.close();
    await fake.close();
  });

  it('forwards the query', async () => {
    fake.reset();
    fake.load(() => [featureOf()]);
    const answer = await remote.app.inject('/search?q=12+rue+des+essais&postcode=62400&type=housenumber&limit=3');
    expect(answer.json().features[0].properties).toMatchObject({
      label: '12 Rue des Essais 62400 Béthune',
      depcode: '62',
    });
    expect(fake.requests.at(-1)).toMatchObject({
      verb: 'search',
      query: { q: '12 rue des essais', postcode: '62400', type: 'housenumber', limit: '3', autocomplete: '1' },
    });
    const around = await remote.app.inject('/reverse?lon=2.6413&lat=50.5303');
    expect(around.json().features[0].properties).toMatchObject({ housenumber: '12', distance: 7 });
  });

  it('answers 503 with a delay to try again, like the Géoplateforme, and nothing of the address', async () => {
    fake.reset();
    fake.fail({ status: 429, retryAfter: '7' });
    for (const url of ['/search?q=12+rue+des+essais', '/geocodage/reverse/?lon=2.6413&lat=50.5303']) {
      const { statusCode, headers, body } = await remote.app.inject(url);
      expect(statusCode).toBe(503);
      expect(headers['retry-after']).toBe('7');
      expect(JSON.parse(body)).toEqual({ code: 503, message: expect.any(String), detail: [] });
      expect(body).not.toMatch(/essais|2\.64/);
    }
  });
});

describe('the geocoder routes without addresses', () => {
  it('report that, never that there is no result', async () => {
    const bare = openService();
    for (const url of ['/search?q=12+rue+des+essais', '/reverse?lon=2.6&lat=50.5']) {
      const { statusCode, body } = await bare.app.inject(url);
      expect([statusCode, JSON.parse(body)]).toEqual([501, { code: 501, message: expect.any(String), detail: [] }]);
    }
    await bare.close();
  });
});

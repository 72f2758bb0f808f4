import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

interface Feature {
  id: string;
  geometry: unknown;
  properties: { kind: string; generation: string; communes: string[]; perimeter: { status: string } };
}

const list = async (query: string): Promise<Feature[]> =>
  (await service.app.inject(`/v1/zones${query}`)).json().features;

describe('GET /v1/zones', () => {
  it('lists the zones in force today as GeoJSON', async () => {
    const answer = await service.app.inject('/v1/zones');
    expect(answer.headers['content-type']).toBe('application/geo+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ type: 'FeatureCollection', dataVersion: '2026-12-01.1' });
    const features: Feature[] = answer.json().features;
    expect(features).toHaveLength(25);
    expect(features.map(({ properties }) => properties.kind)).toEqual([
      ...Array(16).fill('qpv'),
      ...Array(9).fill('qic'),
    ]);
  });

  it('gives a zone without a perimeter a null geometry', async () => {
    const features = await list('?generation=2024&kind=qic');
    expect(features).toHaveLength(9);
    for (const { geometry, properties } of features) {
      expect(geometry).toBeNull();
      expect(properties.perimeter.status).toBe('missing');
    }
  });

  it('filters by generation, kind, commune and date', async () => {
    expect(await list('?generation=2015')).toHaveLength(21);
    expect(await list('?generation=2015&kind=qpv')).toHaveLength(16);
    expect((await list('?commune=62400')).map(({ id }) => id)).toEqual(['QN06211M', 'QN06217M', 'QIC-OISEAUX']);
    expect((await list('?date=2018-06-01')).every(({ properties }) => properties.generation === '2015')).toBe(true);
    expect(await list('?date=2014-12-31')).toEqual([]);
  });

  it('keeps, in a rectangle, the zones without a perimeter that may be in it', async () => {
    const ids = (await list('?date=2024-10-01&bbox=2.615,50.509,2.672,50.551')).map(({ id }) => id);
    expect(ids).toContain('QN06208M');
    expect(ids).toContain('QIC-CATORIVE');
    expect(ids).not.toContain('QIC-OISEAUX');
    expect(ids).not.toContain('QN06255M');
  });

  it.each([
    ['generation=2020', 'generation'],
    ['kind=zrr', 'kind'],
    ['bbox=2.6,50.5', 'bbox'],
    ['bbox=2.7,50.5,2.6,50.6', 'bbox'],
    ['bbox=2.6,50.5,2.7,NaN', 'bbox'],
    ['bbox=-200,50.5,2.7,51', 'bbox'],
    ['commune=Béthune', 'commune'],
    ['date=2024-02-30', 'date'],
    ['limit=10', 'limit'],
  ])('refuses %s by its name', async (query, path) => {
    const answer = await service.app.inject(encodeURI(`/v1/zones?${query}`));
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual([path]);
  });

  it('detects exchanged longitude and latitude in a rectangle', async () => {
    const answer = await service.app.inject('/v1/zones?bbox=50.5,2.6,50.6,2.7');
    expect(answer.json().type).toBe('/problems/exchanged-coordinates');
  });

  it('lets a client cache it while it is unchanged', async () => {
    const first = await service.app.inject('/v1/zones');
    const { etag } = first.headers;
    expect(etag).toBeDefined();
    const again = await service.app.inject({ url: '/v1/zones', headers: { 'if-none-match': etag } });
    expect(again.statusCode).toBe(304);
    expect(again.headers.vary).toContain('Accept-Encoding');
    const bare = await service.app.inject({ url: '/v1/zones', headers: { 'if-none-match': String(etag).slice(2) } });
    expect(bare.statusCode).toBe(304);
    expect(again.body).toBe('');
    const other = await service.app.inject({ url: '/v1/zones?kind=qic', headers: { 'if-none-match': etag } });
    expect(other.statusCode).toBe(200);
  });
});

describe('GET /v1/zones/{id}', () => {
  it('returns the latest generation of a QIC, which keeps its id, unless another is requested', async () => {
    const read = async (query: string) => (await service.app.inject(`/v1/zones/QIC-CLARENCE${query}`)).json();
    expect((await read('')).properties.generation).toBe('2024');
    expect((await read('?generation=2015')).properties.generation).toBe('2015');
  });

  it('refuses an unknown id, and one of another generation', async () => {
    for (const path of ['QN99999M', 'QN06208M?generation=2015', '%20', 'x'.repeat(150)]) {
      const answer = await service.app.inject(`/v1/zones/${path}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.json().type).toBe('/problems/not-found');
    }
  });
});

describe('GET /v1/generations', () => {
  it('gives the period of each, its perimeters and its coverage', async () => {
    const { generations } = (await service.app.inject('/v1/generations')).json();
    expect(generations).toMatchObject([
      { id: '2015', from: '2015-01-01', to: '2023-12-31', zones: { qpv: { drawn: 16, missing: 0 } } },
      {
        id: '2024',
        from: '2024-01-01',
        to: null,
        zones: { qpv: { drawn: 16, missing: 0 }, qic: { drawn: 0, missing: 9 } },
      },
    ]);
    expect(generations[1].coverage).toMatchObject({ qpv: { type: 'area' }, qic: { type: 'everywhere' } });
  });
});

describe('GET /v1/schemes', () => {
  it('lists the schemes', async () => {
    const { schemes, rulesVersion } = (await service.app.inject('/v1/schemes')).json();
    expect(rulesVersion).toBe(service.loaded.rulebook.rulesVersion);
    expect(schemes.map(({ id }: { id: string }) => id)).toEqual([...service.loaded.rulebook.schemes.keys()]);
  });

  it('gives a scheme on a date, with all its texts complete', async () => {
    for (const id of service.loaded.rulebook.schemes.keys()) {
      for (const date of ['2016-01-01', '2019-06-01', '2024-10-01', '2032-01-01']) {
        const answer = await service.app.inject(`/v1/schemes/${id}?date=${date}`);
        expect(answer.statusCode).toBe(200);
        expect(answer.json()).toMatchObject({ id, date });
      }
    }
    const conditionsOn = async (date: string) =>
      JSON.stringify((await service.app.inject(`/v1/schemes/adulte-relais?date=${date}`)).json().conditions);
    expect(await conditionsOn('2021-09-15')).toContain('30 ans');
    expect(await conditionsOn('2021-09-16')).toContain('26 ans');
  });

  it('gives distances in metres', async () => {
    const { geography } = (await service.app.inject('/v1/schemes/fonds-de-concours?date=2019-06-01')).json();
    expect(geography.rows.some(({ closerThan }: { closerThan: number | null }) => closerThan === 300)).toBe(true);
  });

  it('refuses an unknown scheme, and a day that does not exist', async () => {
    expect((await service.app.inject('/v1/schemes/fsc')).statusCode).toBe(404);
    expect((await service.app.inject('/v1/schemes/fcs?date=2024-02-30')).statusCode).toBe(400);
    expect((await service.app.inject('/v1/schemes?page=2')).statusCode).toBe(400);
  });
});

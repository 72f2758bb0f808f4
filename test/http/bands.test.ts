import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import type { Loaded } from '../../src/load.ts';
import { COUNTRY, longestTurnOf, withCountry } from './country.ts';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

interface Feature {
  id: string;
  geometry: { coordinates: MultiPolygon };
  properties: Record<string, unknown>;
}

const list = async (url: string): Promise<Feature[]> => (await service.app.inject(url)).json().features;

describe('GET /v1/bands', () => {
  it('draws the band of each drawn zone in force, 300 m from its limit', async () => {
    const answer = await service.app.inject('/v1/bands?date=2024-10-01');
    expect(answer.headers['content-type']).toBe('application/geo+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ type: 'FeatureCollection', dataVersion: '2026-12-01.1' });
    const bands: Feature[] = answer.json().features;
    const zones = new Map((await list('/v1/zones?date=2024-10-01')).map((zone) => [zone.id, zone]));
    expect(bands).toHaveLength(16);
    for (const { id, geometry, properties } of bands) {
      const { kind, generation, name } = zones.get(id)!.properties;
      expect(properties).toEqual({ id, kind, generation, name, metres: 300 });
      for (const [lon, lat] of geometry.coordinates.flat(2)) {
        const distance = boundaryDistance(zones.get(id)!.geometry.coordinates, lon, lat);
        expect(Math.abs(distance - 300)).toBeLessThan(0.1);
      }
    }
  });

  it('accepts the filters of the zones, and omits zones without a perimeter', async () => {
    const ids = async (query: string) => (await list(`/v1/bands?${query}`)).map(({ id }) => id);
    expect(await ids('kind=qic')).toEqual([]);
    expect(await ids('generation=2015&commune=62400')).toEqual(['QP062011', 'QP062017']);
    expect(await ids('commune=62400')).toEqual(['QN06211M', 'QN06217M']);
    expect(await ids('date=2024-10-01&bbox=2.615,50.509,2.672,50.551')).toContain('QN06208M');
  });

  it('refuses an unknown parameter by name', async () => {
    const answer = await service.app.inject('/v1/bands?kind=zrr&width=300');
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json()).sort()).toEqual(['kind', 'width']);
    expect((await service.app.inject('/v1/bands?dataVersion=none')).statusCode).toBe(404);
  });

  it('lets a client cache it while it is unchanged', async () => {
    const { etag } = (await service.app.inject('/v1/bands')).headers;
    const again = await service.app.inject({ url: '/v1/bands', headers: { 'if-none-match': etag } });
    expect(again.statusCode).toBe(304);
  });
});

describe('GET /v1/bands of a whole country', () => {
  it('serves other requests meanwhile', async () => {
    const country = openService({}, withCountry);
    const longest = await longestTurnOf(async () => {
      const answer = await country.app.inject('/v1/bands?date=2024-10-01');
      expect(answer.json().features).toHaveLength(COUNTRY);
    });
    await country.close();
    // A zone takes some milliseconds, all of them more than a second.
    expect(longest).toBeLessThan(500);
  });
});

describe('GET /v1/communes', () => {
  it('gives the communes of the agglomeration and Hulluch, with their contours', async () => {
    const features = await list('/v1/communes');
    const { areas } = service.loaded.current.zones.communes;
    expect(features.map(({ id }) => id)).toEqual(areas.map(({ citycode }) => citycode).sort());
    expect(features).toHaveLength(101);
    expect(features.find(({ id }) => id === '62119')).toMatchObject({
      bbox: [2.61594, 50.50978, 2.67172, 50.55054],
      properties: { citycode: '62119', name: 'Béthune', agglomeration: true, shape: 'contour' },
    });
    expect(features.find(({ id }) => id === '62464')).toMatchObject({ properties: { agglomeration: false } });
  });

  it('marks the contours', async () => {
    const drawn = openService({}, (loaded) => {
      const { zones } = loaded.current;
      const areas = zones.communes.areas.map((area) => ({ ...area, isContour: area.citycode === '62119' }));
      const changed = { ...zones, communes: { ...zones.communes, areas } };
      return { ...loaded, current: { zones: changed, of: () => changed } as unknown as Loaded['current'] };
    });
    const { features } = (await drawn.app.inject('/v1/communes')).json() as { features: Feature[] };
    await drawn.close();
    expect(features.filter(({ properties }) => properties.shape === 'contour').map(({ id }) => id)).toEqual(['62119']);
  });

  it('refuses a filter, and lets a client cache it while it is unchanged', async () => {
    expect(pathsOf((await service.app.inject('/v1/communes?kind=qpv')).json())).toEqual(['kind']);
    const { etag } = (await service.app.inject('/v1/communes')).headers;
    const again = await service.app.inject({ url: '/v1/communes', headers: { 'if-none-match': etag } });
    expect(again.statusCode).toBe(304);
  });
});

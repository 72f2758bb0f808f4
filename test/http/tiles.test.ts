import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { featuresOf } from '../../src/ogc/features.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { addressAt } from '../ogc/tile-places.ts';
import { COUNTRY, longestTurnOf, withCountry } from './country.ts';
import { listen, openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

const get = (url: string, headers: Record<string, string> = {}) => service.app.inject({ url, headers });
const BETHUNE = '/tiles/12/2077/1379.mvt';

function decode(bytes: Uint8Array): VectorTile {
  return new VectorTile(new PbfReader(bytes));
}

describe('GET /tiles/{z}/{x}/{y}.mvt', () => {
  it('returns the tile, with its layers', async () => {
    const answer = await get(`${BETHUNE}?date=2024-10-01`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/vnd.mapbox-vector-tile');
    const { layers } = decode(answer.rawPayload);
    expect(Object.keys(layers)).toEqual(['communes', 'missing', 'bands', 'zones']);
    for (const layer of Object.values(layers)) expect([layer.version, layer.extent]).toEqual([2, 4096]);
  });

  it('returns the zones of the requested date or generation, today’s by default', async () => {
    const zonesOf = async (query: string) => decode((await get(`${BETHUNE}${query}`)).rawPayload).layers.zones?.length;
    expect(await zonesOf('')).toBeGreaterThan(0);
    expect(await zonesOf('?generation=2024')).toBe(await zonesOf('?date=2024-10-01'));
    expect(await zonesOf('?date=2019-06-01')).toBeGreaterThan(0);
    expect(await zonesOf('?generation=2015')).toBe(await zonesOf('?date=2019-06-01'));
    expect(await zonesOf('?date=2014-12-31')).toBeUndefined();
    expect(await zonesOf('?generation=2024&date=2019-06-01')).toBeUndefined();
  });

  it('answers 204 when there is nothing', async () => {
    const answer = await get('/tiles/3/0/0.mvt');
    expect({ status: answer.statusCode, body: answer.body }).toEqual({ status: 204, body: '' });
    expect(answer.headers.etag).toBeDefined();
  });

  it.each([
    '/tiles/17/0/0.mvt',
    '/tiles/1/2/0.mvt',
    '/tiles/1/0/2.mvt',
    '/tiles/-1/0/0.mvt',
    '/tiles/1/01/0.mvt',
    '/tiles/1/0/0.5.mvt',
    '/tiles/1e1/0/0.mvt',
    '/tiles/a/0/0.mvt',
  ])('has no %s, and answers the usual problem', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ type: '/problems/not-found', instance: url });
  });

  it('refuses an unknown query with its faults', async () => {
    const answer = await get(`${BETHUNE}?date=2024-02-30&generation=1996&layer=zones&dataVersion=a b`);
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json()).sort()).toEqual(['dataVersion', 'date', 'generation', 'layer']);
    expect((await get(`${BETHUNE}?dataVersion=none`)).json().type).toBe('/problems/unknown-version');
  });

  it('may be cached: for a while by default, for a day when the query has a version', async () => {
    const now = await get(BETHUNE);
    expect(now.headers['cache-control']).toBe('public, max-age=300');
    expect(now.headers.etag).toMatch(/^W\/"2026-12-01\.1-[\w-]{22}"$/);
    const pinned = await get(`${BETHUNE}?date=2024-10-01&dataVersion=2026-12-01.1`);
    expect(pinned.headers['cache-control']).toBe('public, max-age=86400');
    expect((await get(`${BETHUNE}?dataVersion=2026-12-01.1`)).headers['cache-control']).toBe('public, max-age=300');
    const again = await get(BETHUNE, { 'if-none-match': String(now.headers.etag) });
    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
    const other = await get(`${BETHUNE}?generation=2015`, { 'if-none-match': String(now.headers.etag) });
    expect(other.statusCode).toBe(200);
  });

  it('is compressed for clients that accept it', async () => {
    const plain = await get(BETHUNE);
    expect(plain.headers.vary).toContain('Accept-Encoding');
    const brotli = await get(BETHUNE, { 'accept-encoding': 'gzip, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.rawPayload).equals(plain.rawPayload)).toBe(true);
    const gzip = await get(BETHUNE, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzip.rawPayload).equals(plain.rawPayload)).toBe(true);
  });
});

describe.skipIf(!hasPrograms('ogr2ogr'))(withPrograms('a tile read by GDAL', 'ogr2ogr'), () => {
  it('is where the zones are', async () => {
    const origin = await listen(service);
    const args = [
      '-f',
      'GeoJSON',
      '-t_srs',
      'EPSG:4326',
      '/vsistdout/',
      `/vsicurl/${origin}/tiles/10/519/344.mvt`,
      'zones',
    ];
    const { features } = JSON.parse(await run('ogr2ogr', args));
    const zones = new Map(
      featuresOf('zones', { from: null, to: null }, service.loaded.current.zones).map((zone) => [zone.id, zone]),
    );
    expect(features.length).toBeGreaterThan(3);
    for (const { properties, geometry } of features) {
      const known = zones.get(`${properties.code}-${properties.generation}`)!;
      expect(properties.name).toBe(known.properties.name);
      for (const [lon, lat] of geometry.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2)) {
        // A unit is 6.1 m here; a zone may be cut at the edge of the tile.
        expect(boundaryDistance(known.geometry!, lon, lat)).toBeLessThan(4.4);
      }
    }
  });
});

describe('GET /tiles.json', () => {
  it('describes tiles that exist', async () => {
    const { headers, ...answer } = await get('/tiles.json?date=2024-10-01', { host: 'perimetre.example:8080' });
    expect(headers['cache-control']).toBe('no-cache');
    const described = answer.json();
    expect(described).toMatchObject({
      tilejson: '3.0.0',
      scheme: 'xyz',
      minzoom: 0,
      maxzoom: 16,
      attribution:
        'ANCT, quartiers prioritaires de la politique de la ville 2024 (Licence Ouverte 2.0) ; ' +
        'IGN, Admin Express 2018, par france-geojson (Licence Ouverte 2.0)',
      tiles: ['http://perimetre.example:8080/tiles/{z}/{x}/{y}.mvt?date=2024-10-01&dataVersion=2026-12-01.1'],
    });
    const [west, south, east, north] = described.bounds;
    const [lon, lat, zoom] = described.center;
    expect(west < lon && lon < east && south < lat && lat < north).toBe(true);
    const { x, y } = addressAt(lon, lat, zoom);
    const tile = await get(
      String(described.tiles[0])
        .replace('http://perimetre.example:8080', '')
        .replace('{z}', zoom)
        .replace('{x}', String(x))
        .replace('{y}', String(y)),
    );
    const { layers } = decode(tile.rawPayload);
    for (const name of Object.keys(layers)) {
      const { fields } = described.vector_layers.find(({ id }: { id: string }) => id === name);
      for (let i = 0; i < layers[name]!.length; i++) {
        expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(layers[name]!.feature(i).properties)));
      }
    }
  });

  it('uses the public address when it is set, and no invalid host', async () => {
    const stated = openService({ publicUrl: 'https://agglo.example/perimetre' });
    const { tiles } = (await stated.app.inject('/tiles.json?generation=2024')).json();
    await stated.close();
    expect(tiles).toEqual([
      'https://agglo.example/perimetre/tiles/{z}/{x}/{y}.mvt?generation=2024&dataVersion=2026-12-01.1',
    ]);
    const odd = (await get('/tiles.json?generation=2024', { host: 'a"<b>' })).json();
    expect(odd.tiles).toEqual(['/tiles/{z}/{x}/{y}.mvt?generation=2024&dataVersion=2026-12-01.1']);
  });
});

describe('GET /tiles/style.json', () => {
  it('draws layers of the tiles, with the address of their description', async () => {
    const { sources, layers, ...style } = (await get('/tiles/style.json?date=2024-10-01')).json();
    expect(style.version).toBe(8);
    const url = new URL(sources.perimetre.url);
    const described = (await get(url.pathname + url.search)).json();
    expect(described.tiles[0]).toContain('date=2024-10-01');
    const known = described.vector_layers.map(({ id }: { id: string }) => id);
    for (const layer of layers) expect(known).toContain(layer['source-layer']);
    expect((await get('/tiles/style.json')).json().sources.perimetre.url).toMatch(/\/tiles\.json$/);
    expect(pathsOf((await get('/tiles/style.json?theme=dark')).json())).toEqual(['theme']);
  });
});

describe('the tiles of a whole country', () => {
  it('do not delay other requests', async () => {
    const country = openService({}, withCountry);
    const longest = await longestTurnOf(async () => {
      const world = await country.app.inject('/tiles/0/0/0.mvt?date=2024-10-01');
      // Even the smallest zone is there.
      expect(decode(world.rawPayload).layers.zones!.length).toBe(COUNTRY);
      expect(decode(world.rawPayload).layers.bands).toBeUndefined();
      const region = await country.app.inject('/tiles/9/260/179.mvt?date=2024-10-01');
      expect(decode(region.rawPayload).layers.bands!.length).toBeGreaterThan(5);
    });
    await country.close();
    expect(longest).toBeLessThan(500);
  });
});

import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { addressAt, fromUnits } from '../ogc/tile-places.ts';
import { openService, type Service } from './service.ts';

const at = (number: number, lon: number, more = {}) => ({
  ...{
    number,
    street: 'Rue de l’Essai',
    city: 'Béthune',
    citycode: '62119',
    lon,
    lat: number % 2 === 1 ? 50.53 : 50.5302,
  },
  ...more,
});
const rows = [
  ...[1, 2, 3, 4].map((number) => at(number, 2.64 + number / 5000)),
  at(5, 2.641, { suffix: 'bis' }),
  at(7, 2.6412, { position: 'entrée' }),
  at(7, 2.6414, { position: 'parcelle' }),
  // Made up by the tax office.
  at(5001, 2.6416),
];
const { z, x, y } = addressAt(2.641, 50.53, 15);
const URL_OF_TILE = `/tiles/addresses/${z}/${x}/${y}.mvt`;

describe('GET /tiles/addresses/{z}/{x}/{y}.mvt', () => {
  let book: Awaited<ReturnType<typeof bookOf>>;
  let service: Service;
  let without: Service;
  beforeAll(async () => {
    book = await bookOf(rows);
    service = openService({ addresses: book.path });
    without = openService();
  });
  afterAll(async () => {
    await service.close();
    await without.close();
    book.remove();
  });

  const layersOf = (bytes: Uint8Array) => new VectorTile(new PbfReader(bytes)).layers;
  const get = (url: string, headers = {}) => service.app.inject({ url, headers });

  it('has each house number once, the street as a line between its sides, and its name once', async () => {
    const answer = await get(URL_OF_TILE);
    expect(answer.headers['content-type']).toBe('application/vnd.mapbox-vector-tile');
    const { houses, streets, names } = layersOf(answer.rawPayload);
    const features = Array.from({ length: houses!.length }, (_, i) => houses!.feature(i));
    expect(features.map(({ properties }) => properties.number)).toEqual(['1', '2', '3', '4', '5 bis', '7']);
    const [position] = features[0]!.loadGeometry()[0]!;
    const [lon, lat] = fromUnits([position!.x, position!.y], { z, x, y });
    expect([lon, lat]).toEqual([expect.closeTo(2.6402, 5), expect.closeTo(50.53, 5)]);
    expect(names!.length).toBe(1);
    expect(names!.feature(0).properties).toEqual({ name: 'Rue de l’Essai' });
    const [line] = streets!.feature(0).loadGeometry();
    expect(line!.length).toBe(4);
    for (const vertex of line!) expect(fromUnits([vertex.x, vertex.y], { z, x, y })[1]).toBeCloseTo(50.5301, 4);
  });

  it('may be kept for an hour, and is checked by the file of addresses', async () => {
    const { headers } = await get(URL_OF_TILE);
    expect(headers['cache-control']).toBe('public, max-age=3600');
    expect(headers.etag).toMatch(/^W\/"\d+-/);
    expect((await get(URL_OF_TILE, { 'if-none-match': headers.etag })).statusCode).toBe(304);
  });

  it('is empty where there is no address, or no file of addresses', async () => {
    expect((await get('/tiles/addresses/15/0/0.mvt')).statusCode).toBe(204);
    const answer = await without.app.inject(URL_OF_TILE);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([204, 'public, max-age=60']);
  });

  it('exists at one zoom alone, without a query', async () => {
    for (const url of [
      '/tiles/addresses/14/8311/5519.mvt',
      '/tiles/addresses/15/32768/0.mvt',
      '/tiles/addresses/a/0/0.mvt',
    ])
      expect((await get(url)).statusCode).toBe(404);
    expect((await get(`${URL_OF_TILE}?date=2024-10-01`)).statusCode).toBe(400);
  });
});

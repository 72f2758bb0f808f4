import { describe, expect, it } from 'vitest';
import { transformationOf } from '../../src/geo/projection.ts';

describe('converting coordinates to WGS84', () => {
  // Expected figures by PROJ, in degrees, the same for each line but for the definition:   echo "672345.678
  // 7045678.901" | cs2cs -f %.10f +init=epsg:2154 +to +proj=longlat +datum=WGS84 EPSG:27572 with the definition spelt
  // out (PROJ would take a grid):   echo "600000 2600000" | cs2cs -f %.10f "+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=0
  // +k_0=0.99987742     +x_0=600000 +y_0=2200000 +a=6378249.2 +b=6356515 +towgs84=-168,-60,320 +pm=paris" +to
  // +proj=longlat +datum=WGS84 EPSG:4471 as +proj=utm +zone=38 +south +ellps=GRS80.
  it.each([
    ['EPSG:2154', 672345.678, 7045678.901, 2.6107554663, 50.507817054],
    ['EPSG:27572', 600000, 2600000, 2.3364824212, 50.3950307861],
    ['EPSG:3857', 292000, 6530000, 2.6230806296, 50.4810167881],
    ['EPSG:5490', 656000, 1790000, -61.5407218611, 16.1854243013],
    ['EPSG:2972', 350000, 545000, -52.3528581147, 4.9292871365],
    ['EPSG:2975', 340000, 7690000, 55.4618158011, -20.8833186913],
    ['EPSG:4471', 524000, 8585000, 45.221141299, -12.7997386115],
    ['EPSG:3950', 1672000, 9256000, 2.6053088511, 50.5028160142],
  ])('%s agrees with PROJ to a tenth of a millimetre', (code, x, y, lon, lat) => {
    const position = transformationOf(code).toWgs84(x, y);
    expect(position[0]).toBeCloseTo(lon, 9);
    expect(position[1]).toBeCloseTo(lat, 9);
    const back = transformationOf(code).fromWgs84(lon, lat);
    expect(back[0]).toBeCloseTo(x, 3);
    expect(back[1]).toBeCloseTo(y, 3);
  });

  it('leaves longitudes and latitudes unchanged, bit for bit', () => {
    expect(transformationOf('EPSG:4326').toWgs84(2.628900000000001, 50.518)).toEqual([2.628900000000001, 50.518]);
    expect(transformationOf('EPSG:4171').toWgs84(0.1 + 0.2, 50.518)).toEqual([0.1 + 0.2, 50.518]);
  });

  it('gives the precision of a transformation: 3 m for the old datum, 0 for the others', () => {
    expect(transformationOf('EPSG:27572').transformation.precision).toBe(3);
    expect(transformationOf('EPSG:2154').transformation.precision).toBe(0);
  });

  it('accepts a bare number and CRS84', () => {
    expect(transformationOf('2154').code).toBe('EPSG:2154');
    expect(transformationOf('urn:ogc:def:crs:OGC:1.3:CRS84').code).toBe('EPSG:4326');
  });

  it('refuses an unknown system and lists the known ones', () => {
    expect(() => transformationOf('EPSG:32699')).toThrow(/EPSG:32699 est inconnu ; sont connus EPSG:4326, .*EPSG:2154/);
  });

  it.each([
    ['EPSG:4326', 672345, 7045678],
    ['EPSG:2154', 2.6, 50.5],
    ['EPSG:2154', 7045678, 672345],
    ['EPSG:2975', 672345, 7045678],
    ['EPSG:2154', Number.NaN, 0],
    ['EPSG:3857', Number.POSITIVE_INFINITY, 0],
  ])('refuses for %s a position that it does not cover', (code, x, y) => {
    expect(() => transformationOf(code).toWgs84(x, y)).toThrow(/hors de ce que couvre EPSG:\d+/);
  });

  it('reports exchanged longitude and latitude', () => {
    expect(() => transformationOf('EPSG:4326').toWgs84(50.518, 2.6289)).toThrow(/échange longitude et latitude/);
  });
});

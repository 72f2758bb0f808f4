import { describe, expect, it } from 'vitest';
import { readShape, ShapeError, shapeInWords } from '../../src/web/question/read-shape.ts';

const RING = [
  [2.63, 50.518],
  [2.636, 50.518],
  [2.636, 50.521],
  [2.63, 50.518],
];
const surface = { type: 'Polygon', coordinates: [RING] };
const line = { type: 'LineString', coordinates: RING.slice(0, 2) };

describe('an outline is read', () => {
  it('from a geometry, a feature, a collection, with or without altitudes', () => {
    const high = { type: 'Polygon', coordinates: [RING.map((position) => [...position, 42])] };
    const feature = { type: 'Feature', properties: { nom: 'essai' }, geometry: high };
    for (const value of [surface, high, feature, { type: 'FeatureCollection', features: [feature] }])
      expect(readShape(` ${JSON.stringify(value)}\n`)).toEqual(surface);
    expect(readShape(JSON.stringify({ type: 'MultiLineString', coordinates: [line.coordinates] }))).toEqual(line);
  });

  it('from surfaces, as the parts of one', () => {
    const features = [surface, { type: 'MultiPolygon', coordinates: [[RING], [RING]] }].map((geometry) => ({
      ...{ type: 'Feature', properties: null },
      geometry,
    }));
    const shape = readShape(JSON.stringify({ type: 'FeatureCollection', features }));
    expect(shape).toEqual({ type: 'MultiPolygon', coordinates: [[RING], [RING], [RING]] });
    expect(shapeInWords(shape)).toBe('une surface de 9 sommets, en 3 parties');
  });

  it('from well-known text, with an SRID or a Z, in any case', () => {
    const wkt = '((2.63 50.518, 2.636 50.518,2.636 50.521 , 2.63 50.518))';
    for (const text of [`POLYGON ${wkt}`, `srid=4326; polygon${wkt};`, `POLYGON Z ${wkt.replaceAll('518', '518 12')}`])
      expect(readShape(text)).toEqual(surface);
    expect(readShape(`MULTIPOLYGON (${wkt})`)).toEqual({ type: 'MultiPolygon', coordinates: [[RING]] });
    expect(readShape('LINESTRING (2.63 50.518, 2.636 50.518)')).toEqual(line);
  });
});

it.each([
  ['', /^Un tracé est attendu/],
  ['12 rue de Lille', /^Tracé non reconnu/],
  ['{"type":"Polygon"', /incomplet/],
  ['{"type":"Point","coordinates":[2.6,50.5]}', /^Tracé non reconnu/],
  ['{"type":"Polygon","coordinates":[["a"]]}', /^Tracé non reconnu/],
  ['{"type":"FeatureCollection","features":[]}', /vide/],
  [JSON.stringify({ type: 'GeometryCollection', geometries: [surface, line] }), /une seule/],
  ['POLYGON ((2.6 50.5, 2.7 x, 2.6 50.5))', /WKT/],
  ['POLYGON EMPTY', /^Tracé non reconnu/],
  ['SRID=2154;LINESTRING (2 50, 3 51)', /WGS84/],
  ['LINESTRING (683000 7050000, 683100 7050100)', /WGS84/],
  [JSON.stringify({ ...line, crs: { type: 'name', properties: { name: 'EPSG:2154' } } }), /WGS84/],
])('%s is refused in French', (text, message) => {
  expect(() => readShape(text)).toThrow(ShapeError);
  expect(() => readShape(text)).toThrow(message);
});

import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { COLLECTION_IDS, featuresOf, fieldsOf } from '../../src/ogc/features.ts';
import { drawn, drawnAll, partial, partialWorld, shipped, world } from '../world.ts';

const day = (date: string) => ({ from: date, to: date });
const ever = { from: null, to: null };

describe('featuresOf', () => {
  it('returns the zones in force on a day, with their stored geometry', () => {
    const features = featuresOf('zones', day('2024-10-01'), shipped);
    const { drawn: stored } = shipped.generations.at(-1)!;
    expect(features.filter(({ geometry }) => geometry !== null)).toHaveLength(16);
    for (const { zone, perimeter } of stored) {
      const feature = features.find(({ properties }) => properties.code === zone.id)!;
      expect(feature.geometry).toBe(perimeter.geometry);
      expect(feature.properties).toMatchObject({ checksum: perimeter.checksum, status: 'official', precision: 0.2 });
    }
  });

  it('returns zones without a perimeter, with a null geometry', () => {
    const missing = featuresOf('zones', day('2024-10-01'), shipped).filter(({ geometry }) => geometry === null);
    expect(missing.map(({ id }) => id)).toContain('QIC-CATORIVE-2024');
    expect(missing[0]).toMatchObject({ box: null, properties: { kind: 'qic', status: 'missing', checksum: null } });
    expect(missing.find(({ id }) => id === 'QIC-LONGUEPIERRE-2024')!.properties.doubts).toMatch(/^Du 2024-01-01 au /);
  });

  it('accepts an interval: everything in force on one of its days', () => {
    const count = (from: string | null, to: string | null) => featuresOf('zones', { from, to }, shipped).length;
    const { generations } = shipped;
    const all = generations.flatMap((one) => [...one.drawn, ...one.missing]).length;
    expect(count(null, null)).toBe(all);
    expect(count('2023-12-31', '2024-12-31')).toBe(all);
    expect(count(null, '2014-12-31')).toBe(0);
    expect(count('2031-06-01', null)).toBe(count('2031-06-01', '2031-06-01'));
  });

  it('gives each feature a unique id across generations', () => {
    for (const collection of COLLECTION_IDS) {
      const ids = featuresOf(collection, ever, world({ perimeters: drawnAll('2015', 'qic') })).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(0);
    }
  });

  it('draws bands as rings outside the zone, less than 300 m from it', () => {
    const zone = [
      [
        [2.6, 50.5],
        [2.62, 50.5],
        [2.62, 50.52],
        [2.6, 50.52],
        [2.6, 50.5],
      ],
      // A clearing wider than twice the band.
      [
        [2.605, 50.505],
        [2.605, 50.515],
        [2.615, 50.515],
        [2.615, 50.505],
        [2.605, 50.505],
      ],
    ] as const;
    const { perimeter } = { perimeter: drawn('2015', 'QIC-CATORIVE', [zone]) };
    const [band] = featuresOf('bands', day('2019-06-01'), partialWorld({ perimeters: [perimeter] }));
    const { geometry, properties, box } = band!;
    expect(properties).toMatchObject({ code: 'QIC-CATORIVE', generation: '2015', metres: 300 });
    expect(properties.notice).toContain('la distance');
    expect(geometry!.map((polygon) => polygon.length)).toEqual([2, 2]);
    for (const [lon, lat] of geometry!.flat(2)) {
      const distance = boundaryDistance([zone], lon, lat);
      expect(Math.min(Math.abs(distance), Math.abs(distance - 300))).toBeLessThan(0.1);
      expect(lon >= box![0] && lat >= box![1] && lon <= box![2] && lat <= box![3]).toBe(true);
    }
    expect(band!.geometry).toBe(geometry);
  });

  it('returns the communes on any day, with the kind of their shape', () => {
    const communes = featuresOf('communes', day('2024-10-01'), shipped);
    expect(communes).toEqual(featuresOf('communes', day('1999-01-01'), shipped));
    const bethune = { code: '62119', name: 'Béthune', agglomeration: true };
    const found = (features: typeof communes) => features.find(({ id }) => id === '62119')!.properties;
    expect(found(communes)).toEqual({ ...bethune, shape: 'contour', precision: 100 });
    const boxes = featuresOf('communes', day('2024-10-01'), partial);
    expect(found(boxes)).toEqual({ ...bethune, shape: 'extent', precision: null });
  });

  it('gives each feature the fields of its collection, with their order and types', () => {
    for (const collection of COLLECTION_IDS) {
      const fields = fieldsOf(collection);
      for (const { properties } of featuresOf(collection, ever, shipped)) {
        expect(Object.keys(properties)).toEqual(fields.map(({ name }) => name));
        for (const { name, type, values } of fields) {
          const value = properties[name];
          if (value === null) continue;
          expect(typeof value).toBe(
            { integer: 'number', real: 'number', boolean: 'boolean' }[type as string] ?? 'string',
          );
          if (values) expect(values).toContain(value);
        }
      }
    }
  });
});

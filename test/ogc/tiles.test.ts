import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { describeTiles } from '../../src/ogc/describe-tiles.ts';
import { featuresOf } from '../../src/ogc/features.ts';
import { DEEPEST_ZOOM, type TileAddress } from '../../src/ogc/tile-grid.ts';
import { pyramidOf } from '../../src/ogc/tile-pyramid.ts';
import { TileSet, TileSets } from '../../src/ogc/tiles.ts';
import { square } from '../shapes.ts';
import { drawnAll, shipped, world } from '../world.ts';
import { addressAt, fromUnits } from './tile-places.ts';

const day = { interval: { from: '2024-10-01', to: '2024-10-01' } };

async function decoded(set: TileSet, address: TileAddress): Promise<VectorTile> {
  return new VectorTile(new PbfReader(await set.tile(address)));
}

function codesIn(tile: VectorTile, layer: string): string[] {
  const { length = 0 } = tile.layers[layer] ?? {};
  return Array.from({ length }, (_, i) => String(tile.layers[layer]!.feature(i).properties.code));
}

describe('the tiles of a date', () => {
  const set = new TileSet(shipped, day);

  it('show each zone at every zoom, its vertices within half a unit of its limit', async () => {
    const zones = featuresOf('zones', day.interval, shipped).filter(({ geometry }) => geometry !== null);
    expect(zones).toHaveLength(16);
    for (const { geometry, properties } of zones) {
      const [lon, lat] = geometry![0]![0]![0]!;
      for (const z of [0, 5, 9, 13, DEEPEST_ZOOM]) {
        const address = addressAt(lon, lat, z);
        const tile = await decoded(set, address);
        const found = codesIn(tile, 'zones').indexOf(String(properties.code));
        expect(found).toBeGreaterThanOrEqual(0);
        if (z < 12) continue;
        const half = (40_075_017 * Math.cos((lat * Math.PI) / 180)) / 4096 / 2 ** z / 2;
        for (const { x, y } of tile.layers.zones!.feature(found).loadGeometry().flat()) {
          if (x <= 0 || y <= 0 || x >= 4096 || y >= 4096) continue;
          const distance = boundaryDistance(geometry!, ...fromUnits([x, y], address));
          expect(Math.abs(distance)).toBeLessThan(half * Math.SQRT2 * 1.001);
        }
      }
    }
  });

  it('have the properties of a zone, but for the longest', async () => {
    const tile = await decoded(set, addressAt(2.6289, 50.518, 14));
    const { properties, extent, type } = tile.layers.zones!.feature(0);
    expect({ extent, type }).toEqual({ extent: 4096, type: 3 });
    expect(properties).toEqual({
      code: 'QN06208M',
      name: 'Quartier Du Mont Liébaut',
      kind: 'qpv',
      generation: '2024',
      inForceFrom: '2024-01-01',
      communes: '62119',
      inhabitants: 2600,
      formerly: 'QP062008',
      status: 'official',
      precision: 0.2,
    });
    for (const { id, fields } of set.layers) {
      const known = fields.map(({ name }) => name);
      const { length = 0 } = tile.layers[id] ?? {};
      for (let i = 0; i < length; i++) {
        expect(known).toEqual(expect.arrayContaining(Object.keys(tile.layers[id]!.feature(i).properties)));
      }
    }
  });

  it('show the band from the zoom at which it is visible, as a ring around its zone', async () => {
    expect(codesIn(await decoded(set, addressAt(2.6289, 50.518, 8)), 'bands')).toEqual([]);
    const tile = await decoded(set, addressAt(2.6289, 50.518, 12));
    const band = codesIn(tile, 'bands').indexOf('QN06208M');
    expect(tile.layers.bands!.feature(band).loadGeometry().length).toBeGreaterThanOrEqual(2);
  });

  it('show the communes of the zones without a perimeter', async () => {
    const tile = await decoded(set, addressAt(2.6289, 50.518, 13));
    const { missing } = tile.layers;
    const properties = Array.from({ length: missing!.length }, (_, i) => missing!.feature(i).properties);
    expect(properties).toContainEqual(
      expect.objectContaining({ code: '62119', name: 'Béthune', zones: 'QIC-CATORIVE', shape: 'contour' }),
    );
    const all = new TileSet(world({ perimeters: drawnAll('2024', 'qic') }), day);
    expect((await decoded(all, addressAt(2.6289, 50.518, 13))).layers.missing).toBeUndefined();
    expect(all.missing).toEqual([]);
    expect(set.missing).toHaveLength(9);
  });

  it('contain the zones of that day, generation or kind', async () => {
    const both = world({ perimeters: [...drawnAll('2015', 'qpv'), ...drawnAll('2024', 'qic')] });
    const codes = async (scope: ConstructorParameters<typeof TileSet>[1]) =>
      codesIn(await decoded(new TileSet(both, scope), { z: 0, x: 0, y: 0 }), 'zones');
    const always = { from: null, to: null };
    expect(await codes({ interval: { from: '2019-06-01', to: '2019-06-01' } })).toHaveLength(16);
    expect((await codes({ interval: { from: '2019-06-01', to: '2019-06-01' } }))[0]).toBe('QP062004');
    expect(await codes({ interval: always, generation: '2015' })).toHaveLength(16);
    expect(await codes({ interval: always, generation: '2024' })).toHaveLength(25);
    expect(await codes({ interval: always, generation: '2024', kind: 'qic' })).toHaveLength(9);
  });

  it('credit their sources, as HTML that contains only text', () => {
    const [one] = drawnAll('2024', 'qic');
    const contours = {
      ...{ precision: 30, source: 'IGN', licence: 'Licence Ouverte 2.0' },
      communes: [{ citycode: '62119', name: 'Béthune', agglomeration: true, geometry: [square(2.63, 50.53, 2000)] }],
    };
    const zones = world({ perimeters: [{ ...one!, source: 'SIG <img> & fils', licence: 'libre' }], contours });
    expect(describeTiles(new TileSet(zones, day), 'essai').attribution).toBe(
      'ANCT, quartiers prioritaires de la politique de la ville 2024 (Licence Ouverte 2.0) ; SIG &lt;img&gt; ' +
        '&amp; fils (libre) ; IGN (Licence Ouverte 2.0)',
    );
  });

  it('are empty where there is nothing, and drawn once elsewhere', async () => {
    expect(await set.tile({ z: 4, x: 0, y: 0 })).toHaveLength(0);
    const address = addressAt(2.6289, 50.518, 12);
    expect(await set.tile(address)).toBe(await set.tile(address));
  });
});

describe('cached tile sets', () => {
  it('are reused for the same version and scope, and replaced for another version', () => {
    const sets = new TileSets();
    const set = sets.of(shipped, day);
    expect(sets.of(shipped, { ...day })).toBe(set);
    expect(sets.of(world(), day)).not.toBe(set);
    expect(sets.of(shipped, { ...day, generation: '2024' })).not.toBe(set);
    for (let i = 1; i <= 9; i++) sets.of(shipped, { interval: { from: `2024-10-0${i}`, to: `2024-10-0${i}` } });
    expect(sets.of(shipped, day)).not.toBe(set);
  });
});

describe('the pyramid', () => {
  it('has every tile that is not empty, in the order of their numbers', async () => {
    const set = new TileSet(shipped, { ...day, kind: 'qpv' });
    const numberOf = (z: number, x: number, y: number) => z * 1e12 + x * 1e6 + y;
    const keys = new Set<string>();
    let last = -1;
    for await (const { number, address, tile } of pyramidOf(set, numberOf)) {
      expect(number).toBeGreaterThan(last);
      last = number;
      expect(tile.length).toBeGreaterThan(0);
      keys.add(`${address.z}/${address.x}/${address.y}`);
    }
    // The tiles that contain a vertex of a zone or of a band.
    for (const id of ['zones', 'bands'] as const) {
      for (const { geometry, properties } of featuresOf(id, day.interval, shipped)) {
        if (properties.kind !== 'qpv') continue;
        for (const [lon, lat] of geometry!.flat(2).filter((_, i) => i % 50 === 0)) {
          for (const z of [0, 9, 12, 16]) {
            const { x, y } = addressAt(lon, lat, z);
            expect(keys).toContain(`${z}/${x}/${y}`);
          }
        }
      }
    }
  });
});

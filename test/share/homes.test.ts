import { describe, expect, it } from 'vitest';
import type { Feature, Geometry, Layer, Value } from '../../src/files/feature.ts';
import { transformationOf } from '../../src/geo/projection.ts';
import { homeReader } from '../../src/share/homes.ts';
import { homesOf } from '../../src/share/list.ts';

function table(names: readonly string[], rows: readonly (readonly Value[])[]): Layer {
  return layerOf(
    names,
    rows.map((values) => ({ values, geometry: null })),
    null,
  );
}

function layerOf(names: readonly string[], features: readonly Feature[], crs: string | null, isTable = true): Layer {
  return {
    name: 'list',
    fields: names.map((name) => ({ name, type: 'text' })),
    crs,
    geometryType: isTable ? null : 'Point',
    count: features.length,
    features: (async function* () {
      yield* features;
    })(),
  };
}

async function homes(layer: Layer, options: Parameters<typeof homesOf>[1] = {}) {
  const found: unknown[] = [];
  for await (const [home] of homesOf(layer, options)) found.push(home);
  return found;
}

const here = { lon: 2.6289, lat: 50.518, uncertainty: 0, citycode: undefined };

describe('columns of coordinates', () => {
  it('are read as numbers or as texts, with a point or a comma', async () => {
    const rows = [
      [2.6289, 50.518],
      ['2.6289', '50.518'],
      [' 2,6289', '+50,518 '],
    ];
    expect(await homes(table(['Longitude', 'LAT'], rows))).toEqual([here, here, here]);
  });

  it('may be missing, or invalid, in a row', async () => {
    const rows = [
      [null, 50.518],
      ['', ''],
      ['à voir', '50.518'],
      [652_000, 7_040_000],
      [50.518, 2.6289],
      [Number.NaN, 50],
    ];
    expect(
      await homes(
        table(
          ['lon', 'lat', 'nom'],
          rows.map((row) => [...row, 'X']),
        ),
      ),
    ).toEqual(['absent', 'absent', 'unreadable', 'unreadable', 'unreadable', 'unreadable']);
  });

  it('have an uncertainty and a commune', async () => {
    const rows = [
      [2.6289, 50.518, 30, '62119'],
      [2.6289, 50.518, '', '62119.0'],
      [2.6289, 50.518, '', null],
      [2.6289, 50.518, -1, null],
      [2.6289, 50.518, null, 'Béthune'],
    ];
    expect(await homes(table(['lon', 'lat', 'uncertainty', 'citycode'], rows))).toEqual([
      { ...here, uncertainty: 30, citycode: '62119' },
      { ...here, citycode: '62119' },
      here,
      'unreadable',
      'unreadable',
    ]);
  });

  it('may be in a given system', async () => {
    const [x, y] = transformationOf('EPSG:2154').fromWgs84(2.6289, 50.518);
    const [home, stray] = await homes(
      table(
        ['x', 'y'],
        [
          [x, y],
          [1, 1],
        ],
      ),
      { crs: 'EPSG:2154' },
    );
    expect(home).toEqual({ ...here, lon: expect.closeTo(2.6289, 8), lat: expect.closeTo(50.518, 8) });
    expect(stray).toBe('unreadable');
  });

  it('are required by a message that does not repeat the first line: a list may have no header', async () => {
    const asked = () => homes(table(['Durand', '12 rue Secrète', '2.6289'], []));
    await expect(asked).rejects.toThrow(/^colonnes lon et lat introuvables .* porte-t-elle les noms de ses colonnes/);
    await expect(asked).rejects.not.toThrow(/Secrète|Durand|2\.6289/);
    await expect(() => homes(table(['12 rue Secrète'], []), { address: { address: ['adresse'] } })).rejects.not.toThrow(
      /Secrète/,
    );
    await expect(() => homes(table(['lon', 'lat'], []), { key: 'id' })).rejects.toThrow(/« id » introuvable/);
  });
});

describe('points', () => {
  const at = (geometry: Geometry | null, values: Value[] = ['X']): Feature => ({ values, geometry });

  it('are read in the system of the layer, or in the given one', async () => {
    const coordinates = transformationOf('EPSG:2154').fromWgs84(2.6289, 50.518);
    const near = { ...here, lon: expect.closeTo(2.6289, 8), lat: expect.closeTo(50.518, 8) };
    const features = [at({ type: 'Point', coordinates })];
    expect(await homes(layerOf(['nom'], features, 'EPSG:2154', false))).toEqual([near]);
    expect(await homes(layerOf(['nom'], features, null, false), { crs: '2154' })).toEqual([near]);
  });

  it('are homes, lines are not, and a row without one is counted', async () => {
    const line: Geometry = {
      type: 'LineString',
      coordinates: [
        [2.6, 50.5],
        [2.7, 50.5],
      ],
    };
    const features = [at(null, [null]), at(line), at({ type: 'Point', coordinates: [2.6289, 50.518] })];
    expect(await homes(layerOf(['nom'], features, 'EPSG:4326', false))).toEqual(['absent', 'unreadable', here]);
    await expect(async () => homes(layerOf(['nom'], features, null, false))).rejects.toThrow(
      'ne dit pas dans quel système',
    );
  });
});

describe('addresses', () => {
  const columns = { address: ['num', 'voie'], citycode: 'insee', postcode: 'cp' };
  const names = ['num', 'voie', 'cp', 'insee', 'date'];

  it('are joined from their columns, with codes restored, and no date is read', async () => {
    const rows = [
      [4, 'rue des Essais', 1500, '1004', 'naguère'],
      [null, null, '62400', '62119', null],
      ['4', 'rue', '624', null, null],
    ];
    expect(await homes(table(names, rows), { address: columns })).toEqual([
      { text: '4 rue des Essais', citycode: '01004', postcode: '01500' },
      'absent',
      'unreadable',
    ]);
  });
});

describe('rows that are not counted', () => {
  it('are the empty ones of a table, and repeated ones of a person', async () => {
    const rows: Value[][] = [
      ['A', 2.6289, 50.518],
      [null, null, ''],
      ['a', 2.6289, 50.518],
      ['A', 2.7, 50.6],
      [null, 2.6289, 50.518],
      [null, 2.6289, 50.518],
    ];
    const found = await homes(table(['id', 'lon', 'lat'], rows), { key: 'ID' });
    expect(found).toEqual([here, null, here, null, here, here]);
  });
});

it('an unreadable row is not located', () => {
  const layer = layerOf(['lon', 'lat'], [], null);
  const read = homeReader(layer, {});
  expect(read({ values: ['2.6289', '50.518'], geometry: null, problem: '3 champs au lieu de 2' })).toBe('unreadable');
});

it('an error in the middle of a file is reported without its line', async () => {
  const layer: Layer = {
    ...table(['lon', 'lat'], []),
    features: (async function* (): AsyncGenerator<Feature> {
      yield { values: [2.6, 50.5], geometry: null };
      throw new Error('la ligne 3 n’est pas celle d’un CSV : 12 rue Secrète');
    })(),
  };
  await expect(() => homes(layer)).rejects.toThrow(/^la liste ne se lit pas jusqu’au bout : « perimetre batch »/);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findAddressColumns, namesOf } from '../../src/batch/addresses/address-columns.ts';
import { LayerAnswer } from '../../src/batch/layer-answer.ts';
import { answerLayer } from '../../src/batch/layer-run.ts';
import type { Feature, Layer } from '../../src/files/feature.ts';
import { wholeNames } from '../../src/files/field-names.ts';
import { homesOf } from '../../src/share/list.ts';
import { readRows } from '../files/layers.ts';
import { dbfBytes, shpBytes } from '../files/make-shapefile.ts';
import { shipped } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'odd-layers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function table(names: readonly string[], features: readonly Feature[]): Layer {
  return {
    name: 'a',
    fields: names.map((name) => ({ name, type: 'text' })),
    crs: null,
    geometryType: null,
    count: features.length,
    features: {
      async *[Symbol.asyncIterator]() {
        yield* features;
      },
    },
  };
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const NAMES = ['nom', 'lon', 'lat', 'date', 'uncertainty', 'citycode'];
const GOOD = ['a', 2.6289, 50.518, '2024-10-01', null, null];
/** The same row, with missing values in some fields. */
const faulty = (...positions: number[]): Feature => ({
  values: GOOD.map((value, i) => (positions.includes(i) ? null : value)),
  geometry: null,
  faults: new Map(positions.map((position) => [position, 'cellule en erreur (#N/A)'])),
});

describe('a missing value that was meant to be there', () => {
  it.each(NAMES.slice(1).map((name, i) => [name, i + 1] as const))(
    'in %s makes its row invalid, without a home',
    async (name, i) => {
      const layer = table(NAMES, [faulty(i)]);
      const options = { zones: shipped, date: '2024-10-01', system: null, isStated: false };
      const values = new LayerAnswer(layer, options).answer(faulty(i));
      expect(values[0]).toBe('invalid');
      expect(values[9]).toBe(`colonne ${name} : cellule en erreur (#N/A)`);
      // A list has one date: its column of dates is not read.
      const homes = await listed(homesOf(layer, {}));
      expect(homes.map(([home]) => home)).toEqual([
        name === 'date' ? expect.objectContaining({ lon: 2.6289 }) : 'unreadable',
      ]);
    },
  );

  it('in an unused column changes nothing', async () => {
    const layer = table(NAMES, [faulty(0)]);
    const options = { zones: shipped, date: '2024-10-01', system: null, isStated: false };
    expect(new LayerAnswer(layer, options).answer(faulty(0))[0]).toBe('ok');
    expect((await listed(homesOf(layer, {})))[0]![0]).toMatchObject({ lon: 2.6289 });
  });

  it('still counts as a person, with an unknown key or no answer', async () => {
    const all = faulty(0, 1, 2, 3, 4, 5);
    const homes = await listed(homesOf(table(NAMES, [faulty(0), all]), { key: 'nom' }));
    expect(homes.map(([home]) => home)).toEqual(['unreadable', 'unreadable']);
  });
});

describe('names that a .dbf has truncated', () => {
  const cut = {
    fields: ['nom', 'uncertaint', 'numero_voi'].map((name) => ({ name, type: 'text' as const })),
    longestName: 10,
  };

  it('match the names that they begin', () => {
    expect(wholeNames(cut, ['Uncertainty', 'numero_voie', 'nom_long'])).toEqual(['nom', 'Uncertainty', 'numero_voie']);
    expect(wholeNames({ fields: cut.fields }, ['uncertainty'])).toEqual(['nom', 'uncertaint', 'numero_voi']);
  });

  it('are found by the options that name columns', () => {
    const columns = { address: ['numero_voie', 'nom'] };
    expect(findAddressColumns(wholeNames(cut, namesOf(columns)), columns).address).toEqual([2, 0]);
  });

  it('give the answers of the full names', async () => {
    const fields = [
      { name: 'UNCERTAINT', type: 'N', length: 6 },
      { name: 'date', type: 'D', length: 8 },
    ] as const;
    const ring = [
      [2.6289, 50.518],
      [2.6289, 50.5181],
      [2.629, 50.5181],
      [2.6289, 50.518],
    ] as const;
    writeFileSync(join(folder, 'cut.shp'), shpBytes([[ring]]));
    writeFileSync(join(folder, 'cut.dbf'), dbfBytes(fields, [['300', '20241001']]));
    const notices: string[] = [];
    const output = join(folder, 'cut.csv');
    await answerLayer({
      ...{
        input: join(folder, 'cut.shp'),
        output,
        format: 'csv',
        zones: shipped,
        date: '2024-10-01',
        crs: 'EPSG:4326',
      },
      notice: (sentence) => notices.push(sentence),
    });
    expect((await readRows(output))[0]).toMatchObject({ certainty: 'review', UNCERTAINT: '300' });
  });
});

it('decisions about a file are printed', async () => {
  const input = join(folder, 'latin.geojson');
  const feature = {
    type: 'Feature',
    properties: { nom: 'été' },
    geometry: { type: 'Point', coordinates: [2.6289, 50.518] },
  };
  writeFileSync(input, Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] }), 'latin1'));
  const notices: string[] = [];
  await answerLayer({
    ...{ input, output: join(folder, 'latin.csv'), format: 'csv', zones: shipped, date: '2024-10-01' },
    notice: (sentence) => notices.push(sentence),
  });
  expect(notices).toEqual([expect.stringMatching(/latin\.geojson : le texte n’est pas en UTF-8/)]);
});

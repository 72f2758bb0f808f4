import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Addresses } from '../../src/address/addresses.ts';
import { type Geocoder, GeocoderUnavailable } from '../../src/address/candidate.ts';
import type { Clock } from '../../src/address/clock.ts';
import { addressColumnsFor } from '../../src/batch/addresses/address-rows.ts';
import { textOfAnswer } from '../../src/batch/answer-columns.ts';
import { answerLayer } from '../../src/batch/layer-run.ts';
import { Tally } from '../../src/batch/tally.ts';
import type { Feature, Field, Value } from '../../src/files/feature.ts';
import { formatOfName } from '../../src/files/output-format.ts';
import { StoppedClock } from '../clock.ts';
import { readFeatures, readRows, writeFeatures } from '../files/layers.ts';
import { shipped } from '../world.ts';
import { answerAddresses, bookRows, openAddresses, rowsOf } from './address-file.ts';

const ours = addressColumnsFor(undefined);

const folder = mkdtempSync(join(tmpdir(), 'address-layer-'));
let addresses: Addresses;
let close: () => void;
beforeAll(async () => {
  ({ addresses, close } = await openAddresses(bookRows));
});
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

const columns = { address: ['num', 'voie'], citycode: 'insee' };
const fields: Field[] = [
  { name: 'num', type: 'integer' },
  { name: 'voie', type: 'text' },
  { name: 'insee', type: 'integer' },
  { name: 'date', type: 'text' },
];
const rows: readonly (readonly (string | number | null)[])[] = [
  [4, 'rue des essais', 62119, null],
  [3, 'rue du sacré cœur', null, null],
  [3, 'rue du sacré cœur', 62310, '2019-06-01'],
  [7, 'rue neuve', 1004, null],
  [9, 'rue qui n’est nulle part', null, null],
  [null, null, null, '2024-10-01'],
  [4, 'rue des essais', 99, null],
  [4, 'rue des essais', 62119, '2024-02-30'],
];

type Run = Partial<Parameters<typeof answerLayer>[0]>;

async function answered(input: string, output: string, more: Run & { geocoder?: Geocoder; clock?: Clock } = {}) {
  const notices: string[] = [];
  const { geocoder = addresses, clock, ...options } = more;
  const summary = await answerLayer({
    ...{ input, output, format: formatOfName(output), zones: shipped, date: '2024-10-01' },
    addresses: { geocoder, columns, clock },
    notice: (sentence: string) => notices.push(sentence),
    ...options,
  });
  return { summary, notices };
}

/** Writes a table of the rows in a format without geometries, or with null ones. */
async function table(name: string): Promise<string> {
  const path = join(folder, name);
  const features = rows.map((values): Feature => ({ values, geometry: null }));
  await writeFeatures(path, formatOfName(name), { name: 'aides', crs: null, geometryType: null, fields }, features);
  return path;
}

/** Answers the same rows as a CSV of addresses. */
async function expectedRows() {
  const line = (row: (typeof rows)[number]) => row.map((value) => value ?? '').join(',');
  const text = `${fields.map(({ name }) => name).join(',')}\n${rows.map(line).join('\n')}\n`;
  const { out, counts } = await answerAddresses(text, { addresses, columns });
  return { expected: rowsOf(out).map((row) => ours.map(({ name }) => row[name])), counts };
}

/** Our columns in the form of a CSV. */
function plain(row: Record<string, unknown>): string[] {
  return ours.map(({ name, decimals }) => {
    const value = (row[name] ?? null) as Value;
    return textOfAnswer(value, { decimals });
  });
}

describe('addresses in a table or a layer', () => {
  it.each([
    ['aides.xlsx', 'a.gpkg'],
    ['aides.gpkg', 'b.xlsx'],
    ['aides.parquet', 'c.csv'],
    ['aides.csv', 'd.geojson'],
    ['aides.geojson', 'e.parquet'],
    ['aides.geojsonl', 'f.geojsons'],
  ])('have the same answers as a CSV: %s to %s', async (from, to) => {
    const { expected, counts } = await expectedRows();
    const output = join(folder, to);
    const { summary } = await answered(await table(from), output);
    const found = await readRows(output);
    expect(found.map(plain)).toEqual(expected);
    expect(summary).toMatchObject({ ...counts });
    expect(found.map(({ num, voie }) => [num === null || num === '' ? null : Number(num), voie || null])).toEqual(
      rows.slice(0, found.length).map(([num, voie]) => [num, voie]),
    );
  });

  it('include every kind of answer', async () => {
    const { expected, counts } = await expectedRows();
    expect(counts).toMatchObject({ rows: 8, ok: 5, invalid: 3, notFound: 1, ambiguous: 1, unasked: 0 });
    expect(new Set(expected.map(([status, tier]) => `${status} ${tier}`))).toEqual(
      new Set(['ok bop-147', 'ok none', 'ok unknown', 'invalid ']),
    );
  });

  it('become WGS84 points in formats with geometries; an address not found has none', async () => {
    const output = join(folder, 'points.gpkg');
    await answered(await table('points.csv'), output);
    const { layer, features } = await readFeatures(output);
    expect(layer).toMatchObject({ geometryType: 'Point', crs: 'EPSG:4326' });
    expect(features[0]!.geometry).toEqual({ type: 'Point', coordinates: [2.6289, 50.518] });
    expect(features.slice(4).map(({ geometry }) => geometry)).toEqual([null, null, null, null]);
  });

  it('leave the geometry and the system of a layer unchanged', async () => {
    const input = join(folder, 'drawn.gpkg');
    const geometry = {
      type: 'LineString',
      coordinates: [
        [673_000, 7_051_000],
        [673_100, 7_051_000],
      ],
    } as const;
    const head = { name: 'rues', crs: 'EPSG:2154', geometryType: 'LineString', fields } as const;
    await writeFeatures(input, 'geopackage', head, [{ values: rows[0]!, geometry }]);
    const output = join(folder, 'drawn-out.gpkg');
    await answered(input, output);
    const { layer, features } = await readFeatures(output);
    expect(layer.crs).toBe('EPSG:2154');
    expect(features[0]!.geometry).toEqual(geometry);
    expect(await readRows(output)).toMatchObject([{ tier: 'bop-147', match_type: 'housenumber' }]);
  });

  it('are counted by the number of their row', async () => {
    const tally = new Tally(shipped);
    await answered(await table('tallied.csv'), join(folder, 'tallied.gpkg'), { tally });
    expect([tally.answered, tally.refused]).toEqual([5, 3]);
    expect([...tally.invalid.values()].flatMap((first) => first.toJSON().rows)).toEqual([7, 8, 9]);
  });

  it('without a geocoder are marked to be run again, and no message contains an address', async () => {
    const geocoder: Geocoder = {
      search: async () => {
        throw new GeocoderUnavailable('Le service d’adresses ne répond pas.');
      },
    };
    const output = join(folder, 'unasked.csv');
    const { summary } = await answered(await table('asked.csv'), output, { geocoder });
    expect(summary).toMatchObject({ rows: 8, ok: 0, invalid: 8, unasked: 5 });
    const reasons = (await readRows(output)).map(({ reason }) => String(reason));
    expect(reasons[0]).toBe('adresse non cherchée, relancez cette ligne : Le service d’adresses ne répond pas.');
    expect(reasons.join()).not.toContain('essais');
  });

  it('are reported as missing by the name of the option', async () => {
    const input = join(folder, 'others.geojson');
    writeFileSync(
      input,
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"rue":"a"},"geometry":null}]}',
    );
    await expect(answered(input, join(folder, 'x.csv'))).rejects.toThrow(
      /others\.geojson : colonne « num » introuvable ; colonnes lues : rue$/,
    );
  });

  it('leave nothing when they are stopped, even while the geocoder does not answer', async () => {
    const stop = new AbortController();
    let asked = 0;
    const geocoder: Geocoder = {
      search: async () => {
        if (asked++ < 2) return [];
        setImmediate(() => stop.abort());
        throw new GeocoderUnavailable('Absent.', 60);
      },
    };
    const input = await table('stopped.csv');
    const before = readdirSync(folder);
    const run = answered(input, join(folder, 'stopped.gpkg'), {
      geocoder,
      clock: new StoppedClock(),
      stop: stop.signal,
    });
    await expect(run).rejects.toThrow('interrompu : rien n’est écrit');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('are written with decimal points to a CSV', async () => {
    const output = join(folder, 'decimals.csv');
    await answered(await table('decimals.gpkg'), output);
    expect(readFileSync(output, 'utf8').split('\n')[1]).toMatch(/,housenumber,\d\.\d{3},2\.6289000,50\.5180000,1$/);
  });
});

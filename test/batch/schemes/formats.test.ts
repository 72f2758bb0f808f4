import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Addresses } from '../../../src/address/addresses.ts';
import { CsvAnswer } from '../../../src/batch/csv-answer.ts';
import { answerLayer } from '../../../src/batch/layer-run.ts';
import type { Feature, Field, Geometry, Head, Value } from '../../../src/files/feature.ts';
import { formatOfName } from '../../../src/files/output-format.ts';
import { readRows, writeFeatures } from '../../files/layers.ts';
import { randomFrom, rectangle } from '../../shapes.ts';
import { drawnAll, world } from '../../world.ts';
import { answerAddresses, bookRows, openAddresses, rowsOf } from '../address-file.ts';
import { eligibilityOf, questionOf, someFacts, somewhere, verdictCells } from './eligibility.ts';

const folder = mkdtempSync(join(tmpdir(), 'schemes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const zones = world({ perimeters: [...drawnAll('2024', 'qic', 300), ...drawnAll('2015', 'qic', 200)] });
const DATE = '2024-10-01';
const schemes = ['bop-147', 'fcs', 'fonds-de-concours'];
const written = {
  schemes: schemes.join(),
  facts: ['applicant=association', 'subsidies=1200'],
  columns: ['applicant=who', 'communeShare=amount', 'publicShareFromQpv=part_qpv', 'investment=invest'],
};
const question = questionOf(written);
/** The facts of every row, in a body of the API. */
const usual = { applicant: 'association', subsidies: 1200 };
const extensions = ['csv', 'xlsx', 'geojson', 'geojsonl', 'gpkg', 'parquet'];

type Run = Partial<Parameters<typeof answerLayer>[0]>;

/** Answers a file into another format, and returns the rows of the answer. */
async function answered(input: string, name: string, more: Run = {}): Promise<Record<string, Value>[]> {
  const output = join(folder, name);
  const run = { input, output, format: formatOfName(name), zones, date: DATE, schemes: question, notice: () => {} };
  await answerLayer({ ...run, ...more });
  return readRows(output);
}

/** Answers a CSV to a CSV, which has its own reader of rows. */
function inPlace(text: string): Record<string, string>[] {
  const csv = new CsvAnswer({ zones, date: DATE, schemes: question });
  return rowsOf(Buffer.concat([...csv.push(Buffer.from(text)), ...csv.end()]));
}

const cellsOf = (rows: readonly Record<string, unknown>[]) => rows.map((row) => verdictCells(row, schemes));

const random = randomFrom(19);
const dates = ['2014-06-01', '2016-12-31', '2021-01-01', '2023-12-31', '2024-01-01', '2025-06-01', '2031-01-01'];
const places = Array.from({ length: 200 }, (_, i) => {
  const [lon, lat] = somewhere(random, zones);
  const { applicant, communeShare, publicShareFromQpv, investment } = someFacts(random);
  return {
    ...{ lon, lat, date: i % 3 === 0 ? dates[i % dates.length]! : null },
    uncertainty: i % 4 === 0 ? Math.round(10 ** (2.5 * random())) : null,
    citycode: i % 5 === 0 ? '62119' : null,
    ...{ who: applicant ?? null, amount: communeShare ?? null, part_qpv: publicShareFromQpv ?? null },
    invest: investment ?? null,
  };
});
type Place = (typeof places)[number];
const fields: Field[] = [
  { name: 'date', type: 'date' },
  { name: 'uncertainty', type: 'real' },
  { name: 'citycode', type: 'text' },
  { name: 'who', type: 'text' },
  { name: 'amount', type: 'real' },
  { name: 'part_qpv', type: 'real' },
  { name: 'invest', type: 'boolean' },
];
const coordinates: Field[] = ['lon', 'lat'].map((name) => ({ name, type: 'real' }));
const valuesOf = (place: Place, columns: readonly Field[]) => columns.map(({ name }) => place[name as keyof Place]);
const table: Head = { name: 'places', fields: [...coordinates, ...fields], crs: null, geometryType: null };
const layer: Head = { name: 'places', fields, crs: 'EPSG:4326', geometryType: 'Point' };
const text = `${table.fields.map(({ name }) => name).join(',')}\n${places
  .map((place) => `${valuesOf(place, table.fields).join(',')}\n`)
  .join('')}`;

/** The facts of a place, in a body of the API. */
function applicationOf({ who, amount, part_qpv, invest }: Place): object {
  const own = { applicant: who, communeShare: amount, publicShareFromQpv: part_qpv, investment: invest };
  return { ...usual, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null)) };
}

describe('the verdicts of 200 places are those of POST /v1/eligibility', async () => {
  const source = join(folder, 'places.csv');
  writeFileSync(source, text);
  const expected = await Promise.all(
    places.map((place) => {
      const { lon, lat, date, uncertainty, citycode } = place;
      const where = { lon, lat, uncertainty: uncertainty ?? undefined, citycode: citycode ?? undefined };
      return eligibilityOf(zones, { where, date: date ?? DATE, schemes, application: applicationOf(place) });
    }),
  );

  it('including every kind, with and without a ceiling', () => {
    const verdicts = new Set(expected.flatMap((row) => schemes.map((scheme) => row[scheme])));
    expect([...verdicts].sort()).toEqual(['conditional', 'no', 'out-of-period', 'review']);
    for (const column of ['fcs_ceiling', 'bop-147_alternatives']) {
      expect(new Set(expected.map((row) => row[column] === ''))).toEqual(new Set([true, false]));
    }
  });

  it('from a CSV to a CSV', () => {
    expect(cellsOf(inPlace(text))).toEqual(expected);
  });

  it.each(extensions)('from a CSV to .%s', async (extension) => {
    expect(cellsOf(await answered(source, `from-csv.${extension}`))).toEqual(expected);
  });

  it.each(extensions)('from .%s to a CSV', async (extension) => {
    const input = join(folder, `source.${extension}`);
    const isTable = extension === 'csv' || extension === 'xlsx';
    const head = isTable ? table : layer;
    const features = places.map((place): Feature => {
      const geometry: Geometry = { type: 'Point', coordinates: [place.lon, place.lat] };
      return { values: valuesOf(place, head.fields), geometry: isTable ? null : geometry };
    });
    await writeFeatures(input, formatOfName(input), head, features);
    expect(cellsOf(await answered(input, `from-${extension}.csv`))).toEqual(expected);
  });
});

describe('the verdicts of lines and polygons', () => {
  it('are those of POST /v1/eligibility for their geometry', async () => {
    const drawn = places.slice(0, 40).map((place, i) => {
      const { lon, lat } = place;
      const half = 10 ** (1 + 2 * random());
      const ring = rectangle(lon, lat, half, half / 2);
      const geometry =
        i % 2 === 0
          ? { type: 'LineString', coordinates: ring.slice(0, 3) }
          : { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
      return { ...place, geometry };
    });
    const input = join(folder, 'drawn.geojson');
    const features = drawn.map(({ geometry, ...place }) => {
      const properties = Object.fromEntries(fields.map(({ name }) => [name, place[name as keyof Place]]));
      return { type: 'Feature', properties, geometry };
    });
    writeFileSync(input, JSON.stringify({ type: 'FeatureCollection', features }));
    const expected = await Promise.all(
      drawn.map(({ geometry, ...place }) => {
        const { uncertainty, citycode, date } = place;
        const where = { geometry, uncertainty: uncertainty ?? undefined, citycode: citycode ?? undefined };
        const application = applicationOf(place);
        return eligibilityOf(zones, { where, date: date ?? DATE, schemes, application });
      }),
    );
    for (const extension of extensions) {
      expect(cellsOf(await answered(input, `drawn-out.${extension}`))).toEqual(expected);
    }
    expect(new Set(expected.map((row) => row['bop-147'])).size).toBeGreaterThan(2);
  });

  it('are refused with the side of a street, as by POST /v1/eligibility', async () => {
    const input = join(folder, 'line.geojson');
    const line = {
      type: 'LineString',
      coordinates: [
        [2.6289, 50.518],
        [2.629, 50.518],
      ],
    };
    writeFileSync(input, JSON.stringify({ type: 'Feature', properties: {}, geometry: line }));
    const asked = questionOf({ schemes: 'fcs', facts: ['streetSide=inner'] });
    const [row] = await answered(input, 'line-out.geojson', { schemes: asked });
    expect(row).toMatchObject({ status: 'invalid', fcs: null, reason: expect.stringMatching(/^streetSide /) });
    const asJson = { where: { geometry: line }, date: DATE, schemes: ['fcs'], application: { streetSide: 'inner' } };
    await expect(eligibilityOf(zones, asJson)).rejects.toThrow();
  });
});

describe('an invalid value of a fact', () => {
  const rows: readonly (readonly [amount: Value, part: Value])[] = [
    [1500, 0.8],
    [-1, 0.8],
    [1500, 80],
    ['beaucoup', null],
    [null, null],
  ];
  const AMOUNT = 'communeShare invalide : un montant en euros de 0 à un milliard est attendu';
  const SHARE = expect.stringMatching(/^publicShareFromQpv invalide : une part de 0 à 1 .*est attendue/);
  const reasons = [null, AMOUNT, SHARE, AMOUNT, null];
  const columns = ['communeShare=amount', 'publicShareFromQpv=part'];
  const asked = questionOf({ schemes: 'fcs', columns });
  const named: Field[] = ['amount', 'part'].map((name) => ({ name, type: 'text' }));

  it.each(extensions)('makes its row invalid from .%s, and no other one', async (extension) => {
    const isTable = extension === 'csv' || extension === 'xlsx';
    const head: Head = isTable ? { ...table, fields: [...coordinates, ...named] } : { ...layer, fields: named };
    const input = join(folder, `bad.${extension}`);
    const features = rows.map((cells): Feature => {
      const texts = cells.map((cell) => (cell === null ? null : String(cell)));
      const geometry: Geometry = { type: 'Point', coordinates: [2.6289, 50.518] };
      return { values: isTable ? [2.6289, 50.518, ...texts] : texts, geometry: isTable ? null : geometry };
    });
    await writeFeatures(input, formatOfName(input), head, features);
    for (const to of ['csv', 'gpkg', 'xlsx']) {
      const found = await answered(input, `bad-${extension}.${to}`, { schemes: asked });
      expect(found.map(({ reason }) => reason || null)).toEqual(reasons);
      expect(found.map(({ status, fcs }) => [status, fcs || null])).toEqual(
        reasons.map((reason) => (reason === null ? ['ok', 'conditional'] : ['invalid', null])),
      );
    }
  });

  it('as a number of a layer, too', async () => {
    const input = join(folder, 'numbers.gpkg');
    const features = [1500, -1].map((amount): Feature => {
      return { values: [amount], geometry: { type: 'Point', coordinates: [2.6289, 50.518] } };
    });
    await writeFeatures(input, 'geopackage', { ...layer, fields: [{ name: 'amount', type: 'real' }] }, features);
    const found = await answered(input, 'numbers.csv', {
      schemes: questionOf({ schemes: 'fcs', columns: ['communeShare=amount'] }),
    });
    expect(found.map(({ reason }) => reason || null)).toEqual([null, AMOUNT]);
  });

  it('in a file of addresses, too', async () => {
    const { addresses, close } = await openAddresses(bookRows);
    try {
      const input = 'adresse;amount\n4 rue des Essais Béthune;-1\n4 rue des Essais Béthune;5\n';
      const schemes = questionOf({ schemes: 'fcs', columns: ['communeShare=amount'] });
      const { out } = await answerAddresses(input, { addresses, schemes });
      expect(rowsOf(out).map(({ status, reason }) => [status, reason])).toEqual([
        ['invalid', AMOUNT],
        ['ok', ''],
      ]);
    } finally {
      close();
    }
  });
});

describe('the verdicts of addresses', () => {
  let addresses: Addresses;
  let close: () => void;
  beforeAll(async () => {
    ({ addresses, close } = await openAddresses(bookRows));
  });
  afterAll(() => close());

  const asked = [
    { address: '4 rue des Essais 62400 Béthune', who: 'local-association', amount: 1500 },
    { address: '4 rue des Essais 62400 Béthune', who: 'individual' },
    { address: '4 rue des Essais Béthune', date: '2023-06-01' },
    { address: '3 rue du Sacré-Cœur', amount: 300 },
    { address: '3 rue du Sacré-Cœur', citycode: '62310', date: '2031-01-01' },
    { address: 'rue des Essais Béthune', who: 'commune' },
    { address: "1 place d'Armes Essars", who: 'company', amount: 20 },
    { address: '9 rue qui n’est nulle part' },
    { address: '7 rue Neuve Ambérieu', citycode: '01004' },
  ];
  const columns = { address: ['adresse'], citycode: 'insee' };
  const input = `adresse;insee;date;who;amount;part_qpv;invest\n${asked
    .map(({ address, citycode, date, who, amount }) => [address, citycode, date, who, amount, '', ''].join(';'))
    .join('\n')}\n`;

  it('are those of POST /v1/eligibility for their address, in every format', async () => {
    const expected = await Promise.all(
      asked.map(({ address, citycode, date = DATE, who, amount }) => {
        const own = { ...(who && { applicant: who }), ...(amount && { communeShare: amount }) };
        const application = { ...usual, ...own };
        return eligibilityOf(zones, { where: { address, citycode }, date, schemes, application }, addresses);
      }),
    );
    const { out } = await answerAddresses(input, { addresses, columns, zones, schemes: question });
    expect(cellsOf(rowsOf(out))).toEqual(expected);
    const path = join(folder, 'addresses.csv');
    writeFileSync(path, input);
    for (const extension of extensions) {
      const rows = await answered(path, `addresses-out.${extension}`, { addresses: { geocoder: addresses, columns } });
      expect(cellsOf(rows)).toEqual(expected);
    }
    expect(new Set(expected.map(({ fcs }) => fcs)).size).toBeGreaterThan(2);
  });
});

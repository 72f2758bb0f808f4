import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { transformationOf } from '../../../src/geo/projection.ts';
import { randomFrom } from '../../shapes.ts';
import { madeAddresses, madeCommunes, madeStreets } from './addresses.ts';
import { ambiguousQueries } from './ambiguous-queries.ts';
import { nearestOn } from './axis.ts';
import { ADDRESS_COLUMNS, HAMLET_COLUMNS, writeBanFile, writeHamletsFile } from './ban-file.ts';
import { madeFolder } from './cached.ts';
import { inventedCommunes, realCommunes } from './communes.ts';
import { ordinaryFaults } from './faults.ts';
import { madeHamlets } from './hamlets.ts';
import { cleanLine, written } from './line.ts';
import { cleanQueries, faultyQueries } from './queries.ts';
import { queriesWithoutAnswer } from './queries-without-answer.ts';
import { bare, editDistance } from './spelling.ts';
import { streetAlong } from './street.ts';
import { truthOf } from './truth.ts';

const set = madeAddresses();
const truth = truthOf(set);
const byId = new Map(set.addresses.map((address) => [address.id, address]));

describe('made addresses', () => {
  it('are the same for the same seed', () => {
    const hash = createHash('sha256');
    for (const { id, street, positionType } of set.addresses) hash.update(`${id} ${street} ${positionType}\n`);
    // After an intended change, increase VERSION in cached.ts.
    expect(hash.digest('hex').slice(0, 16)).toBe('3438bad0c89ceb3a');
    const again = [...madeStreets({ addresses: 500 })];
    expect(again).toEqual([...madeStreets({ addresses: 500 })]);
    expect(again).not.toEqual([...madeStreets({ addresses: 500, seed: 63 })]);
  });

  it('are 100 000 or more, in each of the communes', () => {
    expect(set.addresses.length).toBeGreaterThanOrEqual(100_000);
    expect(new Set(set.addresses.map(({ citycode }) => citycode)).size).toBe(realCommunes().length);
  });

  it('lie in the extent of their commune, odd numbers on the left of their street, even ones on the right', () => {
    const extents = new Map(set.communes.map(({ citycode, extent }) => [citycode, extent]));
    const wrong = set.streets.flatMap(({ axis, addresses }) =>
      addresses.filter(({ number, citycode, lon, lat }) => {
        const [west, south, east, north] = extents.get(citycode)!;
        const { side, distance } = nearestOn(axis, [lon, lat]);
        const isAside = number >= 5000 || side === (number % 2 === 1 ? 'left' : 'right');
        return !isAside || distance < 5 || distance > 30 || lon < west || lon > east || lat < south || lat > north;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('have an id each, except those in several positions', () => {
    const positions = new Set(set.addresses.map(({ id, positionType }) => `${id} ${positionType}`));
    expect(positions.size).toBe(set.addresses.length);
    expect(set.addresses.length - truth.ids.size).toBeGreaterThan(500);
    expect(new Set(set.streets.map(({ id }) => id)).size).toBe(set.streets.length);
  });

  it('have homonyms in most communes, and some in one commune', () => {
    const churches = set.streets.filter(({ name }) => name === "Rue de l'Église");
    expect(new Set(churches.map(({ citycode }) => citycode)).size).toBeGreaterThan(70);
    const inOne = Map.groupBy(set.streets, ({ citycode, name }) => `${citycode} ${name}`);
    const twice = [...inOne.values()].filter((streets) => streets.length > 1);
    expect(twice.length).toBeGreaterThan(5);
    expect(twice.every((streets) => new Set(streets.map(({ oldcity }) => oldcity)).size === streets.length)).toBe(true);
  });

  it('can cover a département, in communes with names, codes and postcodes of their own', () => {
    const communes = madeCommunes({ size: 'departement' });
    expect(communes.length).toBeGreaterThan(880);
    const all = communes.flatMap((commune) => [commune, ...commune.former]);
    expect(new Set(all.map(({ citycode }) => citycode)).size).toBe(all.length);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.every(({ citycode }) => /^62\d{3}$/.test(citycode))).toBe(true);
    const real = new Set(realCommunes().flatMap(({ postcodes }) => postcodes));
    const invented = inventedCommunes(62, 790).flatMap(({ postcodes }) => postcodes);
    expect(invented.filter((postcode) => real.has(postcode) || !/^62\d{3}$/.test(postcode))).toEqual([]);
  });
});

describe('a street along a limit', () => {
  const shipped = join(import.meta.dirname, '..', '..', '..', 'data', 'perimeters', 'qpv-2024.geojson');
  const limits: [number, number][][] = JSON.parse(readFileSync(shipped, 'utf8')).features.map(
    ({ geometry }: { geometry: { type: string; coordinates: never[][] } }) =>
      geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0]![0],
  );

  it('has odd numbers on the left of the limit and even ones on its right, 6 to 12 m away', () => {
    for (const limit of limits) {
      const { addresses } = streetAlong(limit);
      expect(addresses.length).toBeGreaterThan(100);
      for (const { number, lon, lat } of addresses) {
        const { side, distance } = nearestOn(limit, [lon, lat]);
        expect(side).toBe(number % 2 === 1 ? 'left' : 'right');
        expect(distance).toBeGreaterThan(5.4);
        expect(distance).toBeLessThan(12.1);
      }
    }
  });
});

describe('the file of the BAN', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perimetre-made-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const some = set.addresses.slice(0, 3000);

  it('has the columns of the BAN, and coordinates in Lambert-93', () => {
    const path = join(folder, 'adresses-62.csv');
    writeBanFile(path, some);
    const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(header).toBe(
      'id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;x;y;' +
        'lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;' +
        'cad_parcelles',
    );
    expect(rows.length).toBe(some.length);
    const lambert93 = transformationOf('EPSG:2154');
    rows.forEach((row, i) => {
      const cells = row.split(';');
      expect(cells.length).toBe(ADDRESS_COLUMNS.length);
      const [lon, lat] = lambert93.toWgs84(Number(cells[10]), Number(cells[11]));
      expect([cells[0], Math.abs(lon - some[i]!.lon) < 2e-7, Math.abs(lat - some[i]!.lat) < 2e-7]).toEqual([
        some[i]!.id,
        true,
        true,
      ]);
    });
  });

  it('is the same when compressed', () => {
    writeBanFile(join(folder, 'a.csv'), set.addresses.slice(0, 15_000));
    writeBanFile(join(folder, 'a.csv.gz'), set.addresses.slice(0, 15_000));
    expect(gunzipSync(readFileSync(join(folder, 'a.csv.gz')))).toEqual(readFileSync(join(folder, 'a.csv')));
  });

  it('has a file of hamlets beside it', () => {
    const hamlets = madeHamlets();
    expect(hamlets.length).toBeGreaterThan(150);
    writeHamletsFile(join(folder, 'lieux-dits-62-beta.csv'), hamlets);
    const rows = readFileSync(join(folder, 'lieux-dits-62-beta.csv'), 'utf8').trimEnd().split('\n');
    expect(new Set(rows.map((row) => row.split(';').length))).toEqual(new Set([HAMLET_COLUMNS.length]));
  });

  it('is written once and reused', () => {
    const made = madeFolder('agglomeration');
    expect(readdirSync(made).sort()).toEqual(['adresses-62.csv.gz', 'lieux-dits-62-beta.csv.gz']);
    expect(madeFolder('agglomeration')).toBe(made);
  });
});

describe('queries', () => {
  it.each([1, 2, 3])(
    'with %i faults each expect an address that exists and that the text still identifies',
    (faultsEach) => {
      const queries = faultyQueries(set, 1000, faultsEach, 4);
      expect(queries).toEqual(faultyQueries(set, 1000, faultsEach, 4));
      expect(new Set(queries.flatMap(({ faults }) => faults))).toEqual(new Set(ordinaryFaults.map(({ name }) => name)));
      for (const { text, citycode, postcode, expected, faults } of queries) {
        expect(faults.length).toBe(faultsEach);
        const address = byId.get(expected!.id)!;
        expect(expected).toEqual({
          id: address.id,
          streetId: address.streetId,
          number: address.number,
          suffix: address.suffix,
        });
        expect(citycode ?? address.citycode).toBe(address.citycode);
        expect(postcode ?? address.postcode).toBe(address.postcode);
        // Without a commune, the postcode alone must identify it; with one, its name must be unique unless the former
        // commune is named.
        const isByPostcode = faults.some((fault) => /^(commune missing|postcode given)/.test(fault));
        const near = isByPostcode
          ? truth.streetsOfPostcode.get(address.postcode)!
          : truth.streetsOfCity.get(address.citycode)!;
        const alike = near.filter((street) => street.bare === bare(address.street));
        if (!faults.some((fault) => fault.startsWith('former'))) expect([text, alike.length]).toEqual([text, 1]);
      }
    },
  );

  it('without a fault are the line as in the data', () => {
    for (const { text, expected } of cleanQueries(set, 200)) {
      expect(text).toBe(written(cleanLine(byId.get(expected!.id)!)));
    }
  });

  const station = {
    ...streetAlong(
      [
        [2.63, 50.52],
        [2.64, 50.53],
      ],
      { name: 'Rue de la Gare' },
    ).addresses[0]!,
    number: 12,
    suffix: 'bis',
  };

  it.each([
    ['b for bis', /^12 ?[bB] Rue de la Gare 62400 Béthune$/],
    ['index without a blank', /^12bis Rue de la Gare 62400 Béthune$/i],
    ['type abbreviated', /^12 bis [rR]\.? de la Gare 62400 Béthune$/],
    ['article missing', /^12 bis Rue Gare 62400 Béthune$/],
    ['street: letter dropped', /^12 bis Rue de la G\w{2} 62400 Béthune$/],
    ['wrong postcode', /^12 bis Rue de la Gare 62(?!400)\d{3} Béthune$/],
    ['postcode missing', /^12 bis Rue de la Gare Béthune$/],
    ['commune missing, postcode kept', /^12 bis Rue de la Gare 62400$/],
    ['CEDEX', /^12 bis Rue de la Gare (\S+ \d+ )?624\d\d Béthune C/],
    ['commune: one letter', /^12 bis Rue de la Gare 62400 B(?!éthune)\p{L}{5,7}$/u],
    ['complement before', /, 12 bis Rue de la Gare, 62400 Béthune$/],
    ['commune first', /^62400 Béthune 12 bis Rue de la Gare$/],
    ['number last', /^Rue de la Gare 12 bis 62400 Béthune$/],
    ['commas', /^12 bis Rue de la Gare, 62400 Béthune$/],
    ['accents missing', /^12 bis Rue de la Gare 62400 Bethune$/],
    ['all capitals', /^12 BIS RUE DE LA GARE 62400 BÉTHUNE$/],
    ['trailing FRANCE', /^12 bis Rue de la Gare 62400 Béthune \(?FRANCE\)?$/i],
  ])('%s: « 12 bis Rue de la Gare 62400 Béthune » changes in that way alone', (name, pattern) => {
    const fault = ordinaryFaults.find((each) => each.name === name)!;
    const random = randomFrom(8);
    for (let i = 0; i < 20; i++) {
      const line = fault.spoil(cleanLine(station), { address: station, truth }, random);
      if (line !== null && written(line) !== written(cleanLine(station))) expect(written(line)).toMatch(pattern);
    }
  });

  it('without an answer contain no name of the set', () => {
    const queries = queriesWithoutAnswer(set, 300, 3, madeHamlets());
    expect(new Set(queries.flatMap(({ faults }) => faults)).size).toBe(10);
    const clean = new Set(set.addresses.map((address) => written(cleanLine(address))));
    expect(queries.filter(({ text, expected }) => expected !== null || clean.has(text))).toEqual([]);
  });

  it('that are ambiguous have all their answers, in different streets', () => {
    for (const { acceptable } of ambiguousQueries(set, 200, 3)) {
      expect(acceptable.length).toBeGreaterThan(1);
      expect(acceptable.every((id) => truth.ids.has(id))).toBe(true);
      expect(new Set(acceptable.map((id) => id.split('_').slice(0, 2).join('_'))).size).toBe(acceptable.length);
    }
  });

  it.each([
    ['gare', 'gare', 0],
    ['gare', 'gar', 1],
    ['gare', 'agre', 1],
    ['gare', 'mare', 1],
    ['gare', 'garree', 2],
    ['', 'abc', 3],
  ])('are told apart by the letters from %s to %s', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(a, b, 1)).toBe(Math.min(distance, 2));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Candidate, StreetNumber } from '../../src/address/candidate.ts';
import { streetInZone } from '../../src/address/local/ledger.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { grownBox } from '../../src/geo/ground.ts';
import { situationOfAddress } from '../../src/situation/address-situation.ts';
import { streetsOfCommune, streetsOfZone, zoneOnDay } from '../../src/streets/street-ledger.ts';
import { BEYOND_COMMUNE } from '../../src/zones/communes.ts';
import type { Zones } from '../../src/zones/zones.ts';
import { madeBook, openBookOf } from '../address/book.ts';
import { square } from '../shapes.ts';
import { drawn, drawnAll, partialWorld, shipped, world } from '../world.ts';
import { FAR, ledgerRows } from './street-books.ts';

const DAY = '2024-10-01';
const [LIEBAUT] = shipped.generations[1]!.drawn.filter(({ zone }) => zone.id === 'QN06208M');
const BETHUNE = { city: 'Béthune', citycode: '62119' };

let book: LocalAddresses;
let close: () => void;
beforeAll(async () => ({ book, close } = await openBookOf(ledgerRows)));
afterAll(() => close());

const zone = (id: string, more = {}, zones: Zones = shipped) => zoneOnDay(zones, id, { date: DAY, ...more }, DAY);
const codesOf = ({ notes }: { readonly notes: readonly { readonly code: string }[] }) => notes.map(({ code }) => code);

describe('the streets of a zone', () => {
  it('are those in it, entirely or partly, and those along its limit, by commune and by name', () => {
    const ledger = streetsOfZone(zone('QN06208M'), shipped, book);
    expect(ledger).toMatchObject({
      date: DAY,
      generation: '2024',
      dataVersion: shipped.dataVersion,
      addresses: { loadedOn: '2026-11-21', departements: ['62'] },
      zone: { id: 'QN06208M', kind: 'qpv', perimeter: { status: 'official', precision: 0.2 } },
      unknown: [],
    });
    expect(ledger.streets.map(({ name, status, certainty }) => [name, status, certainty])).toEqual([
      ['Rue de la Limite', 'limit', 'firm'],
      ['Rue de la Sortie', 'partly', 'firm'],
      ['Rue du Milieu', 'inside', 'firm'],
    ]);
    const [limit, exit, middle] = ledger.streets;
    // The zone lies on one side of its ring: the numbers of one parity are in, those of the other are out.
    expect([limit!.inside.odd.length, limit!.inside.even.length].sort()).toEqual([0, 1]);
    expect(limit!.numbers).toMatchObject({
      inside: limit!.numbers.known / 2,
      review: 0,
      band: limit!.numbers.known / 2,
    });
    expect(exit!.inside.odd[0]).toMatch(/^1 à /);
    expect(middle).toMatchObject({
      ...BETHUNE,
      oldcity: null,
      postcode: '62400',
      zone: { id: 'QN06208M', kind: 'qpv', name: 'Quartier Du Mont Liébaut' },
      inside: { odd: ['1 à 9'], even: ['2 à 10'] },
      review: { odd: [], even: [] },
      numbers: { known: 10, inside: 10, review: 0, band: 0 },
    });
    expect(ledger.attribution).toBe(
      'Base Adresse Nationale, Licence Ouverte 2.0 ; ANCT, quartiers prioritaires de la politique de la ville ' +
        '2024, Licence Ouverte 2.0',
    );
    expect(codesOf(ledger)).toEqual(['streets-with-addresses', 'known-numbers', 'limit-street', 'review-numbers']);
  });

  it('include those of the band on request, in any commune', () => {
    const { streets } = streetsOfZone(zone('QN06208M'), shipped, book, { withBand: true });
    expect(streets.filter(({ status }) => status === 'band').map(({ name, city }) => [name, city])).toEqual([
      ['Rue Voisine', 'Béthune'],
      ['Rue d’à Côté', 'Verquin'],
    ]);
    expect(streets).toHaveLength(5);
  });

  it('are unknown, not none, for a zone without a perimeter', () => {
    const ledger = streetsOfZone(zone('QIC-OISEAUX'), shipped, book);
    expect(ledger).toMatchObject({ zone: { perimeter: { status: 'missing' } }, unknown: ['QIC-OISEAUX'], streets: [] });
    expect(ledger.notes.at(-1)).toMatchObject({
      code: 'missing-perimeter',
      message: expect.stringContaining('Haillicourt'),
    });
  });

  it('are never sure while the law leaves open whether the zone counts', () => {
    const zones = partialWorld({ perimeters: [drawn('2024', 'QIC-CATORIVE', [square(...FAR, 300)])] });
    const on = (date: string) => streetsOfZone(zone('QIC-CATORIVE', { date }, zones), zones, book);
    expect(on('2024-02-01').streets).toMatchObject([{ name: 'Rue Lointaine', status: 'inside', certainty: 'review' }]);
    expect(codesOf(on('2024-02-01'))).toContain('qic-list-changes-2024');
    expect(on(DAY).streets).toMatchObject([{ name: 'Rue Lointaine', status: 'inside', certainty: 'firm' }]);
  });

  it('require addresses in its communes, with a note where some are missing', () => {
    const perimeters = [
      drawn('2024', 'QN07500M', [square(2.35, 48.85, 300)], { communes: ['75056'] }),
      drawn('2024', 'QN05900M', [square(...FAR, 200)], { communes: ['62119', '59350'] }),
    ];
    const zones = world({ perimeters });
    expect(() => streetsOfZone(zone('QN07500M', {}, zones), zones, book)).toThrow(
      /il y manque : département 75\. .*--departement 62,75/,
    );
    expect(codesOf(streetsOfZone(zone('QN05900M', {}, zones), zones, book))).toContain('addresses-not-loaded');
  });
});

describe('the zone on a day', () => {
  const found = (id: string, asked: { generation?: string; date?: string }, today = '2026-11-21') => {
    const { zone, date } = zoneOnDay(shipped, id, asked, today);
    return [zone.generation, date];
  };

  it('is that of the generation in force, or of the requested one', () => {
    expect(found('QN06208M', {})).toEqual(['2024', '2026-11-21']);
    expect(found('QIC-TRANSVAAL', { date: '2020-01-01' })).toEqual(['2015', '2020-01-01']);
    expect(found('QIC-TRANSVAAL', { date: '2024-02-01' })).toEqual(['2024', '2024-02-01']);
    expect(found('QIC-TRANSVAAL', { date: '2024-02-01', generation: '2015' })).toEqual(['2015', '2024-02-01']);
  });

  it('is taken on the last day of a past generation', () => {
    expect(found('QP062008', { generation: '2015' })).toEqual(['2015', '2023-12-31']);
    expect(found('QP062008', { generation: '2015' }, '2020-05-01')).toEqual(['2015', '2020-05-01']);
  });

  it('is an error for an unknown id, or on another day', () => {
    expect(() => found('QN99999M', {})).toThrow('Aucun quartier ne porte cet identifiant.');
    expect(() => found('QN06208M', { generation: '2015' })).toThrow('dans la génération 2015');
    expect(() => found('QP062008', { date: DAY })).toThrow(
      'pas en vigueur le 01/10/2024 ; il l’est du 01/01/2015 au 31/12/2023',
    );
    expect(() => found('QN06208M', { date: '2020-01-01' })).toThrow('à compter du 01/01/2024');
  });
});

describe('the streets of a commune', () => {
  const of = (citycode: string, more: { name?: string; date?: string } = {}, zones: Zones = shipped) =>
    streetsOfCommune({ citycode, date: DAY, ...more }, zones, book);
  const statuses = (ledger: ReturnType<typeof of>) => ledger.streets.map(({ name, status }) => [name, status]);

  it('are unknown where an undrawn zone may be, except those that a drawn one contains', () => {
    const ledger = of('62119');
    expect(statuses(ledger)).toEqual([
      ['Rue de la Limite', 'limit'],
      ['Rue de la Sortie', 'partly'],
      ['Rue du Milieu', 'inside'],
      ['Rue Lointaine', 'unknown'],
      ['Rue Voisine', 'unknown'],
    ]);
    expect(ledger.streets.map(({ unknown }) => unknown.join())).toEqual([
      'QIC-CATORIVE',
      'QIC-CATORIVE',
      '',
      'QIC-CATORIVE',
      'QIC-CATORIVE',
    ]);
    expect(ledger.streets.map(({ zones }) => zones.map(({ id, status }) => `${id} ${status}`).join())).toEqual([
      'QN06208M limit',
      'QN06208M partly',
      'QN06208M inside',
      '',
      'QN06208M band',
    ]);
    expect(codesOf(ledger)).toContain('missing-perimeter');
  });

  it('are outside where every zone is drawn', () => {
    const zones = world({ perimeters: drawnAll('2024', 'qic', 50) });
    expect(of('62119', {}, zones).streets.flatMap(({ unknown }) => unknown)).toEqual([]);
    expect(statuses(of('62119', { name: 'rue lointaine' }, zones))).toEqual([['Rue Lointaine', 'outside']]);
    expect(statuses(of('62119', { name: 'rue voisine' }, zones))).toEqual([['Rue Voisine', 'band']]);
    expect(statuses(of('62516'))).toEqual([['Rue des Champs', 'outside']]);
  });

  it('are unknown outside the coverage, and where no generation is in force', () => {
    expect(of('62464').streets).toMatchObject([{ status: 'unknown', unknown: ['coverage'], zones: [] }]);
    const before = of('62119', { date: '2014-06-01' });
    expect(before.generation).toBeNull();
    expect(new Set(before.streets.map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(codesOf(before)).toContain('no-generation');
  });

  it('are those with a name when one is given, none for an unknown name', () => {
    expect(statuses(of('62119', { name: 'milieu' }))).toEqual([['Rue du Milieu', 'inside']]);
    expect(of('62119', { name: 'xylophone' }).streets).toEqual([]);
  });

  it('are an error for a commune without an address, or a département that is not loaded', () => {
    expect(() => of('62999')).toThrow('La commune 62999 n’a pas d’adresse');
    expect(() => of('59350')).toThrow('--departement 59,62');
  });
});

describe('with made-up addresses', () => {
  let made: LocalAddresses;
  beforeAll(async () => {
    made = LocalAddresses.open(await madeBook());
  });
  afterAll(() => made.close());

  it('finds every street near a zone, in any commune', () => {
    const { perimeter, box } = LIEBAUT!;
    const limit = {
      precision: perimeter.precision,
      distanceTo: (lon: number, lat: number) => boundaryDistance(perimeter.geometry, lon, lat),
    };
    const around = made
      .communes()
      .flatMap(({ citycode }) => made.streetsOf(citycode))
      .filter((street) => isIn(grownBox(box, 4000), street));
    const near = around.filter(
      (street) => streetInZone(street.numbers!(), limit, shipped.distances).possibleStatuses[0] !== 'outside',
    );
    const { streets } = streetsOfZone(zone('QN06208M'), shipped, made, { withBand: true });
    expect(streets.map(keyOf).sort()).toEqual(near.map(keyOf).sort());
    expect(streets.length).toBeGreaterThan(20);
  });

  it.each(['QN06208M', 'QN06211M', 'QN06218M'])(
    'gives the numbers near the limit of %s the same answer as their addresses',
    (id) => {
      const { box, perimeter, zone: own } = shipped.generations[1]!.drawn.find((one) => one.zone.id === id)!;
      const counted: string[] = [];
      const expected: string[] = [];
      for (const street of made.streetsNear(grownBox(box, 60))) {
        const limit = {
          // An address of another commune contradicts the quarter, and is then in doubt.
          ...(!own.communes.includes(street.citycode) && { deepest: BEYOND_COMMUNE }),
          precision: perimeter.precision,
          distanceTo: (lon: number, lat: number) => boundaryDistance(perimeter.geometry, lon, lat),
          isElsewhere: ({ lon, lat, uncertainty }: StreetNumber) =>
            shipped.communes.excludes(street.citycode, lon, lat, uncertainty),
        };
        const { inside, review } = streetInZone(street.numbers!(), limit, shipped.distances).numbers;
        counted.push(`${street.label} ${inside} ${review}`);
        const answers = addressesOf(street).map((address) => relationTo(id, address));
        const count = (answer: string) => answers.filter((one) => one === answer).length;
        expected.push(`${street.label} ${count('inside')} ${count('review')}`);
      }
      expect(counted).toEqual(expected);
      expect(counted.length).toBeGreaterThan(10);
    },
  );
});

function isIn([west, south, east, north]: readonly number[], { lon, lat }: Candidate): boolean {
  return west! <= lon && lon <= east! && south! <= lat && lat <= north!;
}

function keyOf({
  name,
  citycode,
  oldcity,
  postcode,
}: {
  name: string;
  citycode: string;
  oldcity: string | null;
  postcode: string;
}) {
  return `${citycode} ${name} ${oldcity} ${postcode}`;
}

/** The numbers of a street, as the geocoder would give each. */
function addressesOf(street: Candidate): Candidate[] {
  return street.numbers!().map(({ number, suffix, ...at }) => {
    const housenumber = `${number} ${suffix}`.trim();
    return {
      ...street,
      ...at,
      type: 'housenumber',
      housenumber,
      street: street.name,
      label: `${housenumber} ${street.label}`,
    };
  });
}

function relationTo(id: string, address: Candidate): 'inside' | 'outside' | 'review' {
  const { memberships } = situationOfAddress([address], { text: address.label }, DAY, shipped).situation;
  const sides = new Set(memberships.map(({ zones }) => zones.some((zone) => zone.id === id && zone.distance <= 0)));
  return sides.size > 1 ? 'review' : sides.has(true) ? 'inside' : 'outside';
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreetNumber } from '../../src/address/candidate.ts';
import { type StreetStatus, streetInZone } from '../../src/address/local/ledger.ts';
import { boundaryDistance } from '../../src/geo/distance.ts';
import type { MultiPolygon, Position } from '../../src/geo/polygon.ts';
import { moved, square } from '../shapes.ts';
import { type Axis, placeBeside } from './made/axis.ts';

/* A zone 400 m wide, and streets around it, in metres east and north of its middle. */

const MIDDLE: Position = [2.63, 50.52];
const zone: MultiPolygon = [square(...MIDDLE, 200)];
const limit = { distanceTo: (lon: number, lat: number) => boundaryDistance(zone, lon, lat), precision: 0.2 };
const METRES = { band: 300, limitStreet: 15 };

interface Street {
  /** « east,north » of each point, from the first house to the last. */
  readonly axis: string;
  /**
   * In order; numbers of one side are 15 m apart, odd ones on the left. There is no house where the axis bends too
   * sharply.
   */
  readonly numbers: string;
  /** Metres from the axis; 8 by default. */
  readonly away?: number;
  /** Second places of numbers, as « east,north ». */
  readonly also?: Readonly<Record<string, string>>;
  /** Uncertainty in metres of every number except `vague` ones; 5 by default, as for an entrance. */
  readonly uncertainty?: number;
  readonly vague?: Readonly<Record<string, number>>;
}

function numbersOf({ axis, numbers, away = 8, uncertainty = 5, vague = {}, also = {} }: Street): StreetNumber[] {
  const line: Axis = axis.split(' ').map((point) => {
    const [east, north] = point.split(',').map(Number) as [number, number];
    return moved(MIDDLE, east, north);
  });
  const count = { odd: 0, even: 0 };
  const places = numbers.split(/,\s*/).flatMap((text) => {
    const number = Number.parseInt(text, 10);
    const isOdd = number % 2 === 1;
    const along = 15 * count[isOdd ? 'odd' : 'even']++ + 10;
    const place = placeBeside(line, along, isOdd ? 'left' : 'right', away);
    if (place === undefined) return [];
    const [lon, lat] = place;
    const suffix = text.slice(String(number).length).trim();
    return { number, suffix, lon, lat, positionType: 'entrance' as const, uncertainty: vague[text] ?? uncertainty };
  });
  const others = Object.entries(also).map(([text, at]): StreetNumber => {
    const [east, north] = at.split(',').map(Number) as [number, number];
    const [lon, lat] = moved(MIDDLE, east, north);
    return { number: Number(text), suffix: '', lon, lat, positionType: 'entrance', uncertainty };
  });
  return [...places, ...others];
}

const ONE_TO_TEN = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10';
const ONE_TO_TWENTY = `${ONE_TO_TEN}, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20`;

interface Case {
  readonly street: Street;
  readonly is: `${StreetStatus}, firm` | `${StreetStatus}, review: ${string}`;
  /** Odd, then even. */
  readonly inside?: readonly [string, string];
  readonly review?: readonly [string, string];
  readonly band?: number;
}

const cases: Record<string, Case> = {
  'with a number at two places, one of them outside': {
    street: { axis: '-100,0 100,0', numbers: ONE_TO_TEN, also: { '4': '900,0' } },
    is: 'partly, review: inside partly',
    inside: ['1 à 9', '2, 6 à 10'],
    review: ['', '4'],
  },
  'entirely in the zone': {
    street: { axis: '-100,0 100,0', numbers: ONE_TO_TEN },
    is: 'inside, firm',
    inside: ['1 à 9', '2 à 10'],
  },
  'a single house in the zone': {
    street: { axis: '-100,0 100,0', numbers: '12' },
    is: 'inside, firm',
    inside: ['', '12'],
  },
  // From the start of the street, the limit is at 100 m: numbers are at 10, 25 … 85, 100, 115 m.
  'out of the zone across its limit': {
    street: { axis: '100,0 400,0', numbers: ONE_TO_TWENTY },
    is: 'partly, firm',
    inside: ['1 à 11', '2 à 12'],
    review: ['13', '14'],
    band: 6,
  },
  'out of the zone and in again': {
    street: {
      axis: '150,152.5 150,232.5 50,232.5 50,100',
      numbers: '1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31',
    },
    is: 'partly, firm',
    inside: ['1 à 5, 29 à 31', ''],
    band: 9,
  },
  'the limit itself, odd numbers inside': {
    street: { axis: '200,-150 200,150', numbers: ONE_TO_TWENTY },
    is: 'limit, firm',
    inside: ['1 à 19', ''],
    band: 10,
  },
  'the limit itself, even numbers inside': {
    street: { axis: '200,150 200,-150', numbers: ONE_TO_TWENTY },
    is: 'limit, firm',
    inside: ['', '2 à 20'],
    band: 10,
  },
  'the limit and its bend at the corner': {
    street: { axis: '200,110 200,200 60,200', numbers: ONE_TO_TWENTY },
    is: 'limit, firm',
    inside: ['1 à 19', ''],
    band: 10,
  },
  'the limit, then into the zone for less than half of it': {
    street: { axis: '200,0 200,120 100,120', numbers: ONE_TO_TWENTY },
    is: 'limit, firm',
    inside: ['1 à 19', '20'],
    // At the corner, its position and its parity disagree.
    review: ['', '18'],
    band: 8,
  },
  'the limit for less than half of it': {
    street: { axis: '200,-190 200,-135 0,-135', numbers: ONE_TO_TWENTY },
    is: 'partly, firm',
    inside: ['1 à 19', '10 à 20'],
    band: 4,
  },
  'the limit, its numbers placed with some doubt: the parity decides their side': {
    street: { axis: '200,-150 200,150', numbers: ONE_TO_TWENTY, uncertainty: 14 },
    is: 'limit, firm',
    inside: ['1 à 19', ''],
    band: 10,
  },
  'the limit, its numbers placed anywhere along it: their side is unknown': {
    street: { axis: '200,-150 200,150', numbers: ONE_TO_TEN, uncertainty: 50 },
    is: 'limit, review: inside limit band',
    review: ['1 à 9', '2 à 10'],
  },
  'beside the zone': {
    street: { axis: '300,-100 300,100', numbers: ONE_TO_TEN },
    is: 'band, firm',
    band: 10,
  },
  'partly nearer than 300 m': {
    street: { axis: '420,0 600,0', numbers: ONE_TO_TWENTY },
    is: 'band, firm',
    band: 10,
  },
  'far away': {
    street: { axis: '600,-100 600,100', numbers: ONE_TO_TEN },
    is: 'outside, firm',
  },
  'far away, but for a number that may be nearer than 300 m': {
    street: { axis: '514,-100 514,100', numbers: '2, 4, 6', vague: { '4': 25 } },
    is: 'outside, review: band outside',
  },
  'at 300 m, or a little nearer': {
    street: { axis: '490,-100 490,100', numbers: '2, 4', uncertainty: 10 },
    is: 'band, review: band outside',
    band: 2,
  },
  'in the zone, but for a number that may be out of it': {
    street: { axis: '170,-100 170,100', numbers: ONE_TO_TEN, vague: { '4': 25 } },
    is: 'inside, review: inside partly',
    inside: ['1 à 9', '2, 6 à 10'],
    review: ['', '4'],
  },
  'beside the zone, but for a number that may be in it': {
    street: { axis: '230,-100 230,100', numbers: ONE_TO_TEN, vague: { '3': 25 } },
    is: 'band, review: partly band',
    review: ['3', ''],
    band: 9,
  },
  'a single house that may be anywhere': {
    street: { axis: '190,-100 190,100', numbers: '4', uncertainty: 50 },
    is: 'inside, review: inside band',
    review: ['', '4'],
  },
  'numbers with indices, in the order of the street': {
    street: {
      axis: '-100,0 100,0',
      numbers: '2, 8, 12 ter, 12 quater, 12 bis, 12, 14 b, 14 a, 14',
      vague: { '12 bis': 300 },
    },
    is: 'inside, review: inside partly',
    inside: ['', '2 à 12, 12 ter à 14 b'],
    review: ['', '12 bis'],
  },
  'a lone 12 bis outside among numbers inside': {
    street: { axis: '185,0 260,0', numbers: '12 bis, 8, 10, 12', away: 2, uncertainty: 0 },
    is: 'partly, firm',
    inside: ['', '12 bis'],
    band: 3,
  },
  'fictive numbers, which follow no order': {
    street: { axis: '-100,0 100,0', numbers: '1, 3, 5011, 5013, 5002' },
    is: 'inside, firm',
    inside: ['1 à 3, 5011 (fictif), 5013 (fictif)', '5002 (fictif)'],
  },
  'the limit, with made-up numbers, whose parity decides nothing': {
    street: { axis: '200,-150 200,150', numbers: '1, 2, 3, 4, 5, 6, 7, 8, 5002, 5003' },
    is: 'limit, firm',
    inside: ['1 à 7', ''],
    review: ['5003 (fictif)', '5002 (fictif)'],
    band: 4,
  },
};

describe('a street and a zone', () => {
  it.each(Object.entries(cases))('%s', (_, { street, is, inside = ['', ''], review = ['', ''], band = 0 }) => {
    const found = streetInZone(numbersOf(street), limit, METRES);
    expect({
      is:
        `${found.status}, ` +
        `${found.certainty}${found.certainty === 'review' ? `: ${found.possibleStatuses.join(' ')}` : ''}`,
      inside: [found.inside.odd.join(', '), found.inside.even.join(', ')],
      review: [found.review.odd.join(', '), found.review.even.join(', ')],
      band: found.numbers.band,
    }).toEqual({ is, inside, review, band });
  });

  it('counts every number once: in, under review, or out', () => {
    const found = streetInZone(
      numbersOf({
        axis: '100,0 400,0',
        numbers: ONE_TO_TWENTY,
      }),
      limit,
      METRES,
    );
    expect(found.numbers).toEqual({ known: 20, inside: 12, review: 2, band: 6 });
  });

  it('distinguishes 299.999 m from 300 m, without doubt', () => {
    const at = (distance: number) =>
      streetInZone(
        numbersOf({
          axis: '0,0 50,0',
          numbers: '2',
          uncertainty: 0,
        }),
        { distanceTo: () => distance, precision: 0 },
        METRES,
      );
    expect(
      [at(-1e-9), at(0), at(1e-9), at(299.999), at(300)].map(({ status, certainty }) => [status, certainty]),
    ).toEqual([
      ['inside', 'firm'],
      ['inside', 'firm'],
      ['band', 'firm'],
      ['band', 'firm'],
      ['outside', 'firm'],
    ]);
  });

  it('refuses a street without a number', () => {
    expect(() => streetInZone([], limit, METRES)).toThrow(RangeError);
  });

  it('never gives a doubtful number as sure, for any true positions within the doubt', () => {
    const where = fc.record({
      east: fc.double({ min: -400, max: 700, noNaN: true }),
      doubt: fc.integer({ min: 0, max: 60 }),
      error: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(where, { minLength: 1, maxLength: 8 }), (houses) => {
        // With one parity no limit street is found, and each number is judged by its position alone.
        const numbers = houses.map(({ east, doubt }, i): StreetNumber => {
          const [lon, lat] = moved(MIDDLE, east, 0);
          return { number: 2 * i + 2, suffix: '', lon, lat, positionType: 'entrance', uncertainty: doubt };
        });
        const exact = { ...limit, precision: 0 };
        const found = streetInZone(numbers, exact, METRES);
        const truth = streetInZone(
          numbers.map((number, i) => {
            const [lon, lat] = moved(MIDDLE, houses[i]!.east + houses[i]!.error * houses[i]!.doubt * 0.99, 0);
            return { ...number, lon, lat, uncertainty: 0 };
          }),
          exact,
          METRES,
        );
        const { known, inside, review, band } = found.numbers;
        expect(truth.numbers.inside).toBeGreaterThanOrEqual(inside);
        expect(truth.numbers.inside).toBeLessThanOrEqual(inside + review);
        expect(inside + review + band).toBeLessThanOrEqual(known);
        expect(found.possibleStatuses).toContain(truth.status);
        if (found.certainty === 'firm') expect(truth.status).toBe(found.status);
      }),
    );
  });
});

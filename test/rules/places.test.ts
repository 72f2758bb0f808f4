import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parse } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { ZoneDistance } from '../../src/rules/geography.ts';
import { theBeginning } from '../../src/rules/history.ts';
import { placeOn, qic, qpv, rulebook, verdictOf } from './samples.ts';

const INSIDE = -10;
const NEAR = 150;

const places = {
  insideQpv: [qpv(INSIDE)],
  nearQpv: [qpv(NEAR)],
  insideQic: [qic(INSIDE)],
  nearQic: [qic(NEAR)],
  insideRenewal: [qpv(INSIDE, 'QN06208M')],
  nearRenewal: [qpv(NEAR, 'QN06208M')],
  elsewhere: [],
} satisfies Record<string, ZoneDistance[]>;
type PlaceName = keyof typeof places;

const table = parse(readFileSync(join(import.meta.dirname, 'places.yaml'), 'utf8')) as ({
  scheme: string;
  dates: string[];
  everywhere?: string;
} & Partial<Record<PlaceName, string>>)[];

describe('each scheme in each place', () => {
  for (const { scheme, dates, everywhere, ...byPlace } of table) {
    const expected: [string, string][] = everywhere
      ? Object.keys(places).map((place) => [place, everywhere])
      : Object.entries(byPlace);
    for (const date of dates)
      for (const [place, verdict] of expected)
        it(`${scheme} on ${date}, ${place}: ${verdict}`, () => {
          const answer = verdictOf(scheme, date, placeOn(date, places[place as PlaceName]));
          expect(answer).toMatchObject({ verdict, certainty: 'firm', alternatives: [] });
          expect(answer.reasons.length).toBeGreaterThan(0);
          expect(answer.whomToAsk.length).toBeGreaterThan(0);
          expect(answer.references.length).toBeGreaterThan(0);
        });
  }
});

describe('the table', () => {
  it('covers every scheme, in and out of its period, in every place', () => {
    for (const [id, { period }] of rulebook.schemes) {
      const rows = table.filter(({ scheme }) => scheme === id);
      const isAlwaysOpen = period[0]!.from === theBeginning && period.every(({ entry }) => entry !== null);
      const isClosed = rows.some(({ everywhere }) => everywhere === 'out-of-period');
      expect(isAlwaysOpen || isClosed, `places.yaml has a row out of the period of ${id}`).toBe(true);
      const open = rows.filter(({ everywhere }) => everywhere !== 'out-of-period');
      expect(open.length, `places.yaml has a row in the period of ${id}`).toBeGreaterThan(0);
      for (const row of open)
        for (const place of ['insideQpv', 'nearQpv', 'insideQic', 'nearQic', 'elsewhere'] as const)
          expect(row.everywhere ?? row[place], `${id} ${place}`).toBeDefined();
    }
  });
});

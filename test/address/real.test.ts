import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { distinctiveWords, wordsOf } from '../../src/address/words.ts';
import { situationOfAddress } from '../../src/situation/address-situation.ts';
import { geodata, hasGeodata, withGeodata } from '../geodata.ts';
import { shipped } from '../world.ts';
import { type BookRow, openBookOf } from './book.ts';

interface Real {
  readonly query: string;
  readonly lon: string;
  readonly lat: string;
  readonly citycode: string;
  readonly city: string;
  readonly postcode: string;
  readonly qpv_2024: string;
}

/** Real lines as town halls and offices write them, each with where it is. */
const real: Real[] = hasGeodata
  ? parse(readFileSync(geodata('addresses-cabbalr.csv')), { columns: true, bom: true })
  : [];

/** The number and the street in a line, and its postcode; null where the line has no number. */
function partsOf({ query, city }: Real) {
  const line =
    /^(?:[^\d]* )?(\d{1,4})(?!\d)(?:-\d+)?(?: (bis))?,? (.+?)(?: (?:BP|CS) \d+)?(?: LABUISSIERE)?(?: (\d{5}) .*)?$/;
  // A line without a number may bear a box and a postcode.
  const found = line.exec(query.replace(/^([^\d]*) (?:BP|CS) \d+/, '$1'));
  return found && { number: Number(found[1]), suffix: found[2] ?? '', street: found[3]!, postcode: found[4], city };
}

/** Lines that name a neighbouring commune, or the post office's: they contradict where they are. */
const CONTRADICTORY = /CHOCQUES|LIGNY LES AIRE|62411 Bethune/;

describe.skipIf(!hasGeodata)(`real addresses, ${withGeodata}`, () => {
  const lines = real.flatMap((line) => {
    const parts = partsOf(line);
    return parts ? [{ ...line, ...parts }] : [];
  });
  // One spelling for each street, as the BAN has.
  const spelt = new Map<string, string>();
  const spellingOf = (street: string, citycode: string) => {
    const key = `${citycode} ${distinctiveWords(wordsOf(street.replace(/^R /, 'RUE '))).join(' ')}`;
    if (!spelt.has(key)) spelt.set(key, street);
    return spelt.get(key)!;
  };
  const rows = lines.map(
    ({ street, number, suffix, city, citycode, postcode, lon, lat }): BookRow => ({
      ...{ street: spellingOf(street, citycode), number, suffix, city, citycode },
      postcode: postcode || '62000',
      lon: Number(lon),
      lat: Number(lat),
    }),
  );
  let book: LocalAddresses;
  let close: () => void;
  beforeAll(async () => {
    ({ book, close } = await openBookOf(rows));
  });
  afterAll(() => close());

  it('nearly all have a number', () => {
    expect(lines.length).toBeGreaterThan(115);
  });

  it.each(lines.filter(({ query }) => !CONTRADICTORY.test(query)))(
    '$query',
    ({ query, citycode, lon, lat, ...more }) => {
      const text = /\d{5}/.test(query) ? query : `${query} ${more.postcode} ${more.city}`;
      const candidates = book.search({ text, limit: 10 });
      const { candidates: plausible, situation } = situationOfAddress(candidates, { text }, '2024-10-01', shipped);
      expect(candidates[0]).toMatchObject({ citycode, type: 'housenumber' });
      expect([candidates[0]!.lon, candidates[0]!.lat]).toEqual([
        expect.closeTo(Number(lon), 3),
        expect.closeTo(Number(lat), 3),
      ]);
      // Two lines may place one number differently, or leave the forename out.
      const labels = new Set(plausible.map(({ candidate }) => candidate.label.replace('Georges-', '')));
      if (!/\d-\d/.test(query)) expect([...labels]).toHaveLength(1);
      // Sure or to be examined, never another quarter.
      const inside = situation.zones.filter(({ relation }) => relation === 'inside').map(({ id }) => id);
      if (situation.certainty === 'firm') expect(inside.join()).toBe(more.qpv_2024);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { situationOf } from '../../src/situation/situation.ts';
import { sameSince } from '../../src/zones/since.ts';
import { drawnAll, shipped, world } from '../world.ts';

const drawn = world({ perimeters: [...drawnAll('2024', 'qic', 300), ...drawnAll('2015', 'qic', 300)] });

describe('days on which nothing changes', () => {
  it.each([
    ['2014-12-31', '2014-12-31'],
    ['2015-01-01', '2015-01-01'],
    ['2018-11-30', '2015-01-01'],
    // A quarter is recognised on an unknown day of December.
    ['2018-12-31', '2018-12-01'],
    ['2024-01-01', '2024-01-01'],
    ['2024-04-14', '2024-01-01'],
    ['2024-04-15', '2024-04-15'],
    // The reduced VAT looks at two quarters of 2015 until the end of 2026.
    ['2026-12-31', '2025-08-13'],
    ['2029-12-31', '2027-01-01'],
    // Overseas, the quarters of 2024 come later; in Mayotte later still, and until 2029.
    ['2024-12-31', '2024-04-15'],
    ['2025-01-01', '2025-01-01'],
    ['2025-08-12', '2025-01-01'],
    ['2030-12-31', '2030-01-01'],
    ['2031-06-01', '2031-01-01'],
  ])('%s: as on %s', (date, since) => {
    expect(sameSince(shipped, date)).toBe(since);
  });

  it('have the same situation, whatever the data', () => {
    const places = [
      { lon: 2.6289, lat: 50.518, uncertainty: 0 },
      { lon: 2.64, lat: 50.545, uncertainty: 40 },
      { lon: 2.67, lat: 50.56, uncertainty: 0 },
      { lon: 2.4866, lat: 50.5021, uncertainty: 300 },
    ];
    for (const zones of [shipped, drawn]) {
      for (let day = Date.parse('2014-11-15'); day < Date.parse('2032-01-01'); day += 11 * 86_400_000) {
        const date = new Date(day).toISOString().slice(0, 10);
        const since = sameSince(zones, date);
        if (since === date) continue;
        for (const place of places) {
          expect({ ...situationOf(place, since, zones), date }).toEqual(situationOf(place, date, zones));
        }
      }
    }
  });
});

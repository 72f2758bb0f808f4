import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { placeAnswerOf } from '../../src/batch/place-answer.ts';
import { PositionGrid } from '../../src/batch/tally/position-grid.ts';
import { RepeatedPositions } from '../../src/batch/tally/repeated-positions.ts';
import { SlowBlocks } from '../../src/batch/tally/slow-rows.ts';
import { Tally, talliedTiers } from '../../src/batch/tally.ts';
import { Lookup } from '../../src/situation/lookup.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { randomFrom } from '../shapes.ts';
import { shipped } from '../world.ts';

const DATE = '2024-10-01';

function rowsOf(count: number, seed: number): string[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const [lon, lat] = [2.61 + 0.05 * random(), 50.5 + 0.04 * random()];
    if (i % 50 === 0) return ',,,';
    if (i % 51 === 0) return '50.5,2.6,,';
    if (i % 53 === 0) return '-46.6,-23.5,,';
    const date = i % 7 === 0 ? '2023-06-01' : i % 11 === 0 ? '2031-03-01' : '';
    return `${lon.toFixed(5)},${lat.toFixed(5)},${i % 3 === 0 ? '62119' : ''},${date}`;
  });
}

function answered(rows: readonly string[]): { tally: Tally; out: Record<string, string>[] } {
  const tally = new Tally(shipped);
  const csv = new CsvAnswer({ zones: shipped, date: DATE, tally });
  const text = `lon,lat,citycode,date\n${rows.join('\n')}\n`;
  const pieces = text.match(/[\s\S]{1,5000}/g)!.map((piece) => Buffer.concat([...csv.push(Buffer.from(piece))]));
  const out = Buffer.concat([...pieces, ...csv.end()]).toString();
  return { tally, out: parse(out, { columns: true }) };
}

const untimed = (tally: Tally) => ({ ...JSON.parse(JSON.stringify(tally)), slow: null });

describe('a tally', () => {
  const rows = rowsOf(5000, 5);
  const { tally, out } = answered(rows);
  const ok = out.filter(({ status }) => status === 'ok');

  it('counts the answers', () => {
    expect([tally.rows, tally.answered, tally.refused]).toEqual([5000, ok.length, 5000 - ok.length]);
    talliedTiers.forEach((tier, i) => {
      for (const [counts, certainty] of [
        [tally.firm, 'firm'],
        [tally.review, 'review'],
      ] as const) {
        expect(counts[i]).toBe(ok.filter((row) => row.tier === tier && row.certainty === certainty).length);
      }
    });
    for (const [id, { inside, band }] of tally.zones) {
      expect(inside).toBe(ok.filter((row) => row.inside!.split(';').includes(id)).length);
      expect(band).toBe(ok.filter((row) => row.band!.split(';').includes(id)).length);
    }
    expect(tally.zones.size).toBeGreaterThan(1);
    for (const [generation, count] of tally.generations) {
      expect(count).toBe(ok.filter((row) => row.generation === generation).length);
    }
    expect(tally.generations.size).toBe(2);
  });

  it('puts each distance into its interval, the limit inside', () => {
    const distances = ok.filter((row) => row.nearest !== '').map((row) => Number(row.nearest_distance));
    [...tally.distances].forEach((count, i) => {
      const [from, to] = [i * 25 - 500, (i + 1) * 25 - 500];
      // Distances are written to the millimetre, and counted unrounded.
      const sure = distances.filter((metres) => metres > from + 0.001 && metres <= to - 0.001).length;
      const most = distances.filter((metres) => metres > from - 0.001 && metres <= to + 0.001).length;
      expect(count).toBeGreaterThanOrEqual(sure);
      expect(count).toBeLessThanOrEqual(most);
    });
    expect(tally.nearNone + tally.deepInside + tally.distances.reduce((a, b) => a + b)).toBe(ok.length);
  });

  it('takes the stated commune, else that of the surrounding quarter, and guesses none', () => {
    const sum = (tiers: Float64Array | undefined) => tiers?.reduce((a, b) => a + b, 0) ?? 0;
    const unstated = ok.filter((row) => row.citycode === '');
    const known = shipped.generations.flatMap(({ drawn }) => drawn.map(({ zone }) => zone));
    const communesOf = (ids: string) => known.find(({ id }) => id === ids)?.communes ?? [];
    // A quarter in two communes identifies none.
    const located = unstated.filter((row) => communesOf(row.inside!).length === 1);
    expect(located.length).toBeGreaterThan(0);
    expect(unstated.some((row) => communesOf(row.inside!).length > 1)).toBe(true);
    const inBethune = located.filter((row) => communesOf(row.inside!)[0] === '62119');
    expect(sum(tally.communes.get('62119'))).toBe(ok.length - unstated.length + inBethune.length);
    expect(sum(tally.communes.get(''))).toBe(unstated.length - located.length);
  });

  it('has the numbers of invalid rows as in a spreadsheet, with the reasons', () => {
    const lines = (is: (row: Record<string, string>) => boolean) => out.flatMap((row, i) => (is(row) ? [i + 2] : []));
    const abroad = lines((row) => row.lon === '-46.6' && row.status === 'ok');
    expect(tally.outOfFrance.toJSON()).toEqual({ count: abroad.length, rows: abroad.slice(0, 20) });
    const exchanged = lines((row) => row.reason!.includes('inversées'));
    expect(tally.invalid.get('longitude et latitude semblent inversées')!.toJSON()).toEqual({
      count: exchanged.length,
      rows: exchanged.slice(0, 20),
    });
    expect([...tally.invalid.keys()]).toEqual(['longitude absente', 'longitude et latitude semblent inversées']);
    expect([...tally.reasons.keys()]).toContain('missing-perimeter');
  });

  it('is the same after it was saved and restored', () => {
    expect(untimed(Tally.from(JSON.parse(JSON.stringify(tally)), shipped))).toEqual(untimed(tally));
  });

  it('accepts a whole situation like a lookup', () => {
    const random = randomFrom(8);
    const [one, other] = [new Tally(shipped), new Tally(shipped)];
    const lookup = new Lookup(shipped, DATE);
    for (let i = 0; i < 2000; i++) {
      const [lon, lat] = [2.61 + 0.05 * random(), 50.5 + 0.04 * random()];
      lookup.at(lon, lat);
      one.add(lookup, lon, lat, i);
      other.add(placeAnswerOf(situationOf({ lon, lat, uncertainty: 0 }, DATE, shipped)), lon, lat, i);
    }
    expect(untimed(one)).toEqual(untimed(other));
  });
});

function cellsOf(flat: readonly number[]): string[] {
  return Array.from({ length: flat.length / 3 }, (_, i) => flat.slice(3 * i, 3 * i + 3).join(' ')).sort();
}

describe('the grid of positions', () => {
  it('is the same for any order of positions, and coarser where they spread', () => {
    const random = randomFrom(2);
    const positions = Array.from({ length: 20_000 }, () => [-5 + 14 * random(), 42 + 9 * random()] as const);
    const [forth, back] = [new PositionGrid(), new PositionGrid()];
    for (const [lon, lat] of positions) forth.add(lon, lat);
    for (const [lon, lat] of [...positions].reverse()) back.add(lon, lat);
    expect(forth.perDegree).toBeLessThan(256);
    for (const other of [back, PositionGrid.from(forth.toJSON())]) {
      expect(other.perDegree).toBe(forth.perDegree);
      expect(cellsOf(other.toJSON().cells)).toEqual(cellsOf(forth.toJSON().cells));
    }
    expect([...forth.cells()].reduce((sum, [, , count]) => sum + count, 0)).toBe(20_000);
  });

  it('keeps its detail despite a far position', () => {
    const grid = new PositionGrid();
    for (let i = 0; i < 100; i++) grid.add(2.6 + i / 1000, 50.5);
    grid.add(-60, 15);
    expect(grid.perDegree).toBe(256);
  });
});

describe('repeated positions', () => {
  it('are found among any number of others, and counted at least as often', () => {
    const random = randomFrom(4);
    const repeated = new RepeatedPositions();
    for (let i = 0; i < 200_000; i++) {
      if (i % 100 === 7) repeated.add(2.5, 50.5, i);
      else repeated.add(2 + random(), 50 + random(), i);
    }
    const [first, ...others] = repeated.found(500);
    expect(first!.count).toBeGreaterThan(1800);
    expect(first!.count).toBeLessThanOrEqual(2000);
    expect(first!.row % 100).toBe(7);
    expect(others).toEqual([]);
  });
});

describe('the state of a tally', () => {
  it('does not change while it waits for the disk', () => {
    const tally = new Tally(shipped);
    const csv = new CsvAnswer({ zones: shipped, date: DATE, tally });
    const [first, ...later] = [21, 22, 23, 24].map((seed) => Buffer.from(`${rowsOf(3000, seed).join('\n')}\n`));
    const answer = (piece: Buffer) => Buffer.concat([...csv.push(piece)]);
    answer(Buffer.from('lon,lat,citycode,date\n'));
    answer(first!);
    const state = tally.toJSON();
    const then = JSON.stringify(state);
    for (const piece of later) answer(piece);
    expect(JSON.stringify(state)).toBe(then);
    const slow = new SlowBlocks();
    slow.add(1, 256, 1000);
    const { slowest } = slow.toJSON();
    slow.add(257, 256, 9000);
    expect(slowest).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { communeOf, dayOf, isUncertainty } from '../../src/batch/rows/row-details.ts';

describe('the details of a row beside its place', () => {
  it.each([
    ['', '2024-10-01'],
    ['2023-05-06', '2023-05-06'],
    ['6/5/2023', '2023-05-06'],
    ['2023-05-06T23:30:00Z', '2023-05-07'],
    ['2023-02-30', null],
    ['hier', null],
  ])('the day %j is %s', (written, expected) => {
    expect(dayOf(written, '2024-10-01')).toBe(expected);
  });

  it.each([
    ['', undefined],
    [' ', undefined],
    ['62119', '62119'],
    ['62119.0', '62119'],
    ['1001', '01001'],
    ['2a004', '2A004'],
    ['6088', '06088'],
    // No commune has this code.
    ['6211', null],
    ['62999', null],
    // A commune that was merged.
    ['14697', '14654'],
    ['621', null],
    ['Béthune', null],
  ])('the commune %j is %s', (written, expected) => {
    expect(communeOf(written)).toBe(expected);
  });

  it.each([
    [0, true],
    [100_000, true],
    [100_001, false],
    [-1, false],
    [Number.NaN, false],
  ])('an uncertainty of %s m: %s', (metres, expected) => {
    expect(isUncertainty(metres)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import type { Position } from '../../src/geo/polygon.ts';
import { writtenPrecision } from '../../src/zones/written-precision.ts';
import { randomFrom, star } from '../shapes.ts';

const ring = star(randomFrom(5), 2.6, 50.5, 400, 60);
const rounded = (decimals: number, every = 1) =>
  ring.map(
    ([lon, lat], i): Position =>
      i % every === 0 ? [Number(lon.toFixed(decimals)), Number(lat.toFixed(decimals))] : [lon, lat],
  );

describe('the precision that a drawing’s decimals allow', () => {
  it.each<[string, readonly Position[], number]>([
    ['six decimals say nothing against it', ring, 0],
    ['five decimals place a limit to a metre', rounded(5), 1.2],
    ['four decimals, to eleven', rounded(4), 11.2],
    ['one position in three cut at four is a habit', rounded(4, 3), 11.2],
    ['one position in ten cut at five is chance', rounded(5, 10), 0],
  ])('%s', (_, positions, metres) => expect(writtenPrecision([[positions]])).toBe(metres));
});

import { describe, expect, it } from 'vitest';
import type { StreetNumber } from '../../src/address/candidate.ts';
import { sideOfLimitStreet } from '../../src/address/limit-street.ts';
import { moved } from '../shapes.ts';

/*
 * A limit runs east along a parallel, with the inside south of it. Numbers are at metres east and north of its
 * beginning, so `north` is the signed distance to it.
 */
const LIMIT = [2.6, 50.5] as const;
const distanceTo = ({ lat }: { lat: number }) => (lat - LIMIT[1]) * 111_200;

function numberAt(number: number, east: number, north: number): StreetNumber {
  const [lon, lat] = moved(LIMIT, east, north);
  return { number, suffix: '', lon, lat, positionType: 'entrance', uncertainty: 5 };
}

/** Twenty numbers along the limit, 15 m apart, the odd ones `odd` metres north of it, the even ones `even`. */
const along = (odd: number, even: number) =>
  Array.from({ length: 20 }, (_, i) => numberAt(i + 1, i * 15, i % 2 === 0 ? odd : even));

const sideOf = (house: StreetNumber, numbers: readonly StreetNumber[]) =>
  sideOfLimitStreet(house, numbers, distanceTo, 15);

describe('the side of a street that is a limit', () => {
  const street = along(8, -8);

  it('is the side of the odd or of the even numbers', () => {
    expect([sideOf(street[6]!, street), sideOf(street[7]!, street)]).toEqual(['outer', 'inner']);
    const turned = along(-8, 8);
    expect([sideOf(turned[6]!, turned), sideOf(turned[7]!, turned)]).toEqual(['inner', 'outer']);
  });

  it.each<[string, readonly StreetNumber[]]>([
    ['a street inside', along(-12, -4)],
    ['a street outside', along(4, 12)],
    ['a street far from the limit', along(300, 280)],
    ['a street that crosses it', Array.from({ length: 20 }, (_, i) => numberAt(i + 1, i % 2 ? 6 : -6, (i - 10) * 4))],
    ['a street with two numbers', along(8, -8).slice(0, 2)],
    ['a street numbered on one side', along(8, -8).filter(({ number }) => number % 2 === 1)],
  ])('is not computed for %s', (_, numbers) => {
    expect(sideOf(numbers[0]!, numbers)).toBe('none');
  });

  it('is unknown for a number across from its neighbours of the same parity', () => {
    const odd = numberAt(7, 90, -5);
    expect(sideOf(odd, [...street.filter(({ number }) => number !== 7), odd])).toBe('unknown');
  });

  it('is unknown for an unknown number', () => {
    const house = { number: null, lon: street[5]!.lon, lat: street[5]!.lat };
    expect(sideOfLimitStreet(house, street, distanceTo, 15)).toBe('unknown');
  });

  it('tolerates one number on the wrong side among many', () => {
    const numbers = [...along(8, -8), numberAt(21, 150, -6)];
    expect(sideOf(numbers[4]!, numbers)).toBe('outer');
    expect(sideOf(numbers[20]!, numbers)).toBe('unknown');
  });

  it('depends only on the numbers around the house', () => {
    const leaving = Array.from({ length: 20 }, (_, i) => numberAt(i + 101, 1000 + i * 15, -10));
    expect(sideOf(leaving[10]!, [...along(8, -8), ...leaving])).toBe('none');
  });
});

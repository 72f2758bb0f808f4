import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreetNumber } from '../../src/address/candidate.ts';
import { rangesOf } from '../../src/address/number-ranges.ts';

function numbered(text: string): StreetNumber {
  const number = Number.parseInt(text, 10);
  const suffix = text.slice(String(number).length).trim();
  return { number, suffix, lon: 0, lat: 0, positionType: 'entrance', uncertainty: 5 };
}

/** « 1 3* 5 »: the numbers of a street; those with a star are chosen. */
function ranges(street: string): string {
  const words = street.split(', ');
  const numbers = words.map((word) => numbered(word.replace('*', '')));
  const { odd, even } = rangesOf(numbers, new Set(numbers.filter((_, i) => words[i]!.endsWith('*'))));
  return [...odd, ...even].join(', ');
}

describe('ranges of numbers', () => {
  it.each([
    ['none chosen', '1, 2, 3', ''],
    ['one alone', '1, 3*, 5', '3'],
    ['all of a side', '1*, 3*, 5*, 2, 4', '1 à 5'],
    ['both sides', '1*, 3*, 2*, 4*', '1 à 3, 2 à 4'],
    ['an unknown number between is no gap', '1*, 3*, 15*', '1 à 15'],
    ['a known one between is', '1*, 3*, 7, 15*', '1 à 3, 15'],
    ['indices come after their number', '12 bis*, 12*, 14*', '12 à 14'],
    ['bis, ter, quater, then letters', '8 a, 8 quater*, 8 ter*, 8 bis*, 8', '8 bis à 8 quater'],
    ['an index left out cuts', '8*, 8 bis, 10*', '8, 10'],
    ['a made-up number is alone, with a mark', '1*, 3*, 5001*, 5003*', '1 à 3, 5001 (fictif), 5003 (fictif)'],
    ['zero is even', '0*, 2*', '0 à 2'],
  ])('%s', (_, street, expected) => {
    expect(ranges(street)).toBe(expected);
  });

  it('contain every chosen number and no other', () => {
    const one = fc.record({
      number: fc.integer({ min: 1, max: 30 }),
      suffix: fc.constantFrom('', 'bis', 'ter', 'a', 'b'),
    });
    const street = fc.uniqueArray(fc.tuple(one, fc.boolean()), {
      selector: ([{ number, suffix }]) => `${number}${suffix}`,
    });
    fc.assert(
      fc.property(street, (drawn) => {
        const numbers = drawn.map(([{ number, suffix }]) => numbered(`${number} ${suffix}`));
        const chosen = new Set(numbers.filter((_, i) => drawn[i]![1]));
        const { odd, even } = rangesOf(numbers, chosen);
        for (const [side, parity] of [
          [odd, 1],
          [even, 0],
        ] as const) {
          const known = numbers.filter(({ number }) => number % 2 === parity);
          const among = ({ number, suffix }: StreetNumber) =>
            side.some((range) => {
              const [first, last = first] = range.split(' à ').map((end) => rankOf(numbered(end)));
              const rank = rankOf({ number, suffix });
              return first! <= rank && rank <= last!;
            });
          expect(known.filter(among)).toEqual(known.filter((number) => chosen.has(number)));
        }
      }),
    );
  });
});

/** A number that follows the order of the street. */
function rankOf({ number, suffix }: Pick<StreetNumber, 'number' | 'suffix'>): number {
  return number * 10 + ['', 'bis', 'ter', 'a', 'b'].indexOf(suffix);
}

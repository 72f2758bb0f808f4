import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Spelling } from '../../../src/address/match/spelling.ts';

/** Optimal string alignment, written plainly: the whole table. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j++) table[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const costs = [
        table[i - 1]![j]! + 1,
        table[i]![j - 1]! + 1,
        table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      ];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) costs.push(table[i - 2]![j - 2]! + 1);
      table[i]![j] = Math.min(...costs);
    }
  }
  return table[a.length]![b.length]!;
}

/** Few letters, so that words are alike. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 });
const vocabulary = fc.uniqueArray(word, { minLength: 1, maxLength: 60 }).map((words) => words.sort());

describe('spelling', () => {
  it('finds every word within the errors, with its distance, and no other', () => {
    fc.assert(
      fc.property(vocabulary, word, fc.integer({ min: 0, max: 3 }), (words, typed, errors) => {
        const found = new Map<string, number>();
        new Spelling(words).near(typed, errors, false, (i, d) => found.set(words[i]!, d));
        const expected = words.map((one) => [one, distance(typed, one)] as const).filter(([, d]) => d <= errors);
        expect([...found].sort()).toEqual(expected.sort());
      }),
    );
  });

  it('finds every word with a beginning within the errors', () => {
    fc.assert(
      fc.property(vocabulary, word, fc.integer({ min: 0, max: 2 }), (words, typed, errors) => {
        const found = new Map<string, number>();
        new Spelling(words).near(typed, errors, true, (i, d) => found.set(words[i]!, d));
        const expected = words
          .map((one) => {
            const beginnings = Array.from({ length: one.length + 1 }, (_, n) => one.slice(0, n));
            return [one, Math.min(...beginnings.map((beginning) => distance(typed, beginning)))] as const;
          })
          .filter(([, d]) => d <= errors);
        expect([...found].sort()).toEqual(expected.sort());
      }),
    );
  });

  it('finds a word, and the first word with a beginning', () => {
    const spelling = new Spelling(['gare', 'garenne', 'mairie']);
    expect([spelling.find('garenne'), spelling.find('gar'), spelling.firstFrom('garf')]).toEqual([1, -1, 2]);
  });

  it('accepts words of any length', () => {
    const spelling = new Spelling(['x'.repeat(100)]);
    const found: number[] = [];
    spelling.near('y'.repeat(100), 2, false, (i) => found.push(i));
    spelling.near('x', 2, false, (i) => found.push(i));
    expect(found).toEqual([]);
  });
});

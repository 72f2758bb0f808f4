import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_PUBLISHED, publishedCounts, sumOf } from '../../src/batch/secrecy.ts';

const count = fc.oneof({ weight: 3, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(10_000) });
const parts = fc.array(count, { minLength: 2, maxLength: 20 });

describe('small counts', () => {
  it.each<[string, number[], (number | null)[]]>([
    ['none: all is published, zero too', [40, 0, 12, 5], [40, 0, 12, 5]],
    ['one: the first other is hidden with it', [40, 3, 0, 12], [null, null, 0, 12]],
    ['two that hide each other', [40, 3, 4, 12], [40, null, null, 12]],
    ['two that their sum would reveal', [40, 1, 1, 12], [null, null, null, 12]],
    ['two at their maximum, that their sum would reveal too', [40, 4, 4, 12], [null, null, null, 12]],
    ['nothing larger to hide behind', [3, 3, 0, 0], [null, null, null, null]],
    ['a whole that may be all small', [8, 4, 4, 0], [null, null, null, null]],
  ])('%s', (_, counts, published) => {
    expect(publishedCounts(counts)).toEqual(published);
  });

  it('are hidden, and the published ones are right', () => {
    fc.assert(
      fc.property(parts, (counts) => {
        publishedCounts(counts).forEach((published, i) => {
          if (counts[i]! > 0 && counts[i]! < LEAST_PUBLISHED) expect(published).toBeNull();
          if (published !== null) expect(published).toBe(counts[i]);
        });
      }),
    );
  });

  it('hide the larger ones in the requested order', () => {
    expect(publishedCounts([40, 3, 50, 12], LEAST_PUBLISHED, [3, 2, 1, 0])).toEqual([40, null, 50, null]);
  });
});

/** Every list of `parts` counts whose sum is `whole`. */
function* listsOf(parts: number, whole: number): Generator<number[]> {
  if (parts === 1) yield [whole];
  else
    for (let first = 0; first <= whole; first++)
      for (const rest of listsOf(parts - 1, whole - first)) yield [first, ...rest];
}

describe('a hidden figure cannot be recovered', () => {
  it.each([
    [2, 80, 5],
    [3, 60, 5],
    [4, 44, 5],
    [5, 26, 5],
    [6, 20, 5],
    [3, 60, 11],
    [4, 44, 11],
  ])('not by knowing the whole, the rule and %i parts: all wholes up to %i, under %i', (parts, most, least) => {
    for (let whole = least; whole <= most; whole++) {
      const values = new Map<string, Set<number>[]>();
      for (const counts of listsOf(parts, whole)) {
        const key = publishedCounts(counts, least).join();
        const seen = values.get(key) ?? counts.map(() => new Set<number>());
        values.set(key, seen);
        for (const [i, value] of counts.entries()) seen[i]!.add(value);
      }
      for (const [key, seen] of values) {
        key.split(',').forEach((published, i) => {
          const alone = [...seen[i]!];
          if (published === '' && alone.length === 1) expect({ key, i, alone }).toBe('published of nobody');
        });
      }
    }
  });

  it('not in longer lists either: another list gives the same output', () => {
    fc.assert(
      fc.property(parts, (counts) => {
        if (sumOf(counts) < LEAST_PUBLISHED) return;
        const published = publishedCounts(counts);
        const key = published.join();
        published.forEach((shown, i) => {
          if (shown !== null || counts[i] === 0 || counts[i]! >= LEAST_PUBLISHED) return;
          expect(neighbours(counts, i).some((other) => publishedCounts(other).join() === key)).toBe(true);
        });
      }),
      { numRuns: 3000 },
    );
  });
});

/** Lists of the same whole that differ at `i`, by a move from or to one other part, or an exchange with it. */
function* differing(counts: readonly number[], i: number): Generator<number[]> {
  for (let j = 0; j < counts.length; j++) {
    if (j === i) continue;
    for (let by = -LEAST_PUBLISHED; by <= LEAST_PUBLISHED; by++) {
      const other = [...counts];
      other[i] = counts[i]! + by;
      other[j] = counts[j]! - by;
      if (by !== 0 && other[i]! >= 0 && other[j]! >= 0) yield other;
    }
    const other = [...counts];
    [other[i], other[j]] = [counts[j]!, counts[i]!];
    if (other[i] !== counts[i]) yield other;
  }
}

function neighbours(counts: readonly number[], i: number): number[][] {
  const near = [...differing(counts, i)];
  // Where all small counts are at their maximum, several must change together.
  const small = counts.flatMap((count, j) => (count > 0 && count < LEAST_PUBLISHED ? [j] : []));
  counts.forEach((count, j) => {
    if (count < LEAST_PUBLISHED) return;
    const other = [...counts];
    for (const k of small) {
      other[j] = other[j]! + other[k]! - 1;
      other[k] = 1;
    }
    if (other[i] !== counts[i]) near.push(other);
  });
  return near;
}

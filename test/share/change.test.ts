import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changes } from '../../src/share/change.ts';
import { ChangeCounter, MOVES, UNSURE } from '../../src/share/change-counter.ts';
import type { HomeAnswer } from '../../src/share/home-answers.ts';
import { publishedChanges } from '../../src/share/published-changes.ts';
import { type Tier, tiers } from '../../src/situation/situation.ts';
import { generationOn } from '../../src/zones/zones.ts';
import { drawnAll, world } from '../world.ts';

const zones = world({ perimeters: drawnAll('2015', 'qpv') });
const [before, after] = ['2023-12-31', '2024-10-01'].map((date) => generationOn(zones, date)!) as [
  NonNullable<ReturnType<typeof generationOn>>,
  NonNullable<ReturnType<typeof generationOn>>,
];

function answer(possibleTiers: readonly Tier[], quarter: string | null = null): HomeAnswer {
  return { tier: possibleTiers[0]!, possibleTiers, quarter, reasons: [] };
}

const IN = (quarter: string | null) => answer(['bop-147'], quarter);
const OUT = answer(['none']);
const BAND = answer(['fonds-de-concours']);
const DOUBTFUL = answer(['bop-147', 'fonds-de-concours']);

function published(homes: readonly (readonly [HomeAnswer, HomeAnswer, times: number])[], unlocated = 0) {
  const counter = new ChangeCounter('qpv', [before, after]);
  for (const [a, b, times] of homes) for (let i = 0; i < times; i++) counter.add(a, b);
  for (let i = 0; i < unlocated; i++) counter.addUnlocated();
  return publishedChanges(counter.counts, 'qpv', [before, after]);
}

describe('the change of each home', () => {
  it('is counted by quarter, with successors as the same quarter, and by tier', () => {
    const result = published(
      [
        [OUT, IN('QN06208M'), 7],
        [BAND, IN('QN06210M'), 9],
        [IN('QP062008'), OUT, 6],
        [IN('QP062008'), IN('QN06208M'), 20],
        [IN('QP062008'), IN('QN06209M'), 5],
        [IN('QP062008'), IN(null), 8],
        [OUT, OUT, 50],
        [OUT, BAND, 10],
        [answer(['none', 'fonds-de-concours']), OUT, 5],
        [DOUBTFUL, OUT, 11],
        [OUT, DOUBTFUL, 12],
        [IN('QP062008'), DOUBTFUL, 13],
        [DOUBTFUL, IN('QN06208M'), 14],
        [DOUBTFUL, DOUBTFUL, 15],
      ],
      30,
    );
    expect(result).toEqual({
      total: 215,
      changes: { 'stays-outside': 65, 'stays-inside': 33, unlocated: 30, uncertain: 65, leaves: 6, enters: 16 },
      doubts: [
        { of: 'outside-then', count: 12 },
        { of: 'inside-then', count: 13 },
        { of: 'then-outside', count: 11 },
        { of: 'then-inside', count: 14 },
        { of: 'twice', count: 15 },
      ],
      quarters: {
        enters: [
          { of: 'QN06208M', count: 7 },
          { of: 'QN06210M', count: 9 },
        ],
        leaves: [{ of: 'QP062008', count: 6 }],
        'stays-inside': [
          { of: 'QN06208M', count: 20 },
          { of: MOVES, count: 5 },
          { of: UNSURE, count: 8 },
        ],
      },
      tiers: {
        enters: [
          { of: 'fonds-de-concours bop-147', count: 9 },
          { of: 'none bop-147', count: 7 },
        ],
        leaves: [{ of: 'bop-147 none', count: 6 }],
        'stays-outside': [
          { of: 'none fonds-de-concours', count: 10 },
          { of: 'none none', count: 50 },
          { of: UNSURE, count: 5 },
        ],
      },
    });
  });

  it('is hidden for few homes: the change, its quarters, and what subtraction would reveal', () => {
    const result = published([
      [OUT, IN('QN06208M'), 3],
      [OUT, OUT, 50],
      [IN('QP062008'), IN('QN06208M'), 20],
      [IN('QP062009'), IN('QN06209M'), 2],
    ]);
    expect(result.changes).toEqual({
      ...{ 'stays-outside': null, 'stays-inside': 22, unlocated: 0, uncertain: 0, leaves: 0, enters: null },
    });
    expect(result.quarters.enters).toBe('hidden');
    expect(result.tiers['stays-outside']).toBe('hidden');
    expect(result.quarters['stays-inside']).toEqual([
      { of: 'QN06208M', count: null },
      { of: 'QN06209M', count: null },
    ]);
  });

  it('is hidden where each quarter has a few', () => {
    const result = published([
      [OUT, IN('QN06208M'), 3],
      [OUT, IN('QN06209M'), 4],
      [OUT, OUT, 50],
    ]);
    expect(result.changes.enters).toBe(7);
    expect(result.quarters.enters).toBe('hidden');
  });

  it('is hidden for a list of four', () => {
    expect(() => published([[OUT, OUT, 4]])).toThrow(RangeError);
  });
});

const anAnswer = (...quarters: string[]) =>
  fc
    .tuple(fc.subarray([...tiers], { minLength: 1 }), fc.constantFrom(null, ...quarters))
    .map(([possible, quarter]) => answer(possible, quarter));
const homeAnswers = fc.tuple(
  anAnswer('QP062008', 'QP062009', 'QP062010'),
  anAnswer('QN06208M', 'QN06209M', 'QN06255M'),
  fc.integer({ min: 1, max: 30 }),
);

describe('for any list', () => {
  it('published counts are right, none is small, and the parts of a count add up to it', () => {
    fc.assert(
      fc.property(fc.array(homeAnswers, { minLength: 1 }), (homes) => {
        if (homes.reduce((sum, [, , times]) => sum + times, 0) < 5) return;
        const { changes: all, total, quarters, tiers: byTier, doubts } = published(homes);
        const partitions = [
          { whole: total, parts: changes.map((of) => ({ of, count: all[of] })) },
          { whole: all.uncertain, parts: doubts },
          ...Object.entries(quarters).map(([change, parts]) => ({ whole: all[change as 'enters'], parts })),
          ...Object.entries(byTier).map(([change, parts]) => ({ whole: all[change as 'enters'], parts })),
        ];
        for (const { whole, parts } of partitions) {
          if (parts === 'hidden') continue;
          expect(whole).not.toBeNull();
          const counts = (parts as readonly { count: number | null }[]).map(({ count }) => count);
          for (const count of counts) expect(count === null || count === 0 || count >= 5).toBe(true);
          const hidden = counts.filter((count) => count === null).length;
          const shown = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
          if (hidden === 0) expect(shown).toBe(whole);
          else if (hidden < counts.length) expect(whole! - shown).toBeGreaterThanOrEqual(5);
          expect(hidden).not.toBe(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

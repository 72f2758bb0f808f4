import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_PUBLISHED } from '../../src/batch/secrecy.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { standingOf } from '../../src/share/membership.ts';
import { type PublishedShare, publishedShare, type ShareCounts, verdictOf } from '../../src/share/share.ts';
import { tiers } from '../../src/situation/situation.ts';
import { dataFolder } from '../world.ts';

/** A list with these numbers of homes inside, uncertain, unlocated and outside. */
function list(inside: number, uncertain: number, unlocated: number, outside: number): ShareCounts {
  return {
    inside,
    uncertain: { limit: uncertain, address: 0, perimeters: 0 },
    unlocated: { absent: unlocated, unreadable: 0, 'not-found': 0, unasked: 0 },
    outside,
  };
}

describe('the share, counted by hand', () => {
  it.each<[string, ShareCounts, Partial<PublishedShare>]>([
    [
      '6 of 10: sixty percent is reached',
      list(6, 0, 0, 4),
      { total: 10, verdict: 'above', inside: null, outside: null },
    ],
    ['5 of 10: it is not', list(5, 0, 0, 5), { verdict: 'below', inside: 5, outside: 5, lower: 0.5, upper: 0.5 }],
    ['59 of 100 is not', list(59, 0, 0, 41), { verdict: 'below', lower: 0.59, upper: 0.59 }],
    ['60 of 100 is', list(60, 0, 0, 40), { verdict: 'above', lower: 0.6, upper: 0.6 }],
    ['3 of 5', list(3, 0, 0, 2), { verdict: 'above', inside: null }],
    [
      'doubtful homes leave it undecided: 10 of 30 would decide one way, 16 the other',
      list(50, 20, 5, 25),
      { verdict: 'undecided', lower: 0.5, upper: 0.75, toReach: 10, toMiss: 16 },
    ],
    [
      'they do not where they are too few',
      list(20, 8, 6, 66),
      { verdict: 'below', lower: 0.2, upper: 0.34, toReach: null },
    ],
    ['nor where enough are sure', list(70, 8, 6, 16), { verdict: 'above', lower: 0.7, upper: 0.84, toMiss: null }],
    [
      'a few doubtful ones are hidden with those outside: what is sure is published',
      list(45, 2, 1, 12),
      { verdict: 'above', inside: 45, uncertain: null, unlocated: null, outside: null, lower: 0.75, upper: null },
    ],
    [
      'and with those inside where too few are',
      list(12, 2, 0, 46),
      { verdict: 'below', inside: null, uncertain: null, unlocated: 0, outside: 46, lower: null, upper: 14 / 60 },
    ],
    [
      'where the verdict would reveal how few they are, it is alone',
      list(33, 4, 0, 23),
      {
        verdict: 'undecided',
        inside: null,
        uncertain: null,
        unlocated: null,
        outside: null,
        lower: null,
        toReach: null,
      },
    ],
    [
      'with a bound where nearly all are inside',
      list(97, 2, 0, 1),
      { verdict: 'above', inside: null, uncertain: null, unlocated: null, lower: 0.96, upper: null },
    ],
    [
      'or outside',
      list(3, 0, 0, 97),
      { verdict: 'below', inside: null, outside: null, uncertain: null, lower: null, upper: 0.04 },
    ],
    ['all inside', list(12, 0, 0, 0), { verdict: 'above', inside: 12, outside: 0, lower: 1, upper: 1 }],
    ['nobody placed', list(0, 0, 12, 0), { verdict: 'undecided', lower: 0, upper: 1, toReach: 8, toMiss: 5 }],
  ])('%s', (_, counts, published) => {
    expect(publishedShare(counts, 60)).toMatchObject(published);
  });

  it('is hidden for a list of four', () => {
    expect(() => publishedShare(list(2, 0, 0, 2), 60)).toThrow(RangeError);
  });

  it('gives the causes of doubt as far as each is frequent enough', () => {
    const counts: ShareCounts = {
      inside: 50,
      uncertain: { limit: 7, address: 6, perimeters: 0 },
      unlocated: { absent: 9, unreadable: 0, 'not-found': 2, unasked: 0 },
      outside: 30,
    };
    const published = publishedShare(counts, 60);
    expect(published.uncertainBy).toEqual({ limit: 7, address: 6, perimeters: 0 });
    expect(published.unlocatedBy).toEqual({ absent: null, unreadable: 0, 'not-found': null, unasked: 0 });
  });

  it('works without a threshold', () => {
    expect(publishedShare(list(50, 10, 0, 40), null)).toMatchObject({
      verdict: null,
      lower: 0.5,
      upper: 0.6,
      toReach: null,
    });
  });
});

const homes = fc.record({
  inside: fc.nat(200),
  uncertain: fc.nat(60),
  unlocated: fc.nat(60),
  outside: fc.nat(200),
});

describe('bounds', () => {
  it('contain the true share, whatever the doubtful homes are; and the verdict is right', () => {
    fc.assert(
      fc.property(homes, fc.nat(100), fc.float({ min: 0, max: 1, noNaN: true }), (h, threshold, chance) => {
        const total = h.inside + h.uncertain + h.unlocated + h.outside;
        if (total < LEAST_PUBLISHED) return;
        const published = publishedShare(list(h.inside, h.uncertain, h.unlocated, h.outside), threshold);
        const truth = h.inside + Math.round(chance * (h.uncertain + h.unlocated));
        if (published.lower !== null) expect(truth / total).toBeGreaterThanOrEqual(published.lower);
        if (published.upper !== null) expect(truth / total).toBeLessThanOrEqual(published.upper);
        if (published.verdict === 'above') expect(truth * 100).toBeGreaterThanOrEqual(threshold * total);
        if (published.verdict === 'below') expect(truth * 100).toBeLessThan(threshold * total);
      }),
      { numRuns: 2000 },
    );
  });

  it('give the number of doubtful homes that decide', () => {
    fc.assert(
      fc.property(homes, fc.integer({ min: 1, max: 100 }), ({ inside, uncertain, unlocated, outside }, threshold) => {
        const total = inside + uncertain + unlocated + outside;
        if (total < LEAST_PUBLISHED) return;
        const { verdict, toReach, toMiss } = publishedShare(list(inside, uncertain, unlocated, outside), threshold);
        if (verdict !== 'undecided') expect([toReach, toMiss]).toEqual([null, null]);
        if (toReach !== null) {
          expect(verdictOf(inside + toReach, outside, total, threshold)).toBe('above');
          expect(verdictOf(inside + toReach - 1, outside, total, threshold)).toBe('undecided');
        }
        if (toMiss !== null) {
          expect(verdictOf(inside, outside + toMiss, total, threshold)).toBe('below');
          expect(verdictOf(inside, outside + toMiss - 1, total, threshold)).toBe('undecided');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a hidden count cannot be recovered, even with the verdict', () => {
  const { schemes } = loadRulebook(`${dataFolder}/rules`);
  const thresholds = [...schemes.values()].flatMap(({ public: rule, values }) =>
    rule ? (values?.[rule.atLeast]?.history ?? []).flatMap(({ entry }) => entry?.value ?? []) : [],
  );

  /** Every list of `total` homes, with its published result. */
  function* listsOf(
    total: number,
    threshold: number,
    least: number,
  ): Generator<[counts: number[], published: PublishedShare]> {
    for (let inside = 0; inside <= total; inside++)
      for (let uncertain = 0; inside + uncertain <= total; uncertain++)
        for (let unlocated = 0; inside + uncertain + unlocated <= total; unlocated++) {
          const outside = total - inside - uncertain - unlocated;
          const published = publishedShare(list(inside, uncertain, unlocated, outside), threshold, least);
          yield [[inside, uncertain, unlocated, outside], { ...published, uncertainBy: null, unlocatedBy: null }];
        }
  }

  const asked = [...new Set(thresholds)].flatMap((threshold) => [
    [threshold, LEAST_PUBLISHED, 40],
    [threshold, 11, 46],
  ]);

  it.each(asked)('at %i %% and %i people, from any list of up to %i', (threshold, least, most) => {
    for (let total = least!; total <= most!; total++) {
      const values = new Map<string, Set<number>[]>();
      for (const [counts, published] of listsOf(total, threshold!, least!)) {
        const key = JSON.stringify(published);
        const seen = values.get(key) ?? counts.map(() => new Set<number>());
        values.set(key, seen);
        for (const [i, value] of counts.entries()) seen[i]!.add(value);
      }
      for (const [key, seen] of values) {
        const { inside, uncertain, unlocated, outside }: PublishedShare = JSON.parse(key);
        for (const [i, figure] of [inside, uncertain, unlocated, outside].entries()) {
          const [only, ...others] = seen[i]!;
          const isFound = figure === null && others.length === 0 && only! > 0 && only! < least!;
          if (isFound) expect({ key, i, only }).toBe('published of nobody');
        }
      }
    }
  });
});

describe('the position of a home', () => {
  it.each([
    [['bop-147'], 'inside', 'outside', 'inside'],
    [['fcs-only'], 'outside', 'inside', 'inside'],
    [['none'], 'outside', 'outside', 'outside'],
    // An undrawn QIC may be here: no doubt about the QPV.
    [['fcs-only', 'fonds-de-concours', 'none'], 'outside', 'uncertain', 'uncertain'],
    [['bop-147', 'fonds-de-concours'], 'uncertain', 'outside', 'uncertain'],
    [['bop-147', 'fcs-only'], 'uncertain', 'uncertain', 'inside'],
    [tiers, 'uncertain', 'uncertain', 'uncertain'],
  ] as const)('%j', (possible, qpv, qic, both) => {
    expect([standingOf(possible, 'qpv'), standingOf(possible, 'qic'), standingOf(possible, 'both')]).toEqual([
      qpv,
      qic,
      both,
    ]);
  });
});

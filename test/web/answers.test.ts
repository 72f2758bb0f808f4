import { describe, expectTypeOf, it } from 'vitest';
import type { filingOf } from '../../src/questions/schemes/filing.ts';
import type { Explanation } from '../../src/rules/explanation/explanation.ts';
import type { Situation } from '../../src/situation/situation.ts';
import type { Verdict } from '../../src/verdict.ts';
import type * as page from '../../src/web/answers.ts';

type Part = 'verdict' | 'certainty' | 'alternatives' | 'amount' | 'reasons' | 'conditions' | 'notices' | 'whomToAsk';

/* The pages call the API only, so they have types of their own. What the service answers must have these types. */
describe('the answers that the pages read', () => {
  it('are those that the service gives', () => {
    expectTypeOf<Explanation>().toExtend<page.Explanation>();
    expectTypeOf<ReturnType<typeof filingOf>>().toExtend<page.Filing | null>();
    expectTypeOf<Pick<Verdict, Part>>().toExtend<Pick<page.Verdict, Part>>();
    expectTypeOf<Situation['tier']>().toEqualTypeOf<page.Tier>();
    expectTypeOf<Pick<Situation, 'possibleTiers' | 'unknown' | 'reasons' | 'certainty'>>().toExtend<
      Pick<page.Situation, 'possibleTiers' | 'unknown' | 'reasons' | 'certainty'>
    >();
  });

  it('have every part that the pages read', () => {
    expectTypeOf<keyof page.Explanation>().toEqualTypeOf<keyof Explanation>();
    expectTypeOf<keyof page.Filing>().toExtend<keyof NonNullable<ReturnType<typeof filingOf>>>();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Application, type Fact, givenOnly } from '../../../src/rules/application.ts';
import { alikeFor } from '../../../src/rules/facts/alike.ts';
import { planOf } from '../../../src/rules/plan.ts';
import type { Scheme } from '../../../src/rules/scheme.ts';
import { shortVerdict } from '../../../src/verdict.ts';
import { anyApplication } from '../any-application.ts';
import { placeOn, qic, qpv, rulebook } from '../samples.ts';

const all = [...rulebook.schemes.values()];
const figures = all.flatMap(({ values = {} }) =>
  Object.values(values).flatMap(({ history }) => history.flatMap(({ entry }) => (entry ? [entry.value] : []))),
);
/** Numbers at the figures of the rules, and between them. */
const amount = fc.constantFrom(...figures).chain((figure) => fc.constantFrom(figure - 0.01, figure, figure + 0.01));
const application = fc
  .tuple(anyApplication, fc.record({ expenses: amount, contractMonths: amount }, { requiredKeys: [] }))
  .map(([facts, near]) => ({ ...facts, ...near }));
const date = fc.constantFrom('2016-06-01', '2019-06-01', '2020-06-01', '2022-06-01', '2024-06-01', '2026-06-01');
const places = (on: string) => [
  [placeOn(on, [qpv(-5)])],
  [placeOn(on, [qic(-3), qpv(299.9, 'QN06208M')])],
  [placeOn(on, [qpv(301)], { inAgglomeration: false, commune: null }), placeOn(on, [])],
];

function alikeOf(schemes: readonly Scheme[]): (application: Application) => Application {
  const alike = alikeFor(schemes);
  return (application) =>
    givenOnly(
      Object.fromEntries(Object.entries(application).map(([fact, value]) => [fact, alike(fact as Fact, value)])),
    );
}

describe.each(all)('$id', (scheme) => {
  it('gives an application and its representative the same verdict and ceiling', () => {
    // Alone, and among all the others, which have more figures.
    const alikes = [alikeOf([scheme]), alikeOf(all)];
    fc.assert(
      fc.property(application, date, (given, on) => {
        for (const memberships of places(on)) {
          const expected = shortVerdict(planOf(scheme, given, on), memberships);
          for (const alike of alikes)
            expect(shortVerdict(planOf(scheme, alike(given), on), memberships)).toEqual(expected);
        }
      }),
      { numRuns: 400 },
    );
  });
});

it('leaves few applications: unused facts are removed, and amounts between the same figures are one', () => {
  const alike = alikeOf([rulebook.schemes.get('bop-147')!, rulebook.schemes.get('fcs')!]);
  expect(alike({ contract: 'cdi', applicant: 'epci' })).toEqual({ applicant: 'epci' });
  expect(alike({ expenses: 2600 })).toEqual(alike({ expenses: 98_765.43 }));
  expect(alike({ expenses: 2499 })).not.toEqual(alike({ expenses: 2500 }));
  // A share decides by its sum with another one, and the share of the commune is an amount.
  expect(alike({ publicShareFromQpv: 0.61, communeShare: 1234 })).toEqual({
    publicShareFromQpv: 0.61,
    communeShare: 1234,
  });
});

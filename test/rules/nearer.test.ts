import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers } from '../../src/rules/answer.ts';
import type { Application } from '../../src/rules/application.ts';
import type { ZoneDistance } from '../../src/rules/geography.ts';
import { judge } from '../../src/rules/judge.ts';
import { planOf } from '../../src/rules/plan.ts';
import { placeOn, rulebook } from './samples.ts';

// A situation relies on this: it only tries the nearest and the farthest states of each zone.
describe('moving nearer to a quarter', () => {
  const zone = fc.record({
    kind: fc.constantFrom('qpv' as const, 'qic' as const),
    id: fc.constantFrom('QN06208M', 'QN06212M', 'QP062008', null),
    distance: fc.integer({ min: -50, max: 550 }),
    reach: fc.integer({ min: 0, max: 250 }),
  });
  const facts: fc.Arbitrary<Application> = fc.record(
    {
      addressOnLimitStreet: fc.boolean(),
      publicShareFromQic: fc.constantFrom(0, 0.4, 1),
      publicShareFromQpv: fc.constantFrom(0, 0.4, 0.6, 1),
    },
    { requiredKeys: [] },
  );
  const extent = fc.constantFrom('point' as const, 'footprint' as const);
  const date = fc.constantFrom('2016-06-01', '2019-06-01', '2022-06-01', '2024-06-01', '2026-06-01');

  for (const scheme of rulebook.schemes.values())
    it(`never makes the answer of ${scheme.id} worse`, () => {
      fc.assert(
        fc.property(
          fc.array(zone, { minLength: 1, maxLength: 3 }),
          fc.nat(400),
          extent,
          date,
          facts,
          (zones, step, as, on, given) => {
            const measured = zones.map(({ kind, id, distance, reach }): ZoneDistance => {
              const farthest = as === 'point' ? distance : distance + reach;
              return { kind, id, name: null, distance, nearest: distance, farthest };
            });
            const nearer = measured.map((one, index) =>
              index > 0
                ? one
                : { ...one, distance: one.distance - step, nearest: one.nearest - step, farthest: one.farthest - step },
            );
            const plan = planOf(scheme, given, on);
            const rank = (of: ZoneDistance[]) => answers.indexOf(judge(plan, placeOn(on, of, { extent: as })));
            expect(rank(nearer)).toBeLessThanOrEqual(rank(measured));
          },
        ),
        { numRuns: 400 },
      );
    });
});

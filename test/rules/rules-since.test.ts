import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayBefore } from '../../src/french/calendar.ts';
import { planOf } from '../../src/rules/plan.ts';
import { rulesSince } from '../../src/rules/rules-since.ts';
import { shortVerdict, verdictsFor } from '../../src/verdict.ts';
import { anyApplication } from './any-application.ts';
import { placeOn, qic, qpv, rulebook } from './samples.ts';

/** Every day that the files name, the day before, and days between them. */
const days = [...new Set(JSON.stringify([...rulebook.schemes.values()]).match(/\d{4}-\d\d-\d\d/g))]
  .filter((day) => day > '0001')
  .flatMap((day) => [day, dayBefore(day), `${day.slice(0, 4)}-07-14`]);
const day = fc.constantFrom('0001-01-01', '1999-12-31', '2100-01-01', ...days);

/** On the date, or for the public in a programme year, in the generation of that day or of another. */
const places = (date: string) => [
  [placeOn(date, [qpv(-5)])],
  [placeOn(date, [qpv(299.9, 'QN06208M'), qic(-3)])],
  [placeOn(date, [qpv(499)]), placeOn(date, [qpv(501)])],
  [placeOn(date, []), placeOn(date, [qpv(0, null)], { commune: null, inAgglomeration: false })],
  [placeOn(date, [qpv(120)], { extent: 'footprint' })],
  [],
];

describe.each([...rulebook.schemes.values()])('$id', (scheme) => {
  it('has one verdict and one ceiling on all days since its rules changed', () => {
    fc.assert(
      fc.property(anyApplication, day, (application, date) => {
        const since = rulesSince(scheme, application, date);
        const [plan, earlier] = [planOf(scheme, application, date), planOf(scheme, application, since)];
        for (const memberships of places(date)) {
          expect(shortVerdict(earlier, memberships)).toEqual(shortVerdict(plan, memberships));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has a short verdict equal to the whole one without its texts', () => {
    fc.assert(
      fc.property(anyApplication, day, (application, date) => {
        const plan = planOf(scheme, application, date);
        for (const memberships of places(date)) {
          const situation = { memberships, reasons: [] };
          const [whole] = verdictsFor(situation, application, date, rulebook, [scheme.id]);
          const { verdict, alternatives, amount } = whole!;
          expect(shortVerdict(plan, memberships)).toEqual({ verdict, alternatives, ceiling: amount?.ceiling ?? null });
        }
      }),
      { numRuns: 100 },
    );
  });
});

it('computes only on days that a file names', () => {
  const scheme = rulebook.schemes.get('fcs')!;
  expect(rulesSince(scheme, {}, '2016-12-31')).toBe('0001-01-01');
  expect(rulesSince(scheme, {}, '2017-01-01')).toBe('2017-01-01');
  expect(rulesSince(scheme, {}, '2020-12-31')).toBe('2017-01-01');
  expect(rulesSince(scheme, {}, '2026-05-04')).toBe('2024-01-01');
  // The rules of a programme year are those of its 1 January.
  const yearly = rulebook.schemes.get('bop-147')!;
  expect(rulesSince(yearly, {}, '2024-10-01')).toBe('2024-01-01');
  expect(rulesSince(yearly, { programmeYear: 2021 }, '2024-10-01')).toBe('2021-01-01');
});

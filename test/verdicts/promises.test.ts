import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInventedZones } from '../../src/cases/invented-zones.ts';
import { metres } from '../../src/french/numbers.ts';
import { boundaryDistance } from '../../src/geo/distance.ts';
import { answers } from '../../src/rules/answer.ts';
import type { Application } from '../../src/rules/application.ts';
import { type PointPlace, situationOf } from '../../src/situation/situation.ts';
import { type Verdict, verdictsFor } from '../../src/verdict.ts';
import type { Zones } from '../../src/zones/zones.ts';
import { anyApplicationWith } from '../rules/any-application.ts';
import { moved } from '../shapes.ts';
import { world } from '../world.ts';
import { dataSets, rulebook } from './data-sets.ts';

// What every answer promises, wherever the place, whatever the date and the facts.

const { shipped, partial, invented } = dataSets;

/** Half of the points are near a limit, where answers change; the others anywhere in and around the agglomeration. */
const nearALimit = fc
  .tuple(fc.nat(10_000), fc.nat(10_000), fc.double({ min: -320, max: 320, noNaN: true }), fc.constantFrom(0, 1))
  .map(([which, where, metres, axis]) => {
    const { drawn } = invented.generations[which % invented.generations.length]!;
    const { geometry } = drawn[which % drawn.length]!.perimeter;
    const ring = geometry[0]![0]!;
    return moved(ring[where % ring.length]!, axis === 0 ? metres : 0, axis === 0 ? 0 : metres);
  });
const anywhere = fc.tuple(
  fc.double({ min: 2.3, max: 2.9, noNaN: true }),
  fc.double({ min: 50.39, max: 50.63, noNaN: true }),
);
const position = fc.oneof(nearALimit, anywhere);
const uncertainty = fc.constantFrom(0, 0, 1, 5, 30, 120);
const place: fc.Arbitrary<PointPlace> = fc
  .tuple(position, uncertainty)
  .map(([[lon, lat], metres]) => ({ lon, lat, uncertainty: metres }));
const date = fc.constantFrom(
  '2014-12-31',
  '2015-01-01',
  '2016-06-01',
  '2018-12-15',
  '2018-06-01',
  '2019-03-30',
  '2021-01-01',
  '2019-06-01',
  '2020-06-01',
  '2022-06-01',
  '2023-12-31',
  '2024-01-01',
  '2024-10-01',
  '2026-05-01',
  '2031-01-01',
);
const share = fc.constantFrom(0, 0.3, 0.59, 0.6, 1);
const euros = fc.constantFrom(0, 1999, 2000, 2499, 2500, 60_000, 175_001, 949_145);
const application = anyApplicationWith({
  programmeYear: fc.constantFrom(2019, 2020, 2024),
  expenses: euros,
  subsidies: euros,
  communeShare: euros,
  publicShareFromQpv: share,
  publicShareFromQic: share,
  contractMonths: fc.constantFrom(5, 6, 24, 36),
});
/** Facts that would not refuse anybody, so that it is the place that speaks. */
const harmless = application.map(
  ({ publicShareFromQic, addressOnLimitStreet }): Application =>
    Object.fromEntries(
      Object.entries({ publicShareFromQic, addressOnLimitStreet }).filter(([, value]) => value !== undefined),
    ),
);

function verdicts(at: PointPlace, on: string, facts: Application, zones: Zones): Verdict[] {
  return verdictsFor(situationOf(at, on, zones), facts, on, rulebook);
}

/** What the verdict may turn out to be. */
function possible({ certainty, verdict, alternatives }: Verdict): readonly string[] {
  return certainty === 'firm' ? [verdict] : alternatives;
}

const runs = { numRuns: 400 };

describe('an answer', () => {
  it('has a reason, a reference and a service to ask, in every case', () => {
    fc.assert(
      fc.property(place, date, application, fc.constantFrom(shipped, partial, invented), (at, on, facts, zones) => {
        for (const { scheme, reasons, references, whomToAsk } of verdicts(at, on, facts, zones)) {
          expect(reasons.length, scheme).toBeGreaterThan(0);
          expect(references.length, scheme).toBeGreaterThan(0);
          expect(whomToAsk.length, scheme).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  it('gives no distance to a quarter except a measured one', () => {
    const vague = fc.tuple(place, fc.constantFrom(0, 0, 600, 4000));
    fc.assert(
      fc.property(vague, date, fc.constantFrom(shipped, partial, invented), ([at, more], on, zones) => {
        const uncertainty = (at.uncertainty ?? 0) + more;
        const known = situationOf({ ...at, uncertainty: 0 }, on, zones);
        const measured = known.memberships.flatMap((membership) =>
          membership.zones.filter(({ isSupposed }) => !isSupposed).map(({ distance }) => metres(distance)),
        );
        for (const { reasons } of verdicts({ ...at, uncertainty }, on, {}, zones)) {
          for (const { message } of reasons) {
            for (const [, distance] of message.matchAll(/est à ([\d\s,]+m) de la limite/g))
              expect(measured).toContain(distance);
          }
        }
      }),
      runs,
    );
  });

  it('never contains a coordinate', () => {
    fc.assert(
      fc.property(place, date, application, fc.constantFrom(shipped, partial, invented), (at, on, facts, zones) => {
        const situation = situationOf(at, on, zones);
        const found = verdictsFor(situation, facts, on, rulebook);
        const messages = [...situation.reasons, ...found.flatMap((v) => [...v.reasons, ...v.conditions, ...v.notices])];
        for (const { message } of messages) {
          for (const degrees of [at.lon, at.lat]) {
            const written = degrees.toFixed(3).slice(0, -1);
            expect(message).not.toContain(written);
            expect(message).not.toContain(written.replace('.', ','));
          }
          expect(message).not.toMatch(/\d[.,]\d{4,}/);
        }
      }),
      runs,
    );
  });

  it('never gives an amount above its ceiling, nor any with a refusal', () => {
    const ceilings: Record<string, number> = { 'fonds-de-concours': 70_000, fcs: 2000, 'emplois-francs': 17_000 };
    fc.assert(
      fc.property(place, date, application, (at, on, facts) => {
        for (const { scheme, verdict, amount } of verdicts(at, on, facts, invented)) {
          if (verdict === 'no' || verdict === 'out-of-period') expect(amount).toBeNull();
          const ceiling = amount?.ceiling ?? 0;
          expect(ceiling, scheme).toBeGreaterThanOrEqual(0);
          expect(ceiling, scheme).toBeLessThanOrEqual(ceilings[scheme] ?? 0);
          if (scheme === 'fonds-de-concours' && facts.expenses !== undefined)
            expect(ceiling).toBeLessThanOrEqual(facts.expenses * 0.4 + 0.001);
          if (scheme === 'fcs' && facts.communeShare !== undefined)
            expect(ceiling).toBeLessThanOrEqual(facts.communeShare);
        }
      }),
      runs,
    );
  });

  it('is firm when every possible state of the place gives it, and otherwise review between their answers', () => {
    fc.assert(
      fc.property(place, date, application, fc.constantFrom(shipped, partial, invented), (at, on, facts, zones) => {
        const situation = situationOf(at, on, zones);
        const alone = situation.memberships.map((membership) =>
          verdictsFor({ memberships: [membership], reasons: [] }, facts, on, rulebook),
        );
        verdictsFor(situation, facts, on, rulebook).forEach((verdict, i) => {
          const given = new Set<string>(alone.map((of) => of[i]!.verdict));
          expect(possible(verdict), verdict.scheme).toEqual(answers.filter((answer) => given.has(answer)));
          if (verdict.certainty === 'review') expect(verdict.verdict).toBe('review');
        });
      }),
      runs,
    );
  });
});

describe('more uncertainty', () => {
  it('only adds possible answers', () => {
    fc.assert(
      fc.property(
        position,
        uncertainty,
        fc.integer({ min: 0, max: 200 }),
        date,
        harmless,
        fc.constantFrom(shipped, partial, invented),
        ([lon, lat], metres, more, on, facts, zones) => {
          const closer = verdicts({ lon, lat, uncertainty: metres }, on, facts, zones);
          const vaguer = verdicts({ lon, lat, uncertainty: metres + more }, on, facts, zones);
          closer.forEach((verdict, i) => {
            expect(possible(vaguer[i]!), verdict.scheme).toEqual(expect.arrayContaining([...possible(verdict)]));
          });
        },
      ),
      { numRuns: 800 },
    );
  });
});

describe('missing data', () => {
  const strict = invented.generations.flatMap(({ drawn }) =>
    drawn.filter(({ zone }) => zone.id.endsWith('-STRICT') || zone.id.endsWith('999')),
  );

  // The invented quarters are one way in which the missing perimeters may turn out to be drawn.
  it('never makes an answer firm that a later perimeter contradicts', () => {
    fc.assert(
      fc.property(place, date, harmless, (at, on, facts) => {
        // Those exist in no registry: no data could have foreseen them.
        fc.pre(
          strict.every(({ perimeter }) => boundaryDistance(perimeter.geometry, at.lon, at.lat) > 700 + at.uncertainty),
        );
        const before = verdicts(at, on, facts, partial);
        const after = verdicts(at, on, facts, invented);
        before.forEach((verdict, i) => {
          expect(possible(verdict), verdict.scheme).toEqual(expect.arrayContaining([...possible(after[i]!)]));
        });
      }),
      { numRuns: 1500 },
    );
  });

  // Only the QIC are missing from the shipped data, and the contours say in which commune each can be.
  it('never makes an answer of the shipped data firm that a QIC contradicts', () => {
    const { qic } = readInventedZones(join(import.meta.dirname, 'invented-zones.yaml'));
    const drawn = world({ perimeters: qic });
    fc.assert(
      fc.property(place, date, harmless, (at, on, facts) => {
        const before = verdicts(at, on, facts, shipped);
        const after = verdicts(at, on, facts, drawn);
        before.forEach((verdict, i) => {
          expect(possible(verdict), verdict.scheme).toEqual(expect.arrayContaining([...possible(after[i]!)]));
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('refuses nothing outside the coverage, where quarters of the scheme could be', () => {
    const looksAtQpv = [
      'adulte-relais',
      'emplois-francs',
      'fcs',
      'fonds-de-concours',
      'fonds-de-concours-majoration',
      'fonds-de-concours-anru',
      'npnru',
      'region',
      'tfpb-30',
      'tva-5-5',
      'cfe-qpv',
      'iti-feder',
      'caf-majoration',
      'drac-quartiers',
    ];
    const arras = fc.tuple(
      fc.double({ min: 2.7, max: 2.85, noNaN: true }),
      fc.double({ min: 50.25, max: 50.33, noNaN: true }),
    );
    fc.assert(
      fc.property(arras, date, ([lon, lat], on) => {
        for (const { scheme, verdict, certainty } of verdicts({ lon, lat, uncertainty: 0 }, on, {}, partial))
          if (looksAtQpv.includes(scheme)) expect(`${scheme} ${verdict} ${certainty}`).not.toMatch(/ no firm$/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a missing fact', () => {
  // These can open a scheme that the place does not; the year decides which law applies.
  const opening = ['publicShareFromQpv', 'publicShareFromQic', 'addressOnLimitStreet', 'fcsAxis'];

  it('never turns an answer into a no', () => {
    fc.assert(
      fc.property(place, date, application, (at, on, facts) => {
        const given = verdicts(at, on, facts, invented);
        for (const fact of Object.keys(facts)) {
          if (fact === 'programmeYear') continue;
          const rest = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== fact));
          verdicts(at, on, rest, invented).forEach((verdict, i) => {
            if (verdict.verdict !== 'no' || given[i]!.verdict === 'no') return;
            expect(opening, `${verdict.scheme} without ${fact}`).toContain(fact);
            // And then the answer asks for it.
            const asked = fact === 'fcsAxis' ? 'axis-of-applicant' : 'public-share';
            if (fact !== 'addressOnLimitStreet') expect(verdict.notices.map(({ code }) => code)).toContain(asked);
          });
        }
      }),
      { numRuns: 200 },
    );
  });
});

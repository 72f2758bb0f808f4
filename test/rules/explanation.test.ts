import { describe, expect, it } from 'vitest';
import type { Application } from '../../src/rules/application.ts';
import type { Geography } from '../../src/rules/geography.ts';
import { explanationsFor } from '../../src/verdict.ts';
import { placeOn, qic, qpv, rulebook } from './samples.ts';

function explain(scheme: string, date: string, places: Geography | Geography[], facts: Application = {}) {
  const memberships = [places].flat();
  return explanationsFor({ memberships, reasons: [] }, facts, date, rulebook, [scheme])[0]!;
}

describe('the explanation of a verdict', () => {
  it('names the row, its zone, and the distance with the day since which it holds', () => {
    const { states, settledBy } = explain('fonds-de-concours', '2019-06-01', placeOn('2019-06-01', [qpv(150)]));
    expect(settledBy).toBeNull();
    expect(states).toHaveLength(1);
    expect(states[0]).toMatchObject({
      verdict: 'conditional',
      decidedBy: ['place'],
      elsewhere: null,
      geography: { from: '2017-01-01', reference: 'Rapport 2019 sur la politique de la ville' },
      commune: { citycode: '62119', outcome: 'inside', atBest: 'yes' },
      rows: [
        {
          row: 2,
          zone: 'QN06212M',
          verdict: 'conditional',
          isBest: true,
          tests: { zone: 'qpv', closerThan: 'band' },
          values: [{ name: 'band', value: 300, unit: 'metres', from: '2017-01-01', statedFor: null }],
        },
      ],
    });
  });

  it('names the line « elsewhere » where no row applies', () => {
    const { states } = explain('tfpb-30', '2024-06-01', placeOn('2024-06-01', [qic(-10)]));
    expect(states).toMatchObject([{ verdict: 'no', rows: [], elsewhere: 'no', decidedBy: ['place'] }]);
  });

  it('has one state for each possible answer of a doubtful place, the best first', () => {
    const date = '2024-06-01';
    const { states } = explain('adulte-relais', date, [placeOn(date, []), placeOn(date, [qpv(-1)])]);
    expect(states.map(({ verdict }) => verdict)).toEqual(['conditional', 'no']);
  });

  it('has the outcome of each condition, with its value and its effect', () => {
    const place = placeOn('2024-06-01', [qpv(-10)]);
    const facts: Application = { contract: 'cdd', contractMonths: 5, applicant: 'company' };
    const { conditions, settledBy, states, applicant } = explain('emplois-francs', '2024-06-01', place, facts);
    expect(settledBy).toBe('condition');
    expect(states).toEqual([]);
    expect(applicant).toMatchObject({ given: 'company', outcome: 'eligible' });
    expect(conditions).toContainEqual(
      expect.objectContaining({
        code: 'contract-duration',
        fact: 'contractMonths',
        given: 5,
        outcome: 'unmet',
        effect: 'no',
        values: [expect.objectContaining({ name: 'shortestContract', value: 6, from: '2018-04-01' })],
      }),
    );
    expect(conditions).toContainEqual(
      expect.objectContaining({ code: 'job-seeker', given: null, outcome: 'to-prove' }),
    );
  });

  it('has the bound that decides the amount, with its values', () => {
    const place = placeOn('2019-06-01', [qpv(-10)]);
    const facts: Application = { applicant: 'commune', expenses: 100_000, subsidies: 70_000 };
    const { bound } = explain('fonds-de-concours', '2019-06-01', place, facts);
    expect(bound).toMatchObject({
      kind: 'after-own-share',
      ceiling: 10_000,
      values: [{ name: 'ownShare', value: 20, reference: 'CGCT, article L1111-10 III' }],
    });
    const nothing = explain('fonds-de-concours', '2019-06-01', place, { ...facts, subsidies: 80_000 });
    expect(nothing).toMatchObject({ settledBy: 'amount', bound: { ceiling: 0 } });
  });

  it('names the part that alone decides: the period, the applicant, the public', () => {
    const place = placeOn('2024-06-01', [qpv(-10)]);
    expect(explain('iti-feder', '2024-06-01', place)).toMatchObject({ settledBy: 'period', period: null, states: [] });
    expect(explain('fcs', '2024-06-01', place, { applicant: 'individual' }).settledBy).toBe('applicant');
    expect(explain('bop-147', '2024-06-01', place, { publicShareFromQpv: 0.1 }).settledBy).toBe('public');
  });

  it('names what caps an answer', () => {
    const of = (scheme: string, date: string, facts: Application = {}) =>
      explain(scheme, date, placeOn(date, [qpv(-10)]), facts).states[0]?.decidedBy;
    expect(of('paqte', '2024-06-01')).toEqual(['period']);
    expect(of('emplois-francs', '2024-06-01', { jobSeeker: false })).toEqual(['condition']);
    expect(of('bop-147', '2024-06-01', { programmeYear: 2020 })).toEqual(['generation']);
    expect(of('bop-147', '2024-06-01', { publicShareFromQpv: 0.8 })).toEqual(['public']);
  });
});

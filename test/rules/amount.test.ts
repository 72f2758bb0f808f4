import { describe, expect, it } from 'vitest';
import type { Application } from '../../src/rules/application.ts';
import { codes, placeOn, qpv, verdictOf } from './samples.ts';

const inside = (date: string) => placeOn(date, [qpv(-50)]);
const amount = (scheme: string, date: string, facts: Application) =>
  verdictOf(scheme, date, inside(date), facts).amount;
const ceiling = (scheme: string, date: string, facts: Application) => amount(scheme, date, facts)?.ceiling;

describe('the fonds de concours is at most', () => {
  it.each([
    ['40 % of the expenses', { expenses: 129_935, subsidies: 0 }, 51_974],
    ['40 %, rounded down to the cent', { expenses: 1000.01 }, 400],
    ['40 %, rounded down to the cent', { expenses: 1000.03 }, 400.01],
    ['40 %, just under 70 000 €', { expenses: 174_999.99 }, 69_999.99],
    ['40 %, exactly 70 000 €', { expenses: 175_000 }, 70_000],
    ['70 000 €, just over', { expenses: 175_000.01 }, 70_000],
    ['70 000 €', { expenses: 949_145 }, 70_000],
    ['40 % while subsidies leave more than twice as much', { expenses: 100_000, subsidies: 20_000 }, 40_000],
    ['half of what remains once they leave less', { expenses: 100_000, subsidies: 20_000.02 }, 39_999.99],
    ['half of what remains and the 20 % kept, equal', { expenses: 100_000, subsidies: 60_000 }, 20_000],
    ['what leaves the commune 20 %, once it is the least', { expenses: 100_000, subsidies: 60_000.02 }, 19_999.98],
    ['what leaves the commune 20 %', { expenses: 100_000, subsidies: 70_000 }, 10_000],
  ])('%s: %j gives %d', (_, facts, expected) => {
    expect(ceiling('fonds-de-concours', '2019-06-01', facts)).toBe(expected);
  });

  it.each([
    ['once the others pay 80 %', { expenses: 100_000, subsidies: 80_000 }],
    ['never less', { expenses: 100_000, subsidies: 100_000 }],
    ['for nothing', { expenses: 0 }],
  ])('nothing %s: %j is no', (_, facts) => {
    const verdict = verdictOf('fonds-de-concours', '2019-06-01', inside('2019-06-01'), facts);
    expect(verdict).toMatchObject({ verdict: 'no', certainty: 'firm', amount: null });
    expect(codes(verdict.reasons)).toEqual(['nothing-to-pay']);
  });

  it('needs the expenses, without which only the 70 000 € are known', () => {
    const verdict = verdictOf('fonds-de-concours', '2019-06-01', inside('2019-06-01'));
    expect(verdict.amount?.ceiling).toBe(70_000);
    expect(codes(verdict.conditions)).toEqual(expect.arrayContaining(['amount-expenses', 'amount-subsidies']));
  });

  it('counts subsidies as zero until they are given, with a notice', () => {
    const facts = { expenses: 100_000 };
    const verdict = verdictOf('fonds-de-concours', '2019-06-01', inside('2019-06-01'), facts);
    expect(verdict.amount?.ceiling).toBe(40_000);
    expect(codes(verdict.conditions)).toContain('amount-subsidies');
    const given = verdictOf('fonds-de-concours', '2019-06-01', inside('2019-06-01'), { ...facts, subsidies: 0 });
    expect(codes(given.conditions)).not.toContain('amount-subsidies');
  });

  it('names the bound that decides', () => {
    const facts = { expenses: 949_145 };
    const { notices } = verdictOf('fonds-de-concours', '2019-06-01', inside('2019-06-01'), facts);
    const message = notices.find(({ code }) => code === 'amount-ceiling')?.message;
    expect(message?.replace(/\s/g, ' ')).toBe(
      'Montant limité à 70 000 € ; limite retenue : le plafond de 70 000 € par projet.',
    );
  });

  it.each([
    ['2019-06-01', 'conditional', false],
    ['2023-12-31', 'conditional', true],
    ['2024-01-01', 'review', true],
  ])('on %s is %s, and stated for 2019', (date, status, isForAnotherYear) => {
    const verdict = verdictOf('fonds-de-concours', date, inside(date), { expenses: 1000 });
    expect(verdict.amount).toEqual({ ceiling: 400, currency: 'EUR', status, statedFor: 2019 });
    expect(codes(verdict.notices).includes('amount-stated-for')).toBe(isForAnotherYear);
  });
});

describe('the FCS gives at most', () => {
  it.each([
    ['the share of the commune', { applicant: 'local-association', communeShare: 1999.99 }, 1999.99],
    ['2 000 €', { applicant: 'local-association', communeShare: 2000 }, 2000],
    ['2 000 €', { applicant: 'local-association', communeShare: 2400 }, 2000],
    ['2 000 € while the share is not known', { applicant: 'conseil-citoyen' }, 2000],
  ] as const)('%s: %j gives %d', (_, facts, expected) => {
    expect(ceiling('fcs', '2019-11-01', facts)).toBe(expected);
  });

  it.each(['association', 'training-operator', undefined] as const)('no figure for %s', (applicant) => {
    expect(
      amount('fcs', '2019-11-01', applicant ? { applicant, communeShare: 500 } : { communeShare: 500 }),
    ).toBeNull();
  });

  it.each([
    ['2019-11-01', 'conditional', 2019],
    ['2021-06-01', 'conditional', 2021],
    ['2023-12-31', 'conditional', 2021],
    ['2024-01-01', 'review', 2021],
  ])('on %s the figure is %s, stated for %i', (date, status, statedFor) => {
    expect(amount('fcs', date, { applicant: 'conseil-citoyen' })).toMatchObject({ status, statedFor });
  });
});

describe('emplois francs pay at most', () => {
  it.each([
    ['15 000 € for a CDI', { contract: 'cdi' }, 15_000],
    ['15 000 € for a CDI, with any number of months', { contract: 'cdi', contractMonths: 3 }, 15_000],
    ['5 000 € for a CDD of two years', { contract: 'cdd', contractMonths: 24 }, 5000],
    ['5 000 € for a longer CDD', { contract: 'cdd', contractMonths: 36 }, 5000],
    ['in proportion to a shorter one', { contract: 'cdd', contractMonths: 12 }, 2500],
    ['in proportion, rounded down to the cent', { contract: 'cdd', contractMonths: 7 }, 1458.33],
    ['in proportion to the shortest', { contract: 'cdd', contractMonths: 6 }, 1250],
    ['5 000 € while the months are not known', { contract: 'cdd' }, 5000],
  ] as const)('%s: %j gives %d', (_, facts, expected) => {
    expect(ceiling('emplois-francs', '2020-06-01', facts)).toBe(expected);
  });

  it('gives no figure while the contract is unknown, but a condition with both figures', () => {
    const verdict = verdictOf('emplois-francs', '2020-06-01', inside('2020-06-01'));
    expect(verdict.amount).toEqual({ ceiling: null, currency: 'EUR', status: 'conditional', statedFor: null });
    const message = verdict.conditions.find(({ code }) => code === 'contract')?.message.replace(/\s/g, ' ');
    expect(message).toContain('15 000 €');
    expect(message).toContain('5 000 €');
    expect(message).toContain('6 mois');
  });
});

describe('no amount', () => {
  it.each(['bop-147', 'adulte-relais', 'tfpb-30', 'tva-5-5', 'region', 'npnru', 'cite-educative'])(
    'for %s',
    (scheme) => {
      expect(amount(scheme, '2024-10-01', { expenses: 5000 })).toBeNull();
    },
  );

  it('is computed for the majoration, whose base is unknown', () => {
    expect(amount('fonds-de-concours-majoration', '2019-06-01', { expenses: 5000 })).toEqual({
      ceiling: null,
      currency: 'EUR',
      status: 'review',
      statedFor: 2019,
    });
  });

  it('comes with a no or with a date out of period', () => {
    const no = verdictOf('fonds-de-concours', '2019-06-01', placeOn('2019-06-01', []), { expenses: 1000 });
    expect(no).toMatchObject({ verdict: 'no', amount: null });
    expect(codes(no.notices)).not.toContain('amount-ceiling');
    expect(verdictOf('fonds-de-concours', '2016-06-01', inside('2016-06-01'), { expenses: 1000 })).toMatchObject({
      verdict: 'out-of-period',
      amount: null,
    });
  });

  it('is added up when several quarters open the same scheme', () => {
    const twice = placeOn('2019-06-01', [qpv(-50), qpv(-60, 'QN06214M')]);
    expect(verdictOf('fonds-de-concours', '2019-06-01', twice, { expenses: 100_000 }).amount?.ceiling).toBe(40_000);
  });
});

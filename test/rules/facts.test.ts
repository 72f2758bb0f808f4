import { describe, expect, it } from 'vitest';
import type { Applicant, Application } from '../../src/rules/application.ts';
import { applicants } from '../../src/rules/application.ts';
import { codes, placeOn, qic, qpv, rulebook, verdictOf } from './samples.ts';

const inQpv = (date: string) => placeOn(date, [qpv(-50)]);
const inDoubt = (date: string) => [placeOn(date, [qpv(-1)]), placeOn(date, [qpv(1)])];
const judge = (scheme: string, date: string, facts: Application) => verdictOf(scheme, date, inQpv(date), facts);

describe('applicants that are excluded for sure', () => {
  const excluded: Record<string, readonly Applicant[]> = {
    'bop-147': ['company', 'individual'],
    'bop-147-poche': ['company', 'individual'],
    fcs: ['individual'],
    'fonds-de-concours': applicants.filter((one) => one !== 'commune'),
    'fonds-de-concours-majoration': applicants.filter((one) => one !== 'commune'),
    'adulte-relais': ['individual'],
    'emplois-francs': ['commune', 'ccas', 'epci', 'public-employer', 'individual'],
    'tfpb-30': applicants.filter((one) => one !== 'landlord'),
    'cfe-qpv': ['commune', 'ccas', 'epci', 'public-employer'],
    'caf-majoration': ['individual'],
    'departement-services': applicants.filter((one) => one !== 'commune'),
    'drac-quartiers': ['individual'],
    'fonds-de-concours-anru': applicants.filter((one) => one !== 'commune'),
  };
  const since2024 = ['bop-147-poche', 'departement-services', 'drac-quartiers', 'fonds-de-concours-anru'];
  const during = (scheme: string) =>
    since2024.includes(scheme)
      ? '2024-10-01'
      : scheme === 'iti-feder'
        ? '2018-06-01'
        : scheme === 'cfe-qpv'
          ? '2025-06-01'
          : '2020-06-01';

  for (const scheme of rulebook.schemes.keys())
    for (const applicant of applicants) {
      const isExcluded = excluded[scheme]?.includes(applicant) ?? false;
      it(
        `${scheme}, ${applicant}: ` + `${isExcluded ? 'excluded, whatever the doubt on the place' : 'not excluded'}`,
        () => {
          const date = during(scheme);
          const verdict = verdictOf(scheme, date, inDoubt(date), { applicant });
          expect(codes(verdict.reasons).includes('applicant-excluded')).toBe(isExcluded);
          if (isExcluded) expect(verdict).toMatchObject({ verdict: 'no', certainty: 'firm', conditions: [] });
        },
      );
    }

  it('are not reported before the period', () => {
    expect(judge('emplois-francs', '2025-06-01', { applicant: 'commune' }).verdict).toBe('out-of-period');
  });

  it('an applicant that is neither named nor excluded, or not given, is to confirm', () => {
    expect(codes(judge('bop-147', '2024-10-01', { applicant: 'landlord' }).conditions)).toContain(
      'applicant-to-confirm',
    );
    expect(codes(judge('bop-147', '2024-10-01', {}).conditions)).toContain('applicant-to-confirm');
    const named = judge('bop-147', '2024-10-01', { applicant: 'association' });
    expect(codes(named.conditions)).not.toContain('applicant-to-confirm');
  });
});

describe('a fact', () => {
  // Scheme, date, code of the condition, a value that meets it, and one that does not.
  const facts: [string, string, string, Application, Application][] = [
    ['bop-147', '2024-10-01', 'nature', { excludedNature: false }, { excludedNature: true }],
    ['bop-147', '2024-10-01', 'school-time', { schoolTime: 'no' }, { schoolTime: 'yes' }],
    ['bop-147', '2020-06-01', 'minimum-expenses', { expenses: 2500 }, { applicant: 'association', expenses: 2499.99 }],
    ['fonds-de-concours', '2019-06-01', 'investment', { investment: true }, { investment: false }],
    ['fonds-de-concours', '2024-10-01', 'category', { category: 'heritage' }, { category: 'roads' }],
    [
      'fonds-de-concours-majoration',
      '2019-06-01',
      'ordinary-fund',
      { ordinaryFundGranted: true },
      { ordinaryFundGranted: false },
    ],
    ['adulte-relais', '2024-10-01', 'age', { ageConditionMet: true }, { ageConditionMet: false }],
    ['adulte-relais', '2024-10-01', 'employment', { withoutEmployment: true }, { withoutEmployment: false }],
    ['adulte-relais', '2024-10-01', 'post', { postAgreed: true }, { postAgreed: false }],
    [
      'emplois-francs',
      '2020-06-01',
      'contract-duration',
      { contract: 'cdd', contractMonths: 6 },
      { contract: 'cdd', contractMonths: 5.9 },
    ],
    [
      'tfpb-30',
      '2026-01-01',
      'contract-and-convention',
      { contractAndConventionSigned: true },
      { contractAndConventionSigned: false },
    ],
    ['iti-feder', '2018-06-01', 'investment', { investment: true }, { investment: false }],
  ];

  it.each(facts)('of %s on %s, %s: when given, it is no longer to prove', (scheme, date, code, met) => {
    const verdict = judge(scheme, date, met);
    expect(verdict.verdict).toBe('conditional');
    expect(codes(verdict.conditions)).not.toContain(code);
  });

  it.each(facts)('of %s on %s, %s: when not met for sure, it refuses in any place', (scheme, date, code, _, unmet) => {
    const verdict = verdictOf(scheme, date, inDoubt(date), unmet);
    expect(verdict).toMatchObject({ verdict: 'no', certainty: 'firm', conditions: [] });
    expect(codes(verdict.reasons)).toEqual([`${code}-unmet`]);
  });

  it.each(facts.filter(([, , code]) => code !== 'contract-duration'))(
    'of %s on %s, %s: when missing, it is to prove and refuses nobody',
    (scheme, date, code) => {
      const verdict = judge(scheme, date, {});
      expect(verdict.verdict).toBe('conditional');
      expect(codes(verdict.conditions)).toContain(code);
    },
  );
});

describe('the public of bop-147', () => {
  it.each([
    [0.6, 'conditional'],
    [0.5999, 'no'],
    [0.8, 'conditional'],
    [1, 'conditional'],
    [0, 'no'],
  ])('a share of %d from a QPV decides alone: %s', (publicShareFromQpv, verdict) => {
    for (const places of [inQpv('2024-10-01'), placeOn('2024-10-01', []), placeOn('2024-10-01', [qic(-5)])])
      expect(verdictOf('bop-147', '2024-10-01', places, { publicShareFromQpv })).toMatchObject({
        verdict,
        certainty: 'firm',
      });
    expect(verdictOf('bop-147', '2024-10-01', inDoubt('2024-10-01'), { publicShareFromQpv }).certainty).toBe('firm');
  });

  it('is to prove when it is unknown', () => {
    expect(codes(judge('bop-147', '2024-10-01', {}).conditions)).toContain('public-share');
  });

  it.each([
    [2019, true],
    [2020, false],
    [2021, true],
  ])('in %i the 60 %% have a notice that they are stated for 2020: %s', (programmeYear, hasNotice) => {
    const { notices } = judge('bop-147', `${programmeYear}-06-01`, { programmeYear, publicShareFromQpv: 0.7 });
    expect(codes(notices).includes('figure-stated-for')).toBe(hasNotice);
  });
});

describe('the public of the FCS', () => {
  const elsewhere = placeOn('2024-10-01', []);
  it.each([
    [{}, 'review'],
    [{ fcsAxis: 1 }, 'no'],
    [{ fcsAxis: 3, publicShareFromQpv: 0, publicShareFromQic: 0 }, 'no'],
    [{ fcsAxis: 4, publicShareFromQpv: 0, publicShareFromQic: 0 }, 'review'],
    [{ publicShareFromQpv: 0.8 }, 'review'],
    [{ publicShareFromQpv: 0.7, publicShareFromQic: 0.3 }, 'conditional'],
    [{ publicShareFromQic: 1 }, 'conditional'],
  ] as [Application, string][])('%j, for an action held elsewhere: %s', (facts, verdict) => {
    expect(verdictOf('fcs', '2024-10-01', elsewhere, facts).verdict).toBe(verdict);
  });
  it('is only requested where it could change the answer', () => {
    const noticed = (places: Parameters<typeof verdictOf>[2], facts: Application = {}) =>
      codes(verdictOf('fcs', '2024-10-01', places, facts).notices).includes('public-share');
    expect(noticed(elsewhere)).toBe(true);
    expect(noticed(inDoubt('2024-10-01'))).toBe(true);
    expect(noticed(inQpv('2024-10-01'))).toBe(false);
    expect(noticed(elsewhere, { publicShareFromQpv: 0.2 })).toBe(true);
    expect(noticed(elsewhere, { publicShareFromQpv: 0 })).toBe(true);
    expect(noticed(elsewhere, { publicShareFromQpv: 0.2, publicShareFromQic: 0.3 })).toBe(false);
    expect(noticed(elsewhere, { applicant: 'individual' })).toBe(false);
  });
  it('is a reason only where it gives at least the answer of the place', () => {
    const facts = { publicShareFromQpv: 0.8 };
    const reasons = (places: Parameters<typeof verdictOf>[2]) =>
      codes(verdictOf('fcs', '2024-10-01', places, facts).reasons);
    expect(reasons(inQpv('2024-10-01'))).not.toContain('public-share-partly');
    expect(reasons(elsewhere)).toContain('public-share-partly');
  });
  it('never makes the answer for an action in a quarter worse', () => {
    expect(judge('fcs', '2024-10-01', { publicShareFromQpv: 0, publicShareFromQic: 0 }).verdict).toBe('conditional');
  });
});

describe('the expenses of bop-147', () => {
  const low = { expenses: 2499.99, applicant: 'association' } as const;
  it.each([
    [2019, 'conditional', true],
    [2020, 'no', false],
    [2021, 'conditional', true],
  ])('below 2 500 € in %i: %s, with a notice: %s', (programmeYear, verdict, hasNotice) => {
    const answer = judge('bop-147', '2019-11-01', { ...low, programmeYear });
    const inYear = judge('bop-147', `${programmeYear}-03-01`, low);
    expect([answer.verdict, inYear.verdict]).toEqual([verdict, verdict]);
    expect(codes(answer.notices).includes('minimum-expenses-unmet')).toBe(hasNotice);
  });
  it('exempt a conseil citoyen', () => {
    expect(judge('bop-147', '2020-06-01', { expenses: 100, applicant: 'conseil-citoyen' }).verdict).toBe('conditional');
  });
  it('refuse nobody for sure while the applicant may be a conseil citoyen', () => {
    const answer = judge('bop-147', '2020-06-01', { expenses: 100 });
    expect(answer.verdict).toBe('conditional');
    expect(codes(answer.conditions)).toContain('minimum-expenses');
  });
});

describe('the year of bop-147', () => {
  it.each([
    [2014, 'out-of-period'],
    [2015, 'conditional'],
    [2030, 'conditional'],
    [2031, 'out-of-period'],
  ])('is that of the programme, %i: %s', (programmeYear, verdict) => {
    expect(judge('bop-147', '2019-06-01', { programmeYear, publicShareFromQpv: 1 }).verdict).toBe(verdict);
  });

  it('with another generation of quarters leaves answers that depend on the place to review, with a notice', () => {
    const answer = judge('bop-147', '2023-11-01', { programmeYear: 2024 });
    expect(answer).toMatchObject({ verdict: 'review', certainty: 'firm' });
    expect(codes(answer.notices)).toContain('other-generation');
    expect(judge('bop-147', '2023-11-01', { programmeYear: 2023 }).verdict).toBe('conditional');
  });

  it('with another generation changes nothing when the public is known', () => {
    const answer = judge('bop-147', '2023-11-01', { programmeYear: 2024, publicShareFromQpv: 0.8 });
    expect(answer.verdict).toBe('conditional');
    expect(codes(answer.notices)).not.toContain('other-generation');
  });

  it.each([
    [1, []],
    [2, ['second-year-degression']],
    [3, ['third-year-degression']],
  ] as const)('%i of the action: a notice only', (actionYear, expected) => {
    const answer = judge('bop-147', '2020-06-01', { actionYear });
    expect(answer.verdict).toBe('conditional');
    expect(codes(answer.notices)).toEqual([...expected]);
  });
});

describe('the works of a fonds de concours', () => {
  it.each([
    ['public-space', 'conditional', 'conditional'],
    ['heritage', 'conditional', 'conditional'],
    ['public-service', 'conditional', 'conditional'],
    ['rain-water', 'conditional', 'conditional'],
    ['roads', 'conditional', 'no'],
    ['tarmac-car-park', 'conditional', 'no'],
  ] as const)('%s: %s until 2023, %s from 2024', (category, before, after) => {
    expect(judge('fonds-de-concours', '2023-12-31', { category }).verdict).toBe(before);
    expect(judge('fonds-de-concours', '2024-01-01', { category }).verdict).toBe(after);
  });
});

describe('the works of a fonds de concours: the condition', () => {
  it.each(['2023-12-31', '2024-01-01'])('is to prove on %s, in either wording', (date) => {
    const conditions = codes(judge('fonds-de-concours', date, {}).conditions);
    expect(conditions.filter((code) => code === 'category')).toHaveLength(1);
  });
});

describe('the age of an adulte-relais', () => {
  it.each([
    ['2021-09-15', '30 ans'],
    ['2021-09-16', '26 ans'],
  ])('on %s must be at least %s', (date, age) => {
    const condition = judge('adulte-relais', date, {}).conditions.find(({ code }) => code === 'age');
    expect(condition?.message.replace(/\s/g, ' ')).toContain(`au moins ${age}`);
  });
  it.each([
    ['2023-12-31', false],
    ['2024-01-01', true],
  ])('on %s: a notice about the wording of the contract, %s', (date, isSaid) => {
    expect(codes(judge('adulte-relais', date, {}).notices).includes('age-wording')).toBe(isSaid);
  });
});

describe('the limit street of cfe-qpv', () => {
  const at = (distance: number, addressOnLimitStreet?: boolean) =>
    verdictOf(
      'cfe-qpv',
      '2024-06-01',
      placeOn('2024-06-01', [qpv(distance)]),
      addressOnLimitStreet === undefined ? {} : { addressOnLimitStreet },
    ).verdict;

  it.each([
    ['inside', -5, undefined, 'conditional'],
    ['inside, not on the street', -5, false, 'conditional'],
    ['on the limit', 0, undefined, 'conditional'],
    ['across the street', 8, true, 'conditional'],
    ['across, not known', 8, undefined, 'review'],
    ['across, not on that street', 8, false, 'no'],
    ['299.999 m away, not known', 299.999, undefined, 'review'],
    ['300 m away, not known', 300, undefined, 'no'],
    ['300 m away, although declared on it', 300, true, 'review'],
  ] as const)('%s: %d m, %s: %s', (_, distance, onStreet, verdict) => {
    expect(at(distance, onStreet)).toBe(verdict);
  });
});

describe('schemes that are closed to new places', () => {
  it('no answer is yes: something is always left to prove', () => {
    const facts: Application = {
      ageConditionMet: true,
      withoutEmployment: true,
      postAgreed: true,
      jobSeeker: true,
      contract: 'cdi',
      investment: true,
      ordinaryFundGranted: true,
      contractAndConventionSigned: true,
      excludedNature: false,
      schoolTime: 'no',
      fcsAxis: 3,
      publicShareFromQpv: 1,
    };
    for (const scheme of rulebook.schemes.keys())
      for (const date of ['2018-06-01', '2019-06-01', '2024-10-01']) {
        const { verdict, conditions } = judge(scheme, date, facts);
        expect(verdict).not.toBe('yes');
        if (verdict === 'conditional') expect(conditions.length, scheme).toBeGreaterThan(0);
      }
  });
});

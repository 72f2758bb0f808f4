import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declarations, declaredFrom, facts, withLimitStreet } from '../../../src/rules/application.ts';
import { expectedText, expectedValue, factFrom, fits } from '../../../src/rules/facts/fact-value.ts';

describe('a fact in a text', () => {
  it.each([
    ['expenses', '5000', 5000],
    ['expenses', ' 5 000 ', 5000],
    ['expenses', '1\u00a0234\u202f567,89', 1_234_567.89],
    ['expenses', '12.5', 12.5],
    ['expenses', '5 000 €', 5000],
    ['expenses', '2500,00€', 2500],
    ['publicShareFromQpv', '0,8', 0.8],
    ['publicShareFromQpv', '0.8', 0.8],
    ['publicShareFromQpv', '80 %', 0.8],
    ['publicShareFromQpv', '64,3\u202f%', 0.643],
    ['publicShareFromQic', '100%', 1],
    ['programmeYear', '2024', 2024],
    ['actionYear', '2.0', 2],
    ['contractMonths', '6,5', 6.5],
    ['investment', 'oui', true],
    ['investment', 'NON', false],
    ['investment', 'VRAI', true],
    ['investment', 'faux', false],
    ['investment', 'true', true],
    ['investment', 'False', false],
    ['investment', '1', true],
    ['investment', '0', false],
    ['applicant', ' association', 'association'],
    ['contract', 'cdi', 'cdi'],
    ['streetSide', 'outer', 'outer'],
  ] as const)('%s: « %s » is %s', (name, text, value) => {
    expect(factFrom(declarations[name], text)).toBe(value);
  });

  it.each([
    ['expenses', ''],
    ['expenses', '-1'],
    ['expenses', '5 00'],
    ['expenses', '1e3'],
    ['expenses', '0x10'],
    ['expenses', '50 %'],
    ['expenses', '2 000 000 000'],
    ['expenses', '12,5,0'],
    ['publicShareFromQpv', '80'],
    ['publicShareFromQpv', '120 %'],
    ['publicShareFromQpv', '0,8 €'],
    ['publicShareFromQpv', '%'],
    ['programmeYear', '24'],
    ['programmeYear', '2024,5'],
    ['actionYear', '4'],
    ['investment', 'peut-être'],
    ['investment', '2'],
    ['applicant', 'Association'],
    ['contract', 'CDI'],
    ['streetSide', 'left'],
  ] as const)('%s: « %s » is no value', (name, text) => {
    expect(factFrom(declarations[name], text)).toBeUndefined();
  });

  it('of a typed column is its value, or a number that means yes or no', () => {
    expect(factFrom(facts.expenses, 5000)).toBe(5000);
    expect(factFrom(facts.publicShareFromQpv, 1e-7)).toBe(1e-7);
    expect(factFrom(facts.investment, true)).toBe(true);
    expect(factFrom(facts.investment, 1)).toBe(true);
    expect(factFrom(facts.expenses, true)).toBeUndefined();
    expect(factFrom(facts.actionYear, 1.5)).toBeUndefined();
  });

  it('is read like JSON wherever both formats apply', () => {
    for (const type of Object.values(declarations)) {
      fc.assert(
        fc.property(fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.boolean(), fc.string()), (value) => {
          const read = factFrom(type, value);
          if (read !== undefined) expect(fits(type, read)).toBe(true);
          if (fits(type, value) && type.kind !== 'choice') expect(read).toBe(value);
        }),
        { numRuns: 50 },
      );
    }
  });

  it('has a description of the expected value', () => {
    for (const type of Object.values(declarations)) {
      for (const expected of [expectedText(type), expectedValue(type)]) expect(expected).toMatch(/ est attendue?/);
    }
  });
});

describe('declared values', () => {
  it('keep the side of the street apart, and contain nothing else', () => {
    expect(declaredFrom({ applicant: 'epci', expenses: undefined, streetSide: 'inner' })).toEqual({
      application: { applicant: 'epci' },
      streetSide: 'inner',
    });
  });

  it('take the limit street from the data, unless it is declared', () => {
    expect(withLimitStreet({}, true)).toEqual({ addressOnLimitStreet: true });
    expect(withLimitStreet({ addressOnLimitStreet: false }, true)).toEqual({ addressOnLimitStreet: false });
    expect(withLimitStreet({}, false)).toEqual({});
  });
});

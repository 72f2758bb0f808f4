import { describe, expect, it } from 'vitest';
import { dayAfter, dayBefore, isDay, yearAfter } from '../../src/french/calendar.ts';
import { historyFrom, inForce } from '../../src/rules/history.ts';
import { valueInForce } from '../../src/rules/value.ts';
import { rulebook } from './samples.ts';

const read = (changes: Record<string, string | null>) => {
  const problems: string[] = [];
  const history = historyFrom(changes, (key, message) => problems.push(`${key}: ${message}`));
  return { history, problems };
};

describe('the value in force', () => {
  const { history } = read({ '2017-01-01': 'first', '2021-09-16': 'second', '2024-01-01': null });

  it.each([
    ['2016-12-31', null],
    ['2017-01-01', 'first'],
    ['2021-09-15', 'first'],
    ['2021-09-16', 'second'],
    ['2023-12-31', 'second'],
    ['2024-01-01', null],
    ['2999-01-01', null],
  ])('on %s is %s', (date, value) => expect(inForce(history, date)).toBe(value));

  it('applies to any earlier date when it is written always', () => {
    const { history, problems } = read({ always: 'old', '2021-09-16': 'new' });
    expect(problems).toEqual([]);
    expect(inForce(history, '1804-03-21')).toBe('old');
    expect(inForce(history, '2021-09-16')).toBe('new');
  });

  it('is null in an empty history', () => expect(inForce([], '2024-01-01')).toBeNull());
});

describe('an invalid history', () => {
  it.each([
    [{}, 'null: au moins une entrée datée était attendue'],
    [{ '2021-02-29': 'a' }, '2021-02-29: une date existante, AAAA-MM-JJ, ou always était attendue'],
    [{ '2021-2-9': 'a' }, '2021-2-9: une date existante, AAAA-MM-JJ, ou always était attendue'],
    [{ '2021-01-01': null }, '2021-01-01: un historique ne commence pas par une fin (null)'],
    [
      { '2021-01-01': 'a', '2020-01-01': 'b' },
      '2020-01-01: des dates dans l’ordre, chacune après la précédente, étaient attendues',
    ],
    [{ '2020-01-01': 'a', '2021-01-01': null, '2022-01-01': 'b' }, '2022-01-01: rien ne suit une fin (null)'],
    [{ '2020-01-01': 'a', '2021-01-01': null, '2022-01-01': null }, '2022-01-01: rien ne suit une fin (null)'],
  ])('%j', (changes, problem) => expect(read(changes as Record<string, string | null>).problems).toEqual([problem]));
});

describe('the age of an adulte-relais', () => {
  const threshold = (date: string) => valueInForce(rulebook.schemes.get('adulte-relais')!, 'ageThreshold', date);

  it.each([
    ['2015-01-01', 30],
    ['2021-09-15', 30],
    ['2021-09-16', 26],
    ['2024-05-01', 26],
  ])('on %s is at least %i', (date, value) => expect(threshold(date)).toMatchObject({ value, unit: 'years' }));

  it('is unknown under another name', () => {
    expect(valueInForce(rulebook.schemes.get('adulte-relais')!, 'shoeSize', '2024-05-01')).toBeNull();
    expect(valueInForce(rulebook.schemes.get('cite-educative')!, 'ageThreshold', '2024-05-01')).toBeNull();
  });
});

describe('a day', () => {
  it.each(['2024-02-29', '2000-02-29', '0999-12-31'])('%s exists', (day) => expect(isDay(day)).toBe(true));
  it.each(['2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-4-1', '24-04-01', ''])(
    '%s does not',
    (day) => expect(isDay(day)).toBe(false),
  );
  it('has a day before and a day after', () => {
    expect(dayBefore('2024-03-01')).toBe('2024-02-29');
    expect(dayAfter('2023-12-31')).toBe('2024-01-01');
  });
  it('has the same day a year later', () => {
    expect(yearAfter('2026-11-21')).toBe('2027-11-21');
    expect(yearAfter('2024-02-29')).toBe('2025-03-01');
  });
});

import { expect, it } from 'vitest';
import { dayInParis, readDay, startInParis, todayInParis } from '../../src/french/day.ts';

it('a day begins at midnight in Paris, in winter and in summer', () => {
  expect(todayInParis(new Date('2023-12-31T22:59:59.999Z'))).toBe('2023-12-31');
  expect(todayInParis(new Date('2023-12-31T23:00:00Z'))).toBe('2024-01-01');
  expect(todayInParis(new Date('2024-06-30T21:59:59.999Z'))).toBe('2024-06-30');
  expect(todayInParis(new Date('2024-06-30T22:00:00Z'))).toBe('2024-07-01');
});

it('returns the day of a moment in Paris, and the start of a day there', () => {
  expect(dayInParis(new Date('2023-12-31T23:00:00Z'))).toBe('2024-01-01');
  expect(dayInParis(new Date('0987-01-01T12:00:00Z'))).toBe('0987-01-01');
  expect(startInParis('2024-01-01')).toBe('2024-01-01T00:00:00+01:00');
  // The days on which the clock changes, at two and at three.
  expect(startInParis('2024-03-31')).toBe('2024-03-31T00:00:00+01:00');
  expect(startInParis('2024-10-27')).toBe('2024-10-27T00:00:00+02:00');
});

it.each([
  ['2024-01-01', '2024-01-01'],
  ['2023-12-31T23:30:00Z', '2024-01-01'],
  ['2023-12-31T23:30:00.000Z', '2024-01-01'],
  ['2024-01-01 00:30:00+01:00', '2024-01-01'],
  ['2024-07-01T00:30+0200', '2024-07-01'],
  ['2024-06-30T21:59:59Z', '2024-06-30'],
  // A time without an offset is in the clock of its author.
  ['2023-12-31T23:30:00', '2023-12-31'],
  ['2023-12-31 23:30', '2023-12-31'],
  ['01/10/2024', '2024-10-01'],
  ['1/10/2024', '2024-10-01'],
  ['31-12-2023', '2023-12-31'],
  ['01/10/2024 08:30', '2024-10-01'],
  ['30/02/2024', '2024-02-30'],
  ['01/10/24', '01/10/24'],
  ['2024/10/01', '2024/10/01'],
  ['2024-02-30T00:00:00', '2024-02-30'],
  ['2024-10-01T', '2024-10-01T'],
])('%s is read as the day %s', (text, day) => {
  expect(readDay(text)).toBe(day);
});

import { expect, it } from 'vitest';
import { dayInParis, startInParis, todayInParis } from '../src/day.ts';

it('a day begins at midnight in Paris, in winter and in summer', () => {
  expect(todayInParis(new Date('2023-12-31T22:59:59.999Z'))).toBe('2023-12-31');
  expect(todayInParis(new Date('2023-12-31T23:00:00Z'))).toBe('2024-01-01');
  expect(todayInParis(new Date('2024-06-30T21:59:59.999Z'))).toBe('2024-06-30');
  expect(todayInParis(new Date('2024-06-30T22:00:00Z'))).toBe('2024-07-01');
});

it('tells the day of a moment in Paris, and when a day begins there', () => {
  expect(dayInParis(new Date('2023-12-31T23:00:00Z'))).toBe('2024-01-01');
  expect(dayInParis(new Date('0987-01-01T12:00:00Z'))).toBe('0987-01-01');
  expect(startInParis('2024-01-01')).toBe('2024-01-01T00:00:00+01:00');
  // The days on which the clock changes, at two and at three.
  expect(startInParis('2024-03-31')).toBe('2024-03-31T00:00:00+01:00');
  expect(startInParis('2024-10-27')).toBe('2024-10-27T00:00:00+02:00');
});

import { expect, it } from 'vitest';
import { todayInParis } from '../src/day.ts';

it('a day begins at midnight in Paris, in winter and in summer', () => {
  expect(todayInParis(new Date('2023-12-31T22:59:59.999Z'))).toBe('2023-12-31');
  expect(todayInParis(new Date('2023-12-31T23:00:00Z'))).toBe('2024-01-01');
  expect(todayInParis(new Date('2024-06-30T21:59:59.999Z'))).toBe('2024-06-30');
  expect(todayInParis(new Date('2024-06-30T22:00:00Z'))).toBe('2024-07-01');
});

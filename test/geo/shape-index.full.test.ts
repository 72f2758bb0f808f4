import { expect, it } from 'vitest';
import { differencesOverCountry } from './comparison.ts';

it('the index agrees with the plain functions over a country of 600 zones, at 250 000 positions', () => {
  expect(differencesOverCountry(600, 250_000)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { counted, euros, figure, metres, quantity, share, squareMetres } from '../../src/french/numbers.ts';

/** Intl groups thousands by narrow no-break spaces. */
const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('a count', () => {
  it.each([
    [0, '0 ligne'],
    [1, '1 ligne'],
    [2, '2 lignes'],
    [12_000, '12 000 lignes'],
  ])('of %i', (count, text) => expect(plain(counted(count, 'ligne', 'lignes'))).toBe(text));
});

describe('a number', () => {
  it('has a decimal comma, and at most the given decimals', () => {
    expect(plain(figure(12_345.67))).toBe('12 345,7');
    expect(figure(12, 3)).toBe('12');
    expect(figure(2.6289, 6)).toBe('2,6289');
  });
});

describe('a distance', () => {
  it.each([
    [142.36, '142,3 m'],
    [-204.514, '204,5 m'],
    [299.999, '299,9 m'],
    [300, '300 m'],
    [0.05, 'moins de 0,1 m'],
    [0, '0 m'],
    [2340, '2 340 m'],
  ])('of %d m is rounded down, so that rounding never reaches a limit', (distance, text) =>
    expect(plain(metres(distance))).toBe(text),
  );
});

describe('a value', () => {
  it.each([
    [70_000, 'EUR', '70 000 €'],
    [333.5, 'EUR', '333,50 €'],
    [12.5, 'percent', '12,5 %'],
    [300, 'metres', '300 m'],
    [26, 'years', '26 ans'],
    [6, 'months', '6 mois'],
  ])('%d %s', (value, unit, text) => expect(plain(quantity(value, unit))).toBe(text));

  it('of euros or of an area', () => {
    expect(plain(euros(5000))).toBe('5 000 €');
    expect(plain(squareMetres(12_345.6))).toBe('12 346 m²');
  });
});

describe('a share', () => {
  it.each([
    [0, 10, '0 %'],
    [0, 0, '0 %'],
    [10, 10, '100 %'],
    [1, 10_000, 'moins de 0,1 %'],
    [9_999, 10_000, 'plus de 99,9 %'],
    [31, 100, '31 %'],
    [3, 1000, '0,3 %'],
    [995, 1000, '99,5 %'],
  ])('%i of %i', (part, whole, text) => expect(share(part, whole)).toBe(text));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimal } from '../../../src/files/csv/decimal.ts';

function read(text: string): number {
  const bytes = Buffer.from(`12${text}34`, 'latin1');
  return readDecimal(bytes, 2, bytes.length - 2);
}

describe('a decimal text is parsed like Number', () => {
  const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: most });
  const sign = fc.constantFrom('', '-', '+');

  it('for any digits', () => {
    fc.assert(
      fc.property(sign, digits(25), fc.constantFrom('', '.'), digits(25), (s, whole, point, decimals) => {
        const text = s + whole + point + decimals;
        if (whole + decimals === '' || (point === '' && whole === '')) return;
        expect(read(text)).toBe(Number(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('for any number, exponents included', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
        expect(read(String(number))).toBe(number === 0 ? 0 : number);
        expect(read(number.toExponential())).toBe(Number(number.toExponential()));
      }),
      { numRuns: 2000 },
    );
    expect(read('-0')).toBe(-0);
  });

  it('with a decimal comma, and blanks around', () => {
    expect(read('50,518')).toBe(50.518);
    expect(read(' \t2.6289 ')).toBe(2.6289);
    expect(read('2,123456789012345678')).toBe(Number('2.123456789012345678'));
  });
});

it.each(
  [
    ['', ' ', '.', ',', '-', '+', '+-1', '--1', '1-', '1 2', '1.2.3', '1,234.5', '1.234,5', '1e', 'e5', '0x10', 'NaN'],
    ['Infinity', '-Infinity', '1_000', '1\u00a0000', '2.6°', 'deux', '1e5.5', '٣'],
  ].flat(),
)('%j is not a number', (text) => expect(read(text)).toBeNaN());

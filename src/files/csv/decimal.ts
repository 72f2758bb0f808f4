/**
 * Returns the decimal number in the bytes of a field, from `start` to `end` without blanks; NaN when it is not one. A
 * decimal comma counts as a point. Up to 15 digits, the value is an exact integer divided once by an exact power of
 * ten, so it is rounded like `Number` (Clinger 1990). Longer numbers and exponents are left to `Number`.
 */
export function readDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let last = end;
  while (at < last && bytes[at]! <= SPACE) at++;
  while (at < last && bytes[last - 1]! <= SPACE) last--;
  const first = bytes[at];
  const isNegative = first === MINUS;
  if (isNegative || first === PLUS) at++;
  if (at === last) return Number.NaN;
  let value = 0;
  let digits = 0;
  let decimals = -1;
  for (let i = at; i < last; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if ((bytes[i] === POINT || bytes[i] === COMMA) && decimals < 0) {
      decimals = 0;
    } else {
      return readByNumber(bytes, at, last, isNegative);
    }
  }
  if (digits === 0) return Number.NaN;
  if (digits > 15) return readByNumber(bytes, at, last, isNegative);
  if (decimals > 0) value /= POWERS[decimals]!;
  return isNegative ? -value : value;
}

/** Returns the decimal number in a text; NaN when it is not one. */
export function decimalOf(text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  return readDecimal(bytes, 0, bytes.length);
}

const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
export const MINUS = 45;
export const POINT = 46;
export const ZERO = 48;
export const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const DECIMAL = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readByNumber(bytes: Uint8Array, start: number, end: number, isNegative: boolean): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString('latin1')
    .replace(',', '.');
  // `Number` alone would also accept hexadecimal, "Infinity" and an empty field.
  if (!DECIMAL.test(text)) return Number.NaN;
  return isNegative ? -Number(text) : Number(text);
}

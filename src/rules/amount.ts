import type { Application } from './application.ts';
import type { Bound } from './scheme.ts';

/**
 * Returns the highest amount in EUR that every bound allows, and the bound that decides it. A bound is skipped while
 * its main fact is not given; a fact that is only subtracted counts as zero until it is given. Null without any bound.
 */
export function amountOf(
  bounds: readonly Bound[],
  application: Application,
  figure: (name: string) => number | null,
): { ceiling: number | null; decisive: Bound | null } {
  let lowest: bigint | null = null;
  let decisive: Bound | null = null;
  for (const bound of bounds) {
    const cents = allowed(bound, application, figure);
    if (cents === null || (lowest !== null && cents >= lowest)) continue;
    lowest = cents;
    decisive = bound;
  }
  if (lowest === null) return { ceiling: null, decisive: null };
  return { ceiling: lowest < 0n ? 0 : Number(lowest) / 100, decisive };
}

export interface Amount {
  /** Maximum in EUR; null when no figure can be given. */
  readonly ceiling: number | null;
  readonly currency: 'EUR';
  /** `review` when the figure is not confirmed for this date. */
  readonly status: 'conditional' | 'review';
  /** The only year for which the source states the figure. */
  readonly statedFor: number | null;
}

/** The amount that one bound allows, in cents. Integers, because 129 935 × 0.40 in floating point is not 51 974. */
function allowed(bound: Bound, application: Application, figure: (name: string) => number | null): bigint | null {
  const fact = (name: keyof Application) => {
    const value = application[name];
    return typeof value === 'number' ? hundredths(value) : null;
  };
  const value = (name: string) => {
    const found = figure(name);
    return found === null ? null : hundredths(found);
  };
  switch (bound.kind) {
    case 'flat':
      return value(bound.value);
    case 'fact':
      return fact(bound.of);
    case 'share': {
      const [rate, of] = [value(bound.rate), fact(bound.of)];
      return rate === null || of === null ? null : roundedDown(of * rate, whole);
    }
    case 'share-of-rest': {
      const [rate, of] = [value(bound.rate), fact(bound.of)];
      return rate === null || of === null ? null : roundedDown((of - (fact(bound.less) ?? 0n)) * rate, whole);
    }
    case 'after-own-share': {
      const [keep, of] = [value(bound.keep), fact(bound.of)];
      return keep === null || of === null ? null : roundedDown(of * (whole - keep), whole) - (fact(bound.less) ?? 0n);
    }
    case 'pro-rata': {
      const [most, over, of] = [value(bound.value), value(bound.over), fact(bound.of)];
      if (most === null || over === null) return null;
      return of === null || of >= over ? most : roundedDown(most * of, over);
    }
  }
}

/** 100 %, in hundredths of a percent. */
const whole = 10_000n;

function hundredths(value: number): bigint {
  return BigInt(Math.round(value * 100));
}

/** Quotient rounded down to a whole cent, towards minus infinity. */
function roundedDown(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && dividend % divisor !== 0n ? quotient - 1n : quotient;
}

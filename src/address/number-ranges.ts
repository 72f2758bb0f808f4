import type { StreetNumber } from './candidate.ts';
import { isMadeUp } from './made-up-number.ts';

/**
 * Writes some numbers of a street, odd and even ones apart, in ranges: « 2 à 8 », « 12 bis ». A range means every known
 * number of its side from the first to the last; `numbers` are all known numbers. A made-up number is listed alone,
 * with a mark.
 */
export function rangesOf(numbers: readonly StreetNumber[], chosen: ReadonlySet<StreetNumber>): Sides {
  const inOrder = [...numbers].sort(compareNumbers);
  return {
    odd: rangesAmong(
      inOrder.filter(({ number }) => number % 2 === 1),
      chosen,
    ),
    even: rangesAmong(
      inOrder.filter(({ number }) => number % 2 === 0),
      chosen,
    ),
  };
}

export interface Sides {
  readonly odd: readonly string[];
  readonly even: readonly string[];
}

function rangesAmong(side: readonly StreetNumber[], chosen: ReadonlySet<StreetNumber>): string[] {
  const ranges: string[] = [];
  for (let i = 0; i < side.length; i++) {
    const first = side[i]!;
    if (!chosen.has(first)) continue;
    if (isMadeUp(first)) {
      ranges.push(`${written(first)} (fictif)`);
      continue;
    }
    while (i + 1 < side.length && chosen.has(side[i + 1]!) && !isMadeUp(side[i + 1]!)) i++;
    const last = side[i]!;
    const [start, end] = [written(first), written(last)];
    ranges.push(start === end ? start : `${start} à ${end}`);
  }
  return ranges;
}

function written({ number, suffix }: StreetNumber): string {
  return suffix === '' ? String(number) : `${number} ${suffix}`;
}

/** In the order of the street: 12, 12 bis, 12 ter, 12 quater, 12 a, 12 b, 14. */
function compareNumbers(a: StreetNumber, b: StreetNumber): number {
  return a.number - b.number || rankOf(a.suffix) - rankOf(b.suffix) || (a.suffix < b.suffix ? -1 : 1);
}

function rankOf(suffix: string): number {
  const rank = SUFFIXES.indexOf(suffix);
  return rank === -1 ? SUFFIXES.length : rank;
}

const SUFFIXES = ['', 'bis', 'ter', 'quater', 'quinquies', 'sexies', 'septies', 'octies'];

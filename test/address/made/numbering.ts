import type { Random } from '../../shapes.ts';
import type { Side } from './axis.ts';

/** A number of a street, and its position along it. */
export interface HouseNumber {
  readonly number: number;
  /** « bis », « ter », « quater » or a letter, in lower case as the BAN writes it. */
  readonly suffix: string | null;
  readonly side: Side;
  /** Metres from the beginning of the axis. */
  readonly along: number;
}

/**
 * Numbers along `length` metres, `count` at most: odd ones on the left, even ones on the right, 8 to 30 m from one to
 * the next, with gaps and repetition indices. With metric numbering, a number is the metres from the beginning.
 */
export function numbersAlong(random: Random, length: number, count: number, metric = random() < 0.08): HouseNumber[] {
  const numbers: HouseNumber[] = [];
  const spacing = 8 + 15 * random() ** 1.5;
  const share = random() < 0.06 ? Number(random() < 0.5) : 0.35 + 0.3 * random();
  for (const side of ['left', 'right'] as const) {
    const limit = numbers.length + Math.round(count * (side === 'left' ? share : 1 - share));
    let along = spacing * (0.2 + random());
    let number = side === 'left' ? 1 : 2;
    while (along < length && numbers.length < limit) {
      if (random() < 0.1) number += 2;
      if (random() < 0.01) number += 2 * Math.floor(2 + 10 * random());
      const shown = metric ? metresAsNumber(along, side) : number;
      numbers.push({ number: shown, suffix: null, side, along });
      for (const suffix of repetitions(random)) {
        along += 3 + 3 * random();
        if (along < length && numbers.length < limit) numbers.push({ number: shown, suffix, side, along });
      }
      along += Math.max(8, Math.min(30, spacing * (0.7 + 0.8 * random())));
      number += 2;
    }
  }
  return numbers;
}

/** Made-up numbers of the tax office, 5000 and more, for houses without a number: on either side and in no order. */
export function madeUpNumbers(random: Random, length: number): HouseNumber[] {
  const base = random() < 0.6 ? 5000 : random() < 0.5 ? 8000 : 9000;
  const first = base + Math.floor(90 * random());
  return Array.from({ length: 1 + Math.floor(4 * random()) }, (_, i) => ({
    number: first + i,
    suffix: null,
    side: random() < 0.5 ? 'left' : 'right',
    along: length * random(),
  }));
}

function metresAsNumber(along: number, side: Side): number {
  return side === 'left' ? 2 * Math.floor(along / 2) + 1 : Math.max(2, 2 * Math.round(along / 2));
}

function repetitions(random: Random): readonly string[] {
  const chance = random();
  if (chance > 0.065) return [];
  if (chance > 0.02) return ['bis'];
  if (chance > 0.012) return ['bis', 'ter'];
  if (chance > 0.009) return ['bis', 'ter', 'quater'];
  return ['a', 'b', 'c', 'd'].slice(0, 1 + Math.floor(4 * random()));
}

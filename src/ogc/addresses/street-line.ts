import type { TilePosition } from '../cut.ts';

/** A house on a street: its number and its position, in units of the same length in both directions. */
export interface House {
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Returns a street as lines through its houses, to draw it where no map of streets is loaded. The side with more houses
 * is followed in the order of its numbers, halfway to the nearest house of the other side. A gap of more than
 * `FARTHEST_NEIGHBOUR` metres ends a line. `metre` is the length of a metre. No line for a single house.
 */
export function streetLines(houses: readonly House[], metre: number): TilePosition[][] {
  const odd = houses.filter(({ number }) => number % 2 === 1);
  const even = houses.filter(({ number }) => number % 2 === 0);
  const [side, across] = odd.length >= even.length ? [odd, even] : [even, odd];
  const lines: TilePosition[][] = [];
  let line: TilePosition[] = [];
  let before: House | null = null;
  for (const house of side.toSorted((a, b) => a.number - b.number)) {
    if (before !== null && distanceOf(before, house) > FARTHEST_NEIGHBOUR * metre) {
      lines.push(line);
      line = [];
    }
    line.push(middleOf(house, nearest(house, across, WIDEST_STREET * metre)));
    before = house;
  }
  lines.push(line);
  return lines.filter((positions) => positions.length > 1);
}

/** Metres between neighbours on one side of a street; farther ones may be on another branch of it. */
const FARTHEST_NEIGHBOUR = 150;
/** Metres between the houses of both sides. */
const WIDEST_STREET = 60;

function nearest(house: House, others: readonly House[], within: number): House | null {
  let found: House | null = null;
  let least = within;
  for (const other of others) {
    const distance = distanceOf(house, other);
    if (distance < least) [found, least] = [other, distance];
  }
  return found;
}

function distanceOf(a: House, b: House): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middleOf(house: House, other: House | null): TilePosition {
  return other === null ? [house.x, house.y] : [(house.x + other.x) / 2, (house.y + other.y) / 2];
}

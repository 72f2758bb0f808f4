import { groundDistance } from '../geo/ground.ts';
import type { StreetNumber } from './candidate.ts';
import { isMadeUp } from './made-up-number.ts';

/**
 * Returns the side of a limit on which a number of a street lies, where the street is that limit. The data has no
 * street axes: a street counts as the limit where, around the number, all odd numbers near the limit are on one side of
 * it and all even ones on the other. `distanceTo` gives the signed ground metres from a house to the limit, negative
 * inside; `reach` is the largest distance in metres between a limit street and its numbers.
 *
 * `none` where no limit street is found; `unknown` where one is found, but not the side of this number.
 */
export function sideOfLimitStreet(
  house: House,
  numbers: readonly StreetNumber[],
  distanceTo: (at: House) => number,
  reach: number,
): 'inner' | 'outer' | 'unknown' | 'none' {
  const tally = { oddInside: 0, oddOutside: 0, evenInside: 0, evenOutside: 0 };
  for (const neighbour of numbers) {
    if (isMadeUp(neighbour)) continue;
    if (groundDistance(house.lon, house.lat, neighbour.lon, neighbour.lat) > AROUND) continue;
    const distance = distanceTo(neighbour);
    if (Math.abs(distance) > reach) continue;
    const isOdd = neighbour.number % 2 === 1;
    if (distance <= 0) tally[isOdd ? 'oddInside' : 'evenInside']++;
    else tally[isOdd ? 'oddOutside' : 'evenOutside']++;
  }
  const { oddInside, oddOutside, evenInside, evenOutside } = tally;
  const isInnerOdd = isMostly(oddInside, oddOutside) && isMostly(evenOutside, evenInside);
  const isInnerEven = isMostly(evenInside, evenOutside) && isMostly(oddOutside, oddInside);
  if (!isInnerOdd && !isInnerEven) return 'none';
  const { number } = house;
  if (number === null || isMadeUp({ number })) return 'unknown';
  const isInner = (number % 2 === 1) === isInnerOdd;
  const isInsideAsDrawn = distanceTo(house) <= 0;
  // Where the parity and the position disagree, one of them is wrong, and it is not known which.
  if (isInner !== isInsideAsDrawn) return 'unknown';
  return isInner ? 'inner' : 'outer';
}

/** The house whose side is computed; null for an unknown number. */
export interface House {
  readonly number: number | null;
  readonly lon: number;
  readonly lat: number;
}

/** Radius in metres of the numbers that count: a limit follows a street only for a while. */
const AROUND = 250;
/** Minimum of numbers on one side, and the share of them that may be on the other side. */
const LEAST = 2;
const EXCEPTIONS = 0.15;

function isMostly(one: number, other: number): boolean {
  return one >= LEAST && other <= one * EXCEPTIONS;
}

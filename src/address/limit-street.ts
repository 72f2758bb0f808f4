import { groundDistance } from '../geo/ground.ts';
import type { StreetNumber } from './candidate.ts';
import { isMadeUp } from './made-up-number.ts';

/**
 * On which side of a limit a number of a street stands, where the street is that limit. The data has no axes of
 * streets: a street is taken for a limit where, around the number, all odd numbers near the limit stand on one side of
 * it and all even ones on the other. `distanceTo` gives the signed ground metres from a house to the limit, negative
 * inside; `reach` is how many metres a number may stand from a limit that its street bears.
 *
 * `none` where nothing shows a limit street; `unknown` where one shows, but not the side of this number.
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
  // Where the number's own position says otherwise, one of the two is wrong, and nothing tells which.
  if (isInner !== isInsideAsDrawn) return 'unknown';
  return isInner ? 'inner' : 'outer';
}

/** The place whose side is asked; a null number is not known. */
export interface House {
  readonly number: number | null;
  readonly lon: number;
  readonly lat: number;
}

/**
 * Metres on either side of the house within which its street's numbers tell: a limit follows a street for a while only.
 */
const AROUND = 250;
/** Numbers of one side, at the least, and how many of them may stand across for one that stands right. */
const LEAST = 2;
const EXCEPTIONS = 0.15;

function isMostly(one: number, other: number): boolean {
  return one >= LEAST && other <= one * EXCEPTIONS;
}

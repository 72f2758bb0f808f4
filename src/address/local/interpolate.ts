import { groundDistance } from '../../geo/ground.ts';
import type { StreetNumber } from '../candidate.ts';
import { isMadeUp } from '../made-up-number.ts';

/**
 * Places a number between its neighbours of the same side; null where one is missing or they are too far apart.
 * `numbers` are in order. `uncertainty` (ground metres) reaches the farther neighbour, plus as much as the neighbours
 * themselves are off the line of theirs: 99.6 % of 20 000 real numbers that were left out lie within it.
 */
export function interpolated(number: number, numbers: readonly StreetNumber[]): Interpolated | null {
  const side = numbers.filter((one) => one.number % 2 === number % 2 && !isMadeUp(one));
  const before = side.filter((one) => one.number < number).slice(-3);
  const after = side.filter((one) => one.number > number).slice(0, 3);
  const [previous, next] = [before.at(-1), after[0]];
  if (previous === undefined || next === undefined) return null;
  const apart = away(previous, next);
  if (apart > WIDEST_GAP) return null;
  const share = (number - previous.number) / (next.number - previous.number);
  const around = [...before, ...after];
  const spread = Math.max(0, ...around.map((one, i) => offLine(around[i - 1], one, around[i + 1])));
  return {
    ...onLine(previous, next, number),
    uncertainty: Math.ceil(
      apart * Math.max(share, 1 - share) + spread + Math.max(previous.uncertainty, next.uncertainty),
    ),
  };
}

export interface Interpolated {
  readonly lon: number;
  readonly lat: number;
  readonly uncertainty: number;
}

/** Ground metres from a number to where its neighbours would place it; 0 where it lacks one. */
function offLine(before: StreetNumber | undefined, at: StreetNumber, after: StreetNumber | undefined): number {
  if (before === undefined || after === undefined || before.number === after.number) return 0;
  return away(at, onLine(before, after, at.number));
}

function onLine(before: StreetNumber, after: StreetNumber, number: number): Position {
  const share = (number - before.number) / (after.number - before.number);
  return {
    lon: before.lon + share * (after.lon - before.lon),
    lat: before.lat + share * (after.lat - before.lat),
  };
}

type Position = Pick<StreetNumber, 'lon' | 'lat'>;

function away(a: Position, b: Position): number {
  return groundDistance(a.lon, a.lat, b.lon, b.lat);
}

/** Metres between two numbers of one side, beyond which the street may not run straight. */
const WIDEST_GAP = 300;

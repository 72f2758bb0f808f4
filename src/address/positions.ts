import { groundDistance } from '../geo/ground.ts';
import type { Candidate, StreetNumber } from './candidate.ts';
import { isMadeUp } from './made-up-number.ts';

/**
 * Returns the possible positions of a candidate: one for a number, a hamlet or a commune; for a street with known
 * numbers, one for each number, wide enough to meet its neighbours, so that together they cover the street.
 */
export function candidatePositions(candidate: Candidate): CandidatePosition[] {
  const { type, lon, lat, uncertainty } = candidate;
  const numbers = type === 'street' ? (candidate.numbers?.() ?? []) : [];
  if (numbers.length === 0) return [{ lon, lat, uncertainty }];
  return numbers.map((position, i) => ({
    lon: position.lon,
    lat: position.lat,
    uncertainty: Math.max(
      position.uncertainty,
      halfWayTo(position, numbers[i - 1]),
      halfWayTo(position, numbers[i + 1]),
    ),
  }));
}

/** WGS84 degrees, and a radius in ground metres. */
export interface CandidatePosition {
  readonly lon: number;
  readonly lat: number;
  readonly uncertainty: number;
}

/** Half the ground metres to the next number; gaps too wide for a built street do not count. */
function halfWayTo(position: StreetNumber, next: StreetNumber | undefined): number {
  if (next === undefined || isMadeUp(position) || isMadeUp(next)) return 0;
  const apart = groundDistance(position.lon, position.lat, next.lon, next.lat);
  return apart > WIDEST_GAP ? 0 : Math.ceil(apart / 2);
}

/** Metres. */
const WIDEST_GAP = 200;

import type { StreetNumber } from '../candidate.ts';
import { type House, sideOfLimitStreet } from '../limit-street.ts';
import { isMadeUp } from '../made-up-number.ts';
import { rangesOf, type Sides } from '../number-ranges.ts';

/**
 * Classifies the numbers of a street relative to a zone. `numbers` are all known numbers of the street, at least one; a
 * number at two places is there twice. A number whose position may be on either side of the limit is listed in
 * `review`, neither in nor out. Where the street is the limit, the parity of a number decides its side.
 */
export function streetInZone(numbers: readonly StreetNumber[], limit: ZoneLimit, metres: LedgerMetres): StreetInZone {
  if (numbers.length === 0) throw new RangeError('a street needs a number');
  const placed = placeNumbers(numbers, limit, metres);
  const inside = new Set<StreetNumber>();
  const review = new Set<StreetNumber>();
  for (const { at, side } of placed) {
    if (side === 'inside') inside.add(at);
    else if (side === 'either') review.add(at);
  }
  const status = statusAsDrawn(placed, metres.band);
  const possible = possibleStatuses(placed, metres.band);
  if (status === 'limit' && possible.delete('partly')) possible.add('limit');
  return {
    status,
    certainty: possible.size === 1 ? 'firm' : 'review',
    possibleStatuses: streetStatuses.filter((one) => possible.has(one)),
    inside: rangesOf(numbers, inside),
    review: rangesOf(numbers, review),
    numbers: {
      known: numbers.length,
      inside: inside.size,
      review: review.size,
      band: placed.filter(({ distance, side }) => side === 'outside' && distance < metres.band).length,
    },
  };
}

export interface ZoneLimit {
  /** Signed ground metres to the limit, negative inside. */
  distanceTo(lon: number, lat: number): number;
  /** Metres by which the limit may be wrong. */
  readonly precision: number;
  /**
   * Metres that a number of this street may be inside at most, beyond all doubt: farther in, its commune or its
   * position is wrong. Absent for a street of the zone's communes.
   */
  readonly deepest?: number | undefined;
  /** Whether a number is outside its stated commune, beyond all doubt: its commune or its position is wrong. */
  isElsewhere?(at: StreetNumber): boolean;
}

/** Distances of the classification, in ground metres. */
export interface LedgerMetres {
  /** A place outside is in the band when it is nearer than this. */
  readonly band: number;
  /** Largest distance between a limit street and its numbers. */
  readonly limitStreet: number;
}

/**
 * `inside`: every known number is in the zone; `partly`: some are; `limit`: most of the street is the limit, with odd
 * numbers on one side and even ones on the other; `band`: none is in, some are nearer than the band; `outside`: all
 * others.
 */
export type StreetStatus = (typeof streetStatuses)[number];

/** Strongest first. */
export const streetStatuses = ['inside', 'partly', 'limit', 'band', 'outside'] as const;

export interface StreetInZone {
  /** Status of the positions as drawn. */
  readonly status: StreetStatus;
  /** `review` when numbers under review, or within the doubt of the band, could change the status. */
  readonly certainty: 'firm' | 'review';
  /** Every status that is possible within the doubt. */
  readonly possibleStatuses: readonly StreetStatus[];
  /** Numbers that are surely in. */
  readonly inside: Sides;
  /** Numbers that may be in or out. */
  readonly review: Sides;
  readonly numbers: {
    readonly known: number;
    readonly inside: number;
    readonly review: number;
    /** Count of numbers surely out, and nearer than the band. */
    readonly band: number;
  };
}

/** A number and its position relative to the limit. */
interface PlacedNumber {
  readonly at: StreetNumber;
  readonly distance: number;
  /** Metres: uncertainty of the position plus precision of the limit. */
  readonly doubt: number;
  readonly side: 'inside' | 'outside' | 'either';
  /** Whether the street is the limit there. */
  readonly isOnLimit: boolean;
}

function placeNumbers(
  numbers: readonly StreetNumber[],
  limit: ZoneLimit,
  { limitStreet }: LedgerMetres,
): PlacedNumber[] {
  const distances = new Map<House, number>();
  for (const at of numbers) distances.set(at, limit.distanceTo(at.lon, at.lat));
  const distanceTo = (at: House) => distances.get(at)!;
  const nearLimit = numbers.filter((at) => Math.abs(distanceTo(at)) <= limitStreet);
  const placed = numbers.map((at): PlacedNumber => {
    const distance = distanceTo(at);
    const doubt = at.uncertainty + limit.precision;
    const isNear = Math.abs(distance) <= limitStreet;
    const ofStreet = isNear ? sideOfLimitStreet(at, nearLimit, distanceTo, limitStreet) : 'none';
    const ofPosition = distance + doubt <= 0 ? 'inside' : distance - doubt > 0 ? 'outside' : 'either';
    // A position this vague may not be in the street, so the side of the street does not apply.
    const ownSide = ofStreet === 'none' || doubt > limitStreet ? ofPosition : SIDES[ofStreet];
    const isDeep = limit.deepest !== undefined && distance < -(doubt + limit.deepest);
    const isInDoubt = isDeep || (ownSide === 'inside' && limit.isElsewhere?.(at));
    const side = isInDoubt ? 'either' : ownSide;
    return { at, distance, doubt, side, isOnLimit: ofStreet !== 'none' };
  });
  return withoutContradictions(placed);
}

/** A number at two places, one in and one out, is neither. */
function withoutContradictions(placed: readonly PlacedNumber[]): PlacedNumber[] {
  const sides = new Map<string, Set<PlacedNumber['side']>>();
  const keyOf = ({ at: { number, suffix } }: PlacedNumber) => `${number} ${suffix}`;
  for (const one of placed) sides.set(keyOf(one), (sides.get(keyOf(one)) ?? new Set()).add(one.side));
  return placed.map((one) => (sides.get(keyOf(one))!.size > 1 ? { ...one, side: 'either' } : one));
}

const SIDES = { inner: 'inside', outer: 'outside', unknown: 'either' } as const;

function statusAsDrawn(placed: readonly PlacedNumber[], band: number): StreetStatus {
  const inside = placed.filter(({ distance }) => distance <= 0).length;
  if (inside === 0) return placed.some(({ distance }) => distance < band) ? 'band' : 'outside';
  if (inside === placed.length) return 'inside';
  const numbered = placed.filter(({ at }) => !isMadeUp(at));
  const onLimit = numbered.filter(({ isOnLimit }) => isOnLimit).length;
  return onLimit > numbered.length / 2 ? 'limit' : 'partly';
}

/** All statuses that the doubts allow; `partly` includes `limit`. */
function possibleStatuses(placed: readonly PlacedNumber[], band: number): Set<StreetStatus> {
  const possible = new Set<StreetStatus>();
  const mayBeIn = placed.filter(({ side }) => side !== 'outside').length;
  const mayBeOut = placed.filter(({ side }) => side !== 'inside').length;
  if (mayBeIn === placed.length) possible.add('inside');
  if (mayBeIn > 0 && mayBeOut > 0 && placed.length > 1) possible.add('partly');
  if (mayBeOut === placed.length) {
    if (placed.some(({ distance, doubt }) => distance - doubt < band)) possible.add('band');
    if (placed.every(({ distance, doubt }) => distance + doubt >= band)) possible.add('outside');
  }
  return possible;
}

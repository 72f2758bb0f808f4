import type { StreetNumber } from '../candidate.ts';
import { type House, sideOfLimitStreet } from '../limit-street.ts';
import { isMadeUp } from '../made-up-number.ts';
import { rangesOf, type Sides } from '../number-ranges.ts';

/**
 * Where a street stands towards a zone, number by number: `numbers` are all those known of the street, at least one. A
 * number whose position could be on either side of the limit is listed in `review`, and is neither in nor out; but
 * where the street itself is the limit, the parity of a number tells its side.
 */
export function streetInZone(numbers: readonly StreetNumber[], limit: ZoneLimit, metres: LedgerMetres): StreetInZone {
  if (numbers.length === 0) throw new RangeError('a street without a number is nowhere');
  const stands = standsOf(numbers, limit, metres);
  const inside = new Set<StreetNumber>();
  const review = new Set<StreetNumber>();
  for (const { at, side } of stands) {
    if (side === 'inside') inside.add(at);
    else if (side === 'either') review.add(at);
  }
  const status = statusAsDrawn(stands, metres.band);
  const possible = possibleStatuses(stands, metres.band);
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
      band: stands.filter(({ distance, side }) => side === 'outside' && distance < metres.band).length,
    },
  };
}

/** A zone, as far as a street is concerned. */
export interface ZoneLimit {
  /** Signed ground metres to the limit, negative inside. */
  distanceTo(lon: number, lat: number): number;
  /** Metres by which the limit may be wrong. */
  readonly precision: number;
}

/** The distances that tell streets apart. */
export interface LedgerMetres {
  /** A place outside is in the band when it is nearer than this. */
  readonly band: number;
  /** How far a number may stand from a limit that its street bears. */
  readonly limitStreet: number;
}

/**
 * `inside`: every known number is in the zone; `partly`: some are; `limit`: most of the street is the limit, odd
 * numbers on one side of it, even ones on the other; `band`: none is in, some are nearer than the band; `outside`: none
 * of that.
 */
export type StreetStatus = (typeof streetStatuses)[number];

/** The strongest first. */
export const streetStatuses = ['inside', 'partly', 'limit', 'band', 'outside'] as const;

export interface StreetInZone {
  /** As the positions are drawn. */
  readonly status: StreetStatus;
  /** `review` when numbers under review, or within doubt of the band, could change the status. */
  readonly certainty: 'firm' | 'review';
  /** Every status that the street can have within the doubt. */
  readonly possibleStatuses: readonly StreetStatus[];
  /** The numbers that are in for sure. */
  readonly inside: Sides;
  /** Those that are in or out, nobody can tell. */
  readonly review: Sides;
  readonly numbers: {
    readonly known: number;
    readonly inside: number;
    readonly review: number;
    /** Out for sure, and nearer than the band. */
    readonly band: number;
  };
}

/** A number and where it stands. */
interface Stand {
  readonly at: StreetNumber;
  readonly distance: number;
  /** Metres: the uncertainty of the position and the precision of the limit. */
  readonly doubt: number;
  readonly side: 'inside' | 'outside' | 'either';
  /** Whether the street is the limit there. */
  readonly isOnLimit: boolean;
}

function standsOf(numbers: readonly StreetNumber[], limit: ZoneLimit, { limitStreet }: LedgerMetres): Stand[] {
  const distances = new Map<House, number>();
  for (const at of numbers) distances.set(at, limit.distanceTo(at.lon, at.lat));
  const distanceTo = (at: House) => distances.get(at)!;
  const nearLimit = numbers.filter((at) => Math.abs(distanceTo(at)) <= limitStreet);
  return numbers.map((at) => {
    const distance = distanceTo(at);
    const doubt = at.uncertainty + limit.precision;
    const isNear = Math.abs(distance) <= limitStreet;
    const ofStreet = isNear ? sideOfLimitStreet(at, nearLimit, distanceTo, limitStreet) : 'none';
    const ofPosition = distance + doubt <= 0 ? 'inside' : distance - doubt > 0 ? 'outside' : 'either';
    // A position so vague that it may not be in that street has no side of it.
    const side = ofStreet === 'none' || doubt > limitStreet ? ofPosition : SIDES[ofStreet];
    return { at, distance, doubt, side, isOnLimit: ofStreet !== 'none' };
  });
}

const SIDES = { inner: 'inside', outer: 'outside', unknown: 'either' } as const;

function statusAsDrawn(stands: readonly Stand[], band: number): StreetStatus {
  const inside = stands.filter(({ distance }) => distance <= 0).length;
  if (inside === 0) return stands.some(({ distance }) => distance < band) ? 'band' : 'outside';
  if (inside === stands.length) return 'inside';
  const numbered = stands.filter(({ at }) => !isMadeUp(at));
  const onLimit = numbered.filter(({ isOnLimit }) => isOnLimit).length;
  return onLimit > numbered.length / 2 ? 'limit' : 'partly';
}

/** Whichever way each doubt falls; `partly` stands for `limit` too, which is a manner of being so. */
function possibleStatuses(stands: readonly Stand[], band: number): Set<StreetStatus> {
  const possible = new Set<StreetStatus>();
  const mayBeIn = stands.filter(({ side }) => side !== 'outside').length;
  const mayBeOut = stands.filter(({ side }) => side !== 'inside').length;
  if (mayBeIn === stands.length) possible.add('inside');
  if (mayBeIn > 0 && mayBeOut > 0 && stands.length > 1) possible.add('partly');
  if (mayBeOut === stands.length) {
    if (stands.some(({ distance, doubt }) => distance - doubt < band)) possible.add('band');
    if (stands.every(({ distance, doubt }) => distance + doubt >= band)) possible.add('outside');
  }
  return possible;
}

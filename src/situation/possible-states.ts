import type { Zones } from '../zones/zones.ts';
import type { Measured } from './measure.ts';
import type { Place, PointPlace } from './place.ts';
import type { Member, State } from './state.ts';

/**
 * The states of the place towards one zone, those that rules can tell apart: the one drawn first, then the others from
 * the nearest to the farthest.
 */
export function possibleStates(measured: Measured, streetSide: PointPlace['streetSide'], zones: Zones): State[] {
  const limits = [0, zones.distances.band, zones.distances.near];
  const classOf = (distance: number) => (distance <= 0 ? 0 : distance < limits[1]! ? 1 : distance < limits[2]! ? 2 : 3);
  const { nearest, farthest, doubt } = measured;
  const { id, kind, name } = measured.drawn.zone;
  const states = new Map<string, Member>();
  const add = (shift: number, distance: number, near: number, far: number) => {
    const key = `${classOf(distance)}${classOf(near)}${classOf(far)}`;
    // A measure whose doubt is as large as itself says nothing of how far the place is.
    const isSupposed = shift !== 0 || (doubt > 0 && doubt >= Math.abs(distance));
    const member = { id, kind, name, distance, nearest: near, farthest: far };
    if (!states.has(key)) states.set(key, isSupposed ? { ...member, isSupposed } : member);
  };
  for (const shift of shifts([nearest, farthest], doubt, limits)) {
    const near = nearest + shift;
    const far = farthest + shift;
    add(shift, near, near, far);
    for (const limit of limits) if (near < limit && limit < far) add(shift, limit, near, far);
    if (near < 0 && far > 0) add(shift, Math.min(far, limits[1]! / 2), near, far);
    add(shift, far, near, far);
  }
  let members = [...states.values()];
  if (streetSide) members = onTheSide(members, streetSide, measured, zones);
  const [drawn, ...others] = members;
  const ordered: State[] = [drawn!, ...others.sort((a, b) => a.distance - b.distance || a.farthest - b.farthest)];
  // A farther state closes the list, so that the last one is always the farthest: the drawn one where no other is farther.
  if (measured.doubts.length > 0) ordered.push(null);
  else if (ordered.length > 1 && ordered.at(-1)!.distance < drawn!.distance) ordered.push(drawn!);
  return ordered;
}

/**
 * By how many metres a measure may be wrong, one value for each side of each limit that it can fall on: zero first, then
 * the limits that the doubt reaches, the middles between those, and the ends.
 */
function shifts(measures: readonly number[], doubt: number, limits: readonly number[]): number[] {
  if (doubt === 0) return [0];
  const crossings = limits
    .flatMap((limit) => measures.map((measure) => limit - measure))
    .filter((shift) => -doubt < shift && shift < doubt);
  if (crossings.length === 0) return [0, -doubt, doubt];
  const ends = [-doubt, ...crossings, doubt].sort((a, b) => a - b);
  const middles = ends.slice(1).map((end, i) => (end + ends[i]!) / 2);
  return [0, ...ends, ...middles];
}

/** The side of the street that a person states; where two quarters share the street, it does not say of which. */
export function streetSideOf(place: Place, measured: readonly Measured[], zones: Zones): PointPlace['streetSide'] {
  if (!('streetSide' in place) || place.streetSide === undefined) return undefined;
  const limits = measured.filter(({ nearest }) => Math.abs(nearest) <= zones.distances.limitStreet);
  return limits.length > 1 ? 'unknown' : place.streetSide;
}

/**
 * What a person says of the side of the street: it settles a limit that the doubt reaches; against a limit that the data
 * draws a few metres away it raises a doubt, and settles nothing. It says nothing of a limit farther than half a street,
 * nor of a place so vague that it may not be in that street.
 */
function onTheSide(
  members: Member[],
  side: NonNullable<PointPlace['streetSide']>,
  measured: Measured,
  zones: Zones,
): Member[] {
  const { limitStreet } = zones.distances;
  if (Math.abs(measured.nearest) > limitStreet || measured.doubt > limitStreet) return members;
  const isReached = Math.abs(measured.nearest) <= measured.doubt;
  const { id, kind, name } = measured.drawn.zone;
  const at = (distance: number): Member => ({
    id,
    kind,
    name,
    distance,
    nearest: distance,
    farthest: distance,
    isSupposed: true,
  });
  const inner = members.find(({ distance }) => distance <= 0) ?? at(0);
  const outer = members.find(({ distance }) => distance > 0) ?? at(A_MILLIMETRE);
  if (side === 'inner') return isReached || measured.nearest <= 0 ? [inner] : [outer, inner];
  if (side === 'outer') return isReached || measured.nearest > 0 ? [outer] : [inner, outer];
  return measured.nearest <= 0 ? [inner, outer] : [outer, inner];
}

/** Whether the place is in the zone, or out of it, for no better reason than the side that was stated. */
export function isSettledBySide(
  measured: Measured,
  states: readonly State[],
  streetSide: PointPlace['streetSide'],
  zones: Zones,
): boolean {
  if (streetSide === undefined || streetSide === 'unknown') return false;
  const sides = (of: readonly State[]) => new Set(of.flatMap((state) => (state === null ? [] : [state.distance <= 0])));
  return sides(states).size === 1 && sides(possibleStates(measured, undefined, zones)).size > 1;
}

const A_MILLIMETRE = 0.001;

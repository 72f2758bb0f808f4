import type { Zones } from '../zones/zones.ts';
import type { Measured } from './measure.ts';
import type { Place, PointPlace } from './place.ts';
import type { Member, State } from './state.ts';

/**
 * Returns the states of the place relative to one zone, one for each combination that rules can distinguish. The drawn
 * state comes first, then the others from the nearest to the farthest. The last one is always the farthest: the drawn
 * state is repeated there, or null closes the list when the zone may not be in force.
 */
export function possibleStates(measured: Measured, streetSide: PointPlace['streetSide'], zones: Zones): State[] {
  const limits = [0, zones.distances.band, zones.distances.near];
  const classOf = (distance: number) => (distance <= 0 ? 0 : distance < limits[1]! ? 1 : distance < limits[2]! ? 2 : 3);
  const { nearest, farthest, doubt } = measured;
  const { id, kind, name } = measured.drawn.zone;
  const states = new Map<string, Member>();
  const add = (shift: number, distance: number, near: number, far: number) => {
    const key = `${classOf(distance)}${classOf(near)}${classOf(far)}`;
    // When the doubt is as large as the distance, the distance is only an example.
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
  if (streetSide) members = withStatedSide(members, streetSide, measured, zones);
  const [drawn, ...others] = members;
  const ordered: State[] = [drawn!, ...others.sort((a, b) => a.distance - b.distance || a.farthest - b.farthest)];
  // The list ends with the farthest state, which is the drawn one when no other is farther.
  if (measured.doubts.length > 0) ordered.push(null);
  else if (ordered.length > 1 && ordered.at(-1)!.distance < drawn!.distance) ordered.push(drawn!);
  return ordered;
}

/**
 * The errors, in metres, that put the measures on each side of each limit within the doubt: zero first, then the ends
 * of the doubt and the errors that reach a limit, then the middles between those.
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

/** Returns the side of the street that a person states, or `unknown` when the street limits more than one zone. */
export function streetSideOf(place: Place, measured: readonly Measured[], zones: Zones): PointPlace['streetSide'] {
  if (!('streetSide' in place) || place.streetSide === undefined) return undefined;
  const limits = measured.filter(({ nearest }) => Math.abs(nearest) <= zones.distances.limitStreet);
  return limits.length > 1 ? 'unknown' : place.streetSide;
}

/**
 * Applies the stated side of the street. Where the doubt reaches the limit, the statement decides. Where the data draws
 * the limit some metres away on the other side, the statement adds a doubt and decides nothing. A statement does not
 * concern a limit farther than half a street, nor a place too vague to be in that street.
 */
function withStatedSide(
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

/** Returns whether only the stated side decides that the place is inside or outside the zone. */
export function isDecidedBySide(
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

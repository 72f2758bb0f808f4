import type { Membership, Reason, SituatedZone, Situation } from './situation.ts';
import { tiers } from './tier.ts';

/**
 * The situation of a place that may be any of several, given the situation of each, at least one: every state of every one of
 * them is possible. What is told of it is told of the first, as far as the others agree. `limits` are the distances, in
 * metres, that rules ask about: states that those do not tell apart are kept once.
 */
export function joinedSituation(situations: readonly Situation[], limits: readonly number[]): Situation {
  const [first, ...others] = situations;
  if (first === undefined) throw new RangeError('nothing to join');
  if (others.length === 0) return first;
  const possible = new Set(situations.flatMap(({ possibleTiers }) => possibleTiers));
  const isFirm = possible.size === 1 && situations.every(({ certainty }) => certainty === 'firm');
  return {
    ...first,
    certainty: isFirm ? 'firm' : 'review',
    possibleTiers: tiers.filter((tier) => possible.has(tier)),
    zones: joinedZones(situations),
    unknown: [...new Set(situations.flatMap(({ unknown }) => unknown))],
    reasons: once(situations.flatMap(({ reasons }) => reasons)),
    memberships: distinct(
      situations.flatMap(({ memberships }) => memberships),
      limits,
    ),
  };
}

function joinedZones(situations: readonly Situation[]): SituatedZone[] {
  const zones = new Map<string, SituatedZone>();
  for (const situation of situations) {
    for (const zone of situation.zones) {
      const known = zones.get(zone.id);
      if (!known) zones.set(zone.id, zone);
      else if (zone.relation !== known.relation || zone.certainty === 'review') {
        zones.set(zone.id, { ...known, certainty: 'review' });
      }
    }
  }
  // A zone that some of the places are too far from to list.
  return [...zones.values()].map((zone) =>
    situations.every((situation) => situation.zones.some(({ id }) => id === zone.id))
      ? zone
      : { ...zone, certainty: 'review' },
  );
}

function distinct(memberships: readonly Membership[], limits: readonly number[]): Membership[] {
  const classOf = (metres: number) => (metres <= 0 ? 0 : 1 + limits.filter((limit) => metres >= limit).length);
  const kept = new Map<string, Membership>();
  for (const membership of memberships) {
    const { commune, inAgglomeration, extent, zones } = membership;
    const states = zones
      .map(
        ({ id, kind, distance, nearest, farthest }) =>
          `${id}${kind}${classOf(distance)}${classOf(nearest)}${classOf(farthest)}`,
      )
      .sort();
    const key = `${commune}|${inAgglomeration}|${extent}|${states.join()}`;
    if (!kept.has(key)) kept.set(key, membership);
  }
  return [...kept.values()];
}

/** Each reason once: of those that differ by the metres of their doubt only, the first. */
function once(reasons: readonly Reason[]): Reason[] {
  const kept = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = `${reason.code} ${reason.message.replace(/ \(doute : [^)]*\)/, '')}`;
    if (!kept.has(key)) kept.set(key, reason);
  }
  return [...kept.values()];
}

import type { Membership, Reason, SituatedZone, Situation } from './situation.ts';
import { tiers } from './tier.ts';

/**
 * Returns the situation of a place that may be any of several. It holds every possible state of each given situation;
 * other fields come from the first, and their certainty is `review` where the others differ. `limits` are the
 * distances, in metres, that rules use: of the states on the same side of all limits, the first is kept. Throws a
 * RangeError when `situations` is empty.
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
  // A zone that is too far from one of the places to be listed there is not certain.
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
    const { commune, inAgglomeration, extent, generation, zones, former = [] } = membership;
    const states = [...zones, ...former]
      .map(
        ({ id, kind, distance, nearest, farthest }) =>
          `${id}${kind}${classOf(distance)}${classOf(nearest)}${classOf(farthest)}`,
      )
      .sort();
    const key = `${commune}|${inAgglomeration}|${extent}|${generation?.from}|${generation?.to}|${states.join()}`;
    if (!kept.has(key)) kept.set(key, membership);
  }
  return [...kept.values()];
}

/** Each reason once. Two reasons that differ only by the metres of doubt count as one. */
function once(reasons: readonly Reason[]): Reason[] {
  const kept = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = `${reason.code} ${reason.message.replace(/ \(doute : [^)]*\)/, '')}`;
    if (!kept.has(key)) kept.set(key, reason);
  }
  return [...kept.values()];
}

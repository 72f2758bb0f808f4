import type { CommuneCandidate } from '../zones/communes.ts';
import { unloadedZonesAt } from '../zones/coverage.ts';
import { isWholeIn, territoryAt } from '../zones/territories.ts';
import type { Kind, Zone } from '../zones/zone.ts';
import { type GenerationZones, isWithin, type Zones } from '../zones/zones.ts';
import { centreOf, type Place } from './place.ts';
import type { Member } from './state.ts';

/**
 * Returns the zones without a perimeter that may contain the place or be near it, and the unknown zones that may exist
 * where the loaded zones are not complete. `container` is the kind of the zone that certainly contains the place.
 */
export function hypothesesAt(
  place: Place,
  date: string,
  zones: Zones,
  current: GenerationZones | null,
  communes: readonly CommuneCandidate[],
  container: Kind | null,
): Hypothesis[] {
  // Zones do not overlap a QPV, and no zone opens more than a QPV does. A place in a QIC may still be near a QPV.
  if (container === 'qpv') return [];
  const { band, near } = zones.distances;
  const inside = 0;
  const inBand = band / 2;
  const nearby = (band + near) / 2;
  const hypothesis = (cause: string, id: string | null, kind: Kind, name: string | null, distance: number) => ({
    cause,
    name,
    state: { id, kind, name, distance, nearest: distance, farthest: distance, isSupposed: true },
  });
  if (!current) {
    const kinds: Kind[] = ['qpv', 'qic'];
    return kinds.flatMap((kind) => [inside, inBand].map((d) => hypothesis('no-generation', null, kind, null, d)));
  }
  const [lon, lat, uncertainty] = centreOf(place);
  const hypotheses: Hypothesis[] = [];
  for (const zone of missingOn(date, zones, current)) {
    const here = communes.some(({ citycode }) => citycode !== null && zone.communes.includes(citycode));
    const least = zones.communes.leastDistance(zone.communes, lon, lat, near + uncertainty) - uncertainty;
    if (here) hypotheses.push(hypothesis(zone.id, zone.id, zone.kind, zone.name, inside));
    if (here || least < band) hypotheses.push(hypothesis(zone.id, zone.id, zone.kind, zone.name, inBand));
    if (zone.kind === 'qpv' && (here || least < near)) {
      hypotheses.push(hypothesis(zone.id, zone.id, zone.kind, zone.name, nearby));
    }
  }
  for (const kind of ['qpv', 'qic'] as const) {
    const unloaded = unloadedZonesAt(current.coverage[kind], lon, lat, uncertainty, communes, zones.communes, band);
    if (unloaded === 'anywhere') hypotheses.push(hypothesis('coverage', null, kind, null, inside));
    if (unloaded !== 'none') hypotheses.push(hypothesis('coverage', null, kind, null, inBand));
  }
  // Its perimeters leave no gap: the place is beside a coarse limit, or at sea.
  if (isWholeIn(territoryAt(zones.territories, lon, lat), current.generation)) {
    hypotheses.push(hypothesis('coverage', null, 'qpv', null, inside));
  }
  if (container === 'qic') return hypotheses.filter(({ state }) => state.kind === 'qpv' && state.distance > 0);
  return hypotheses;
}

function missingOn(date: string, zones: Zones, current: GenerationZones): Zone[] {
  const others = zones.generations.filter((other) => other !== current);
  return [...current.missing, ...others.flatMap((other) => other.outlivingMissing)].filter((zone) =>
    isWithin(date, zone.inForce),
  );
}

/** A zone without a known perimeter, in one possible position. `cause` is its id, `coverage` or `no-generation`. */
export interface Hypothesis {
  readonly cause: string;
  readonly name: string | null;
  readonly state: Member;
}

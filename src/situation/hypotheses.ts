import type { CommuneCandidate } from '../zones/communes.ts';
import { unloadedZonesAt } from '../zones/coverage.ts';
import type { Kind, Zone } from '../zones/zone.ts';
import { type GenerationZones, isWithin, type Zones } from '../zones/zones.ts';
import { centreOf, type Place } from './place.ts';
import type { Member } from './state.ts';

/** The zones without a perimeter that may be here or near, and those that may exist where the loaded ones are not complete. */
export function hypothesesAt(
  place: Place,
  date: string,
  zones: Zones,
  current: GenerationZones | null,
  communes: readonly CommuneCandidate[],
  container: Kind | null,
): Hypothesis[] {
  // No other zone is where a QPV is, and none gives more. A QIC is no QPV, but one may be near it.
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
  if (container === 'qic') return hypotheses.filter(({ state }) => state.kind === 'qpv' && state.distance > 0);
  return hypotheses;
}

function missingOn(date: string, zones: Zones, current: GenerationZones): Zone[] {
  const others = zones.generations.filter((other) => other !== current);
  return [...current.missing, ...others.flatMap((other) => other.outlivingMissing)].filter((zone) =>
    isWithin(date, zone.inForce),
  );
}

/** A zone that nobody has drawn and that may be here. `cause` is its id, or `coverage`. */
export interface Hypothesis {
  readonly cause: string;
  readonly name: string | null;
  readonly state: Member;
}

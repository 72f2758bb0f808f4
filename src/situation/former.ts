import { boundaryDistance } from '../geo/distance.ts';
import { measureFootprint } from '../geo/footprint.ts';
import type { CommuneCandidate } from '../zones/communes.ts';
import type { Zone } from '../zones/zone.ts';
import { type GenerationZones, isWithin, type Zones } from '../zones/zones.ts';
import { centreOf, type Place } from './place.ts';
import type { Member } from './state.ts';

/**
 * Returns the possible states of the quarters of earlier generations that a law still looks at on the date: the nearest
 * that the doubt allows, then the farthest where it differs. A quarter without a perimeter may be anywhere in its
 * communes, or elsewhere. They are not in force: no tier and no list of zones has them.
 */
export function formerZonesAt(
  place: Place,
  date: string,
  zones: Zones,
  current: GenerationZones | null,
  communes: readonly CommuneCandidate[],
): Member[][] {
  const { near } = zones.distances;
  const nearestStates: Member[] = [];
  const farthestStates: Member[] = [];
  for (const { zone, drawn } of rememberedOn(date, zones, current)) {
    const { id, kind, name } = zone;
    if (drawn === null) {
      const mayBeHere = communes.some(({ citycode }) => citycode !== null && zone.communes.includes(citycode));
      if (mayBeHere) nearestStates.push({ id, kind, name, distance: 0, nearest: 0, farthest: 0, isSupposed: true });
      continue;
    }
    const { geometry, precision } = drawn.perimeter;
    const doubt = place.uncertainty + precision;
    const { nearest, farthest } = measured(place, geometry);
    const at = (shift: number): Member => {
      const distance = nearest + shift;
      return { id, kind, name, distance, nearest: distance, farthest: farthest + shift, isSupposed: shift !== 0 };
    };
    if (nearest - doubt < near) nearestStates.push(at(-doubt));
    if (nearest + doubt < near) farthestStates.push(at(doubt));
  }
  if (nearestStates.length === 0) return [[]];
  return nearestStates.every(({ isSupposed }) => !isSupposed) ? [nearestStates] : [nearestStates, farthestStates];
}

/** Whether a law still looks at some quarter of an earlier generation on the date. */
export function remembersOn(date: string, zones: Zones, current: GenerationZones | null): boolean {
  return rememberedOn(date, zones, current).length > 0;
}

/** Whether a point may be near one of those quarters; a quick test, before `formerZonesAt`. */
export function mayBeNearFormer(
  [lon, lat, uncertainty]: readonly [number, number, number],
  date: string,
  zones: Zones,
  current: GenerationZones | null,
): boolean {
  const metres = zones.distances.near + uncertainty + A_KILOMETRE;
  return rememberedOn(date, zones, current).some(({ zone, drawn }) => {
    if (drawn === null) return zones.communes.leastDistance(zone.communes, lon, lat, metres) <= metres;
    const [west, south, east, north] = drawn.box;
    const [dLon, dLat] = [metres / 60_000, metres / 110_000];
    return lon >= west - dLon && lon <= east + dLon && lat >= south - dLat && lat <= north + dLat;
  });
}

interface Remembered {
  readonly zone: Zone;
  readonly drawn: GenerationZones['drawn'][number] | null;
}

function rememberedOn(date: string, zones: Zones, current: GenerationZones | null): readonly Remembered[] {
  let found = remembered.get(zones);
  if (!found) {
    found = zones.generations.flatMap(({ drawn, missing, generation }) =>
      [
        ...drawn.map((one) => ({ zone: one.zone, drawn: one, generation })),
        ...missing.map((zone) => ({ zone, drawn: null, generation })),
      ].filter(({ zone }) => zone.rememberedUntil !== undefined),
    );
    remembered.set(zones, found);
  }
  return found.filter(
    ({ zone }) =>
      zone.generation !== current?.generation.id && isWithin(date, { from: dayOf(zone), to: zone.rememberedUntil! }),
  );
}

function dayOf({ inForce }: Zone): string {
  return inForce.to ?? inForce.from;
}

function measured(place: Place, shape: Parameters<typeof boundaryDistance>[0]): { nearest: number; farthest: number } {
  if ('geometry' in place) return measureFootprint(place.geometry, shape);
  const [lon, lat] = centreOf(place);
  const distance = boundaryDistance(shape, lon, lat);
  return { nearest: distance, farthest: distance };
}

const remembered = new WeakMap<Zones, Remembered[]>();
const A_KILOMETRE = 1000;

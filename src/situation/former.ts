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

/**
 * Returns the perimeters of those quarters on a date. Those without a perimeter depend on the commune of a place alone.
 */
export function formerPerimetersOn(date: string, zones: Zones, current: GenerationZones | null): readonly Drawn[] {
  return rememberedOn(date, zones, current).flatMap(({ drawn }) => drawn ?? []);
}

/** Whether a point may be less than `metres` from one of the perimeters; a quick test, before `formerZonesAt`. */
export function mayBeNear(perimeters: readonly Drawn[], lon: number, lat: number, metres: number): boolean {
  // A kilometre more than enough, and degrees that are longer than that anywhere in France.
  const [dLon, dLat] = [(metres + 1000) / 60_000, (metres + 1000) / 110_000];
  return perimeters.some(({ box: [west, south, east, north] }) => {
    return lon >= west - dLon && lon <= east + dLon && lat >= south - dLat && lat <= north + dLat;
  });
}

type Drawn = GenerationZones['drawn'][number];

interface Remembered {
  readonly zone: Zone;
  readonly drawn: Drawn | null;
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

import { boundaryDistance } from '../geo/distance.ts';
import { footprintBox, measureFootprint } from '../geo/footprint.ts';
import type { BoundingBox, MultiPolygon } from '../geo/polygon.ts';
import type { Doubt } from '../zones/zone.ts';
import { type DrawnZone, type GenerationZones, INDEX_MARGIN, isWithin, type Zones } from '../zones/zones.ts';
import type { Place } from './place.ts';

/**
 * Returns the drawn zones in force on the date that contain the place or are nearer than the listing distance plus the
 * doubt.
 */
export function measureZones(place: Place, date: string, zones: Zones, current: GenerationZones): Measured[] {
  const { near } = zones.distances;
  const found: Measured[] = [];
  const keep = (drawn: DrawnZone, measure: { share?: number; nearest: number; farthest: number }) => {
    const doubt = place.uncertainty + drawn.perimeter.precision;
    if (measure.nearest < near + doubt && isWithin(date, drawn.zone.inForce)) {
      const doubts = drawn.zone.doubts.filter((period) => isWithin(date, period));
      found.push({ drawn, doubts, doubt, ...measure });
    }
  };
  if ('geometry' in place) {
    const box = footprintBox(place.geometry);
    for (const drawn of candidateZones(box, date, zones, current, place.uncertainty)) {
      keep(drawn, measureFootprint(place.geometry, drawn.perimeter.geometry));
    }
    return found;
  }
  const { lon, lat } = place;
  if (place.uncertainty + current.coarsest <= INDEX_MARGIN) {
    const count = current.index.locate(lon, lat);
    for (let i = 0; i < count; i++) {
      const distance = current.index.distances[i]!;
      keep(current.drawn[current.index.shapes[i]!]!, { nearest: distance, farthest: distance });
    }
    for (const drawn of outliving(date, zones, current)) keep(drawn, pointMeasure(drawn.perimeter.geometry, lon, lat));
    return found;
  }
  for (const drawn of candidateZones([lon, lat, lon, lat], date, zones, current, place.uncertainty)) {
    keep(drawn, pointMeasure(drawn.perimeter.geometry, lon, lat));
  }
  return found;
}

function pointMeasure(shape: MultiPolygon, lon: number, lat: number): { nearest: number; farthest: number } {
  const distance = boundaryDistance(shape, lon, lat);
  return { nearest: distance, farthest: distance };
}

function candidateZones(box: BoundingBox, date: string, zones: Zones, current: GenerationZones, uncertainty: number) {
  const metres = zones.distances.near + uncertainty + current.coarsest;
  return [...current.near(box, metres).map((position) => current.drawn[position]!), ...outliving(date, zones, current)];
}

/** The drawn zones of other generations that the law leaves in force, or in doubt, on the date. */
function outliving(date: string, zones: Zones, current: GenerationZones): DrawnZone[] {
  return zones.generations.flatMap((other) =>
    other === current ? [] : other.outliving.filter(({ zone }) => isWithin(date, zone.inForce)),
  );
}

/** A drawn zone in force and its signed ground metres from the place, negative inside. */
export interface Measured {
  readonly drawn: DrawnZone;
  readonly doubts: readonly Doubt[];
  /** The share of a footprint inside the zone, 0 to 1; absent for a point. */
  readonly share?: number;
  readonly nearest: number;
  readonly farthest: number;
  /** The uncertainty of the place plus the precision of the perimeter, in metres. */
  readonly doubt: number;
}

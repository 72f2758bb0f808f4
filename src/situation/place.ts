import { type DrawnFootprint, footprintCentre } from '../geo/footprint.ts';

export type Place = PointPlace | FootprintPlace;

export interface PointPlace {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Ground metres within which the true position lies. */
  readonly uncertainty: number;
  /** INSEE code of the commune, where it is known otherwise than by the position. */
  readonly citycode?: string | undefined;
  /** Where the address stands on a street that is itself a limit. */
  readonly streetSide?: 'inner' | 'outer' | 'unknown' | undefined;
}

/** A building, a plot, a street works: a drawn place. */
export interface FootprintPlace {
  readonly geometry: DrawnFootprint;
  readonly uncertainty: number;
  readonly citycode?: string | undefined;
}

/** The middle of the place, and how far the place may reach from it, in metres. */
export function centreOf(place: Place): [lon: number, lat: number, radius: number] {
  if (!('geometry' in place)) return [place.lon, place.lat, place.uncertainty];
  const { lon, lat, radius } = footprintCentre(place.geometry);
  return [lon, lat, radius + place.uncertainty];
}

import { type DrawnFootprint, footprintCentre } from '../geo/footprint.ts';

/** In metres: a position with a larger uncertainty is useless. */
export const MOST_UNCERTAIN = 100_000;

export type Place = PointPlace | FootprintPlace;

export interface PointPlace {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** The true position is within this many ground metres. */
  readonly uncertainty: number;
  /** INSEE code of the commune, when another source than the position gives it. */
  readonly citycode?: string | undefined;
  /** The stated code, when it is that of a former commune that is part of `citycode` today. */
  readonly formerCitycode?: string | undefined;
  /** The side on which the address is, when its street is itself the limit of a zone. */
  readonly streetSide?: 'inner' | 'outer' | 'unknown' | undefined;
}

/** A building, a plot or a street, as drawn. `uncertainty` is in metres. */
export interface FootprintPlace {
  readonly geometry: DrawnFootprint;
  readonly uncertainty: number;
  readonly citycode?: string | undefined;
  readonly formerCitycode?: string | undefined;
}

/** Returns the middle of the place, in degrees, and the metres from there within which the whole place is. */
export function centreOf(place: Place): [lon: number, lat: number, radius: number] {
  if (!('geometry' in place)) return [place.lon, place.lat, place.uncertainty];
  const { lon, lat, radius } = footprintCentre(place.geometry);
  return [lon, lat, radius + place.uncertainty];
}

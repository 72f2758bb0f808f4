import { groundDistance } from '../../geo/ground.ts';

/**
 * Returns the places of one number, the most certain first. Positions that may be the same within their uncertainties
 * are one place, at the most certain of them.
 */
export function distinctPlaces<T extends Placed>(positions: readonly T[]): T[] {
  const places: T[] = [];
  for (const position of [...positions].sort((a, b) => a.uncertainty - b.uncertainty)) {
    const isApart = places.every(
      (place) =>
        groundDistance(place.lon, place.lat, position.lon, position.lat) > place.uncertainty + position.uncertainty,
    );
    if (isApart) places.push(position);
  }
  return places;
}

interface Placed {
  readonly lon: number;
  readonly lat: number;
  /** Ground metres. */
  readonly uncertainty: number;
}

import { groundDistance } from '../../geo/ground.ts';

/**
 * The places of one number: of positions that may be one within their uncertainties, the most certain; a position
 * farther apart than that is another place. The most certain comes first.
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

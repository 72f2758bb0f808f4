import { isInBox } from '../geo/bounding-box.ts';
import type { BoundingBox } from '../geo/polygon.ts';

/**
 * Returns whether a position (WGS84 degrees) is outside France, and in France once longitude and latitude are
 * exchanged.
 */
export function isExchanged(lon: number, lat: number): boolean {
  return !isInFrance(lon, lat) && isInFrance(lat, lon);
}

/** Returns whether a position is in the bounding box of a part of France. */
export function isInFrance(lon: number, lat: number): boolean {
  return FRANCE.some((box) => isInBox(box, lon, lat));
}

/** Returns the number of the part of France whose bounding box holds a position; -1 for none. */
export function partOfFrance(lon: number, lat: number): number {
  return FRANCE.findIndex((box) => isInBox(box, lon, lat));
}

/** Bounding boxes of the parts of France, rounded outwards: west, south, east, north. */
const FRANCE: readonly BoundingBox[] = [
  [-5.6, 41.2, 9.8, 51.3], // metropolitan France and Corsica
  [-63.3, 15.7, -60.9, 18.3], // Guadeloupe, Saint-Martin, Saint-Barthélemy
  [-61.4, 14.2, -60.7, 15.0], // Martinique
  [-54.8, 2.0, -51.4, 5.9], // Guyane
  [55.0, -21.6, 56.0, -20.7], // La Réunion
  [44.8, -13.2, 45.5, -12.5], // Mayotte
  [-56.6, 46.6, -56.0, 47.3], // Saint-Pierre-et-Miquelon
  [-155.1, -28.0, -134.2, -7.7], // Polynésie française
  [157.9, -23.2, 172.2, -17.7], // Nouvelle-Calédonie
  [-178.4, -14.6, -175.9, -13.0], // Wallis-et-Futuna
];

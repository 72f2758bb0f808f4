import type { Mistake } from './mistake.ts';

/**
 * Why a row is invalid: a French text, and the probable fault of the file. The text never repeats a value, since it may
 * be personal.
 */
export interface Refusal {
  readonly problem: string;
  readonly mistake: Mistake | null;
}

/** Returns a refusal with a French text and the probable fault of the file. */
export function refused(problem: string, mistake: Mistake | null = null): Refusal {
  return { problem, mistake };
}

/** Returns the refusal of a row with more fields than the header has columns. */
export function tooManyFields(fields: number, columns: number): Refusal {
  return refused(`${fields} champs au lieu de ${columns}`, 'crowded');
}

export const EMPTY = refused('ligne vide');
export const BAD_DATE = refused('date invalide : AAAA-MM-JJ ou JJ/MM/AAAA était attendu');
export const BAD_UNCERTAINTY = refused('uncertainty invalide : un nombre de mètres entre 0 et 100 000 était attendu');
export const BAD_CITYCODE = refused(
  'citycode invalide : le code INSEE d’une commune, présente ou ancienne, était attendu',
);
/** For a place outside every zone that would be in France with longitude and latitude exchanged. */
export const EXCHANGED = refused('longitude et latitude semblent inversées', 'exchanged');
export const NO_DEGREES = refused('coordonnées hors limites : des degrés WGS84 étaient attendus (ou --crs)', 'metres');
export const UNCOVERED = refused('coordonnées hors du domaine du système de coordonnées indiqué', 'uncovered');

export type Axis = 'longitude' | 'latitude';

/** Returns the refusal of a row without a coordinate. */
export function absent(axis: Axis): Refusal {
  return refused(`${axis} absente`);
}

/** Returns the refusal of a row with a coordinate that is not a number. */
export function unreadable(axis: Axis): Refusal {
  return refused(`${axis} illisible : un nombre était attendu`);
}

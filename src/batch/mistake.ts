/**
 * Faults of a row that its whole file probably shares: exchanged longitude and latitude, metres instead of degrees,
 * positions outside the domain of the CRS, more fields than columns, and places outside France. The last are answered.
 */
export type Mistake = 'exchanged' | 'metres' | 'uncovered' | 'crowded' | 'abroad';

/** Rows by fault. */
export type MistakeCounts = Record<Mistake, number>;

/** Returns counts of zero. */
export function noMistakes(): MistakeCounts {
  return { exchanged: 0, metres: 0, uncovered: 0, crowded: 0, abroad: 0 };
}

/**
 * Returns advice in a French sentence when nearly all rows have the same fault, which is then in the file; null
 * otherwise.
 */
export function adviceOn(counts: Readonly<MistakeCounts>, rows: number): string | null {
  const shared = (Object.keys(counts) as Mistake[]).find((mistake) => counts[mistake] > 0.9 * rows);
  return shared === undefined ? null : ADVICE[shared];
}

const ADVICE: Readonly<Record<Mistake, string>> = {
  exchanged:
    'presque toutes les positions ont leur longitude et leur latitude inversées : échangez les noms des deux ' +
    'colonnes, ou l’ordre des coordonnées',
  metres:
    'presque toutes les coordonnées sont des mètres et non des degrés : dites leur système, par exemple ' +
    '--crs EPSG:2154 (Lambert-93)',
  crowded:
    'presque toutes les lignes ont trop de champs : les nombres à virgule décimale d’un fichier séparé par ' +
    'des virgules se mettent entre guillemets',
  abroad:
    'presque tous les lieux sont hors de France : vérifiez quelles colonnes sont la longitude et la ' +
    'latitude, et le système de coordonnées (--crs)',
  uncovered: 'presque toutes les positions sont hors de ce que couvre leur système de coordonnées : vérifiez --crs',
};

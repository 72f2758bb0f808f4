import { metres } from './numbers.ts';

/**
 * Label of a situation, to follow « le lieu est ». `band` is the width of the band in metres, from the data; null where
 * the caller does not know it.
 */
export function tierLabel(tier: Tier, band: number | null): string {
  switch (tier) {
    case 'bop-147':
      return `dans un ${kindLabels.qpv}`;
    case 'fcs-only':
      return `dans un ${kindLabels.qic}, hors QPV`;
    case 'fonds-de-concours':
      return band === null
        ? 'hors des quartiers, dans la bande autour de l’un d’eux'
        : `hors des quartiers, à moins de ${metres(band)} de l’un d’eux`;
    case 'none':
      return `hors des quartiers et de leur bande${band === null ? '' : ` de ${metres(band)}`}`;
    case 'unknown':
      return 'indéterminé, faute de données';
  }
}

/** Short names of the tiers, for column headers. */
export const tierNames = {
  'bop-147': 'QPV',
  'fcs-only': 'QIC',
  'fonds-de-concours': 'bande',
  none: 'ailleurs',
  unknown: 'inconnu',
} as const;

type Tier = keyof typeof tierNames;

export const kindLabels = {
  qpv: 'quartier prioritaire (QPV)',
  qic: 'quartier d’intérêt communautaire (QIC)',
} as const;

/** Plural titles of the kinds. */
export const kindTitles = {
  qpv: 'Quartiers prioritaires (QPV)',
  qic: 'Quartiers d’intérêt communautaire (QIC)',
} as const;

export const kindNames = { qpv: 'QPV', qic: 'QIC' } as const;

export const certaintyLabels = { firm: 'réponse sûre', review: 'à examiner' } as const;

/** Label of the position of a place relative to a quarter. `band` as for `tierLabel`. */
export function relationLabel(relation: 'inside' | 'band' | 'near', band: number | null): string {
  if (relation === 'inside') return 'dedans';
  if (relation === 'band') return band === null ? 'dehors, dans la bande' : `dehors, à moins de ${metres(band)}`;
  return band === null ? 'dehors, au-delà de la bande' : `dehors, à ${metres(band)} ou plus`;
}

/** Label of the position of a street's known numbers relative to a quarter. `band` as for `tierLabel`. */
export function streetStatusLabel(status: StreetStatus, band: number | null): string {
  switch (status) {
    case 'inside':
      return 'entièrement dedans';
    case 'partly':
      return 'en partie';
    case 'limit':
      return 'en limite';
    case 'band':
      return band === null ? 'dans la bande' : `à moins de ${metres(band)}`;
    case 'outside':
      return band === null ? 'au-delà de la bande' : `à ${metres(band)} ou plus`;
  }
}

type StreetStatus = 'inside' | 'partly' | 'limit' | 'band' | 'outside';

export const perimeterLabels = {
  official: 'périmètre officiel',
  indicative: 'périmètre indicatif',
  missing: 'périmètre non disponible',
} as const;

/** « département 62 », « départements 59, 62 ». */
export function departementsLabel(departements: readonly string[]): string {
  return departements.length === 1 ? `département ${departements[0]}` : `départements ${departements.join(', ')}`;
}

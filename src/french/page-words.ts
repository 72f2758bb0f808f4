/**
 * « 142 m », « 1,2 km »: as precise as a person needs. What would be rounded to a round hundred keeps its decimals: 299.8 m is less
 * than 300, and 300.2 m is not.
 */
export function metres(distance: number): string {
  const far = Math.abs(distance);
  if (far >= 1000) return `${(far / 1000).toLocaleString('fr-FR', { maximumFractionDigits: 1 })}\u00A0km`;
  const whole = Math.round(far);
  const isByALimit = whole % 100 === 0 && whole > 0;
  const digits = isByALimit ? 3 : far < 10 ? 1 : 0;
  return `${far.toLocaleString('fr-FR', { maximumFractionDigits: digits })}\u00A0m`;
}

/** « 1er octobre 2024 » */
export function longDate(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  const text = new Date(Date.UTC(year!, month! - 1, date)).toLocaleDateString('fr-FR', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  });
  return text.replace(/^1 /, '1er ');
}

export function euros(amount: number): string {
  return amount.toLocaleString('fr-FR', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
}

/** Today in Paris, as the service reckons it. */
export function today(): string {
  return new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
}

export const kindNames = {
  qpv: 'quartier prioritaire (QPV)',
  qic: 'quartier d’intérêt communautaire (QIC)',
} as const;

/** What each verdict says in a word or two. It never promises money. */
export const outcomeNames = {
  yes: 'Oui',
  conditional: 'Possible, sous conditions',
  review: 'À examiner',
  no: 'Non',
  'out-of-period': 'Hors période',
} as const;

export const tierNames = {
  'bop-147': 'dans un quartier prioritaire (QPV)',
  'fcs-only': 'dans un quartier d’intérêt communautaire (QIC), hors QPV',
  'fonds-de-concours': 'à moins de 300 m d’un quartier',
  none: 'hors des quartiers et de leur bande de 300 m',
  unknown: 'indéterminé',
} as const;

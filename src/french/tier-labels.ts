/** Each tier in a person's words. */
export const tierLabels = {
  'bop-147': 'dans un quartier prioritaire de la politique de la ville (QPV)',
  'fcs-only': 'dans un quartier d’intérêt communautaire (QIC)',
  'fonds-de-concours': 'hors des quartiers, à moins de 300 m',
  none: 'hors des quartiers et de leur bande',
  unknown: 'les données ne permettent pas de répondre',
} as const;

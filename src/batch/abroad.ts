/** Of a place that no quarter is near, out of France: it is answered, and counted, for a whole file of them is probably not what it seems. */
export const ABROAD = 'lieu hors de France';

export const ABROAD_ADVICE =
  'presque tous les lieux sont hors de France : vérifiez quelles colonnes sont la longitude et la latitude, et le système de coordonnées (--crs)';

/** The colours of each kind of zone on a light background, on maps and pages. */
export const KIND_COLOURS = { qpv: '#1f4fa3', qic: '#8f5f00' } as const;

/** The colour of the limits of communes. */
export const COMMUNE_COLOUR = '#566072';

/** The colours in which maps show each kind of zone on a light ground: those of the pages. */
export const KIND_COLOURS = { qpv: '#1f4fa3', qic: '#8f5f00' } as const;

/** That of the communes' limits. */
export const COMMUNE_COLOUR = '#566072';

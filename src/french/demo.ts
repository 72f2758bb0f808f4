/** Shown on every page, print and document of a demonstration. */
export const DEMO = 'Démonstration : adresses et QIC fictifs';

import type { Kind, Message } from '../answers.ts';
import { ask } from '../api.ts';
import type { Box, Period } from '../quarters/quarter.ts';

/**
 * Loads the quarters in force on a day and the communes that a text names. The text may be an address: it travels in
 * the body. An empty text gives the quarters of the agglomeration.
 */
export async function askPlaces(q: string, date: string, signal?: AbortSignal): Promise<readonly NamedPlace[]> {
  const limit = q === '' ? 100 : MOST;
  const body = { q, limit, ...(/^\d{4}-\d{2}-\d{2}$/.test(date) ? { date } : {}) };
  const { places } = await ask<{ places: readonly NamedPlace[] }>('/v1/places', { body, signal });
  // Communes elsewhere in France share the names of streets: « Rue » is one.
  return places.filter((place) => place.type === 'quarter' || place.bbox !== null);
}

/**
 * Returns the places that a typed text is about, several where it is to be asked which; null where it is an address to
 * look up, and an empty list where it names nothing and addresses are not looked up.
 */
export async function placesMeant(
  text: string,
  { date, hasAddresses, signal }: { date: string; hasAddresses: boolean; signal: AbortSignal },
): Promise<readonly NamedPlace[] | null> {
  const places = await askPlaces(text, date, signal).catch((error: unknown) => {
    if (hasAddresses && !signal.aborted) return [];
    throw error;
  });
  const whole = places.filter(({ match }) => match === 'whole');
  const quarters = whole.filter(({ type }) => type === 'quarter');
  if (hasAddresses) return quarters.length > 0 ? quarters : null;
  return quarters.length > 0 ? quarters : whole.length > 0 ? whole : places;
}

export type NamedPlace = NamedQuarter | NamedCommune;

export interface NamedQuarter {
  readonly type: 'quarter';
  readonly id: string;
  readonly kind: Kind;
  readonly generation: string;
  /** The official spelling. */
  readonly name: string;
  readonly usualName: string;
  readonly communes: readonly { readonly citycode: string; readonly name: string }[];
  readonly inForce: Period;
  readonly perimeter: 'drawn' | 'missing';
  readonly match: PlaceMatch;
}

export interface NamedCommune {
  readonly type: 'commune';
  readonly citycode: string;
  readonly name: string;
  readonly agglomeration: boolean | null;
  readonly match: PlaceMatch;
  readonly notices: readonly Message[];
  readonly bbox: Box | null;
}

/** Whether a text is the whole name, a part or the beginning of it, or resembles it. */
type PlaceMatch = 'whole' | 'begun' | 'similar';

/** The name of a place in a list, and its kind with its communes. */
export function placeLabels(place: NamedPlace): { readonly name: string; readonly kind: string } {
  if (place.type === 'commune') return { name: place.name, kind: 'Commune' };
  const communes = place.communes.map(({ name }) => name).join(', ');
  return { name: place.usualName, kind: `Quartier, ${communes}` };
}

const MOST = 6;

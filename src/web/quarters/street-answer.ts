import type { Certainty, Message } from '../answers.ts';

/** The streets of a zone, as `GET /v1/zones/{id}/streets` tells them. */
export interface StreetLedger {
  readonly date: string;
  readonly dataVersion: string;
  readonly addresses: { readonly loadedOn: string };
  /** The quarter itself where nobody has drawn it. */
  readonly unknown: readonly string[];
  readonly notes: readonly Message[];
  readonly attribution: string;
  readonly streets: readonly Street[];
}

export interface Street {
  readonly name: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcity: string | null;
  readonly postcode: string;
  readonly zone: { readonly id: string; readonly name: string };
  readonly certainty: Certainty;
  readonly possibleStatuses: readonly StreetStatus[];
  readonly inside: Sides;
  readonly review: Sides;
  readonly numbers: { readonly known: number; readonly inside: number; readonly review: number };
}

type StreetStatus = 'inside' | 'partly' | 'limit' | 'band' | 'outside';

/** Ranges of numbers: « 2 à 8 », « 12 bis ». */
interface Sides {
  readonly odd: readonly string[];
  readonly even: readonly string[];
}

/** « entièrement dedans », or every situation that it can be in. */
export function situationOf({ possibleStatuses }: Pick<Street, 'possibleStatuses'>): string {
  return possibleStatuses.map((status) => SITUATIONS[status]).join(' ou ');
}

const SITUATIONS: Readonly<Record<StreetStatus, string>> = {
  inside: 'entièrement dedans',
  partly: 'en partie',
  limit: 'en limite',
  band: 'à moins de 300 m',
  outside: 'à 300 m ou plus',
};

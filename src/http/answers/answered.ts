import type { AddressSituation } from '../../address-situation.ts';
import type { Outcome } from '../../decisions/outcome.ts';
import type { Loaded } from '../../load.ts';
import { centreOf } from '../../situation/place.ts';
import type { Geocoded, Where } from '../where.ts';

/** What a question is answered under: today's versions, or those of another day. */
export type Under = Pick<Loaded, 'current' | 'versions' | 'rulebook'> & Geocoded;

export interface Answered {
  /** As the API answers it. */
  readonly body: object;
  readonly outcome: Outcome;
}

/** Where the place that was asked about lies; of an address its best candidate, null when there is none. */
export function placeOf(where: Where, found: AddressSituation | null): Outcome['place'] {
  if (!('address' in where)) {
    const [lon, lat, uncertainty] = centreOf(where);
    return { address: null, lon, lat, uncertainty };
  }
  const best = found?.candidates[0]?.candidate;
  return best ? { address: best.label, lon: best.lon, lat: best.lat, uncertainty: best.uncertainty } : null;
}

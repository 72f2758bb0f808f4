import type { Loaded } from '../load.ts';
import type { Outcome } from '../proof/outcome.ts';
import type { Application } from '../rules/application.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import type { AddressSituation } from '../situation/address-situation.ts';
import type { Situation } from '../situation/situation.ts';
import { unlocatedSituation } from '../situation/unlocated.ts';
import { verdictsFor } from '../verdict.ts';
import type { Zones } from '../zones/zones.ts';
import type { Geocoded, Where } from './where.ts';

/** What a question is answered under: today's versions, or those of another day. */
export type Under = Pick<Loaded, 'current' | 'versions' | 'rulebook'> & Geocoded;

export interface Answered {
  /** As the API answers it. */
  readonly body: object;
  readonly outcome: Outcome;
}

/** Where the point or the address that was asked about lies: its best candidate. Null when there is none, and for what the question draws. */
export function placeOf(where: Where, found: AddressSituation | null): Outcome['place'] {
  if ('geometry' in where) return null;
  if (!('address' in where)) {
    const { lon, lat, uncertainty } = where;
    return { address: null, lon, lat, uncertainty };
  }
  const best = found?.candidates[0]?.candidate;
  return best ? { address: best.label, lon: best.lon, lat: best.lat, uncertainty: best.uncertainty } : null;
}

/** What would be said of these facts anywhere, and what would be said there to whoever declares nothing of the project. */
export function withoutPlaceOrFacts(
  situation: Situation,
  application: Application,
  schemes: Iterable<string> | undefined,
  rulebook: Rulebook,
  zones: Zones,
): Outcome['verdictsWithout'] {
  const { addressOnLimitStreet, ...ofTheProject } = application;
  const ofThePlace = addressOnLimitStreet === undefined ? {} : { addressOnLimitStreet };
  const { date } = situation;
  return (hidden) =>
    hidden === 'facts'
      ? verdictsFor(situation, ofThePlace, date, rulebook, schemes)
      : verdictsFor(unlocatedSituation(date, zones, []), ofTheProject, date, rulebook, schemes);
}

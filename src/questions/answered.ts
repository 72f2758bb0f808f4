import { candidatePositions } from '../address/positions.ts';
import type { Loaded } from '../load.ts';
import type { Outcome } from '../proof/outcome.ts';
import type { Application } from '../rules/application.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import type { AddressSituation } from '../situation/address-situation.ts';
import type { Situation } from '../situation/situation.ts';
import { unlocatedSituation } from '../situation/unlocated.ts';
import { explanationsFor, type Verdict, verdictsFor } from '../verdict.ts';
import type { Zones } from '../zones/zones.ts';
import type { Geocoded, Where } from './where.ts';

/** The versions of the data and rules for an answer (current or earlier ones), and the geocoder. */
export type Under = Pick<Loaded, 'current' | 'versions' | 'rulebook'> & Geocoded;

export interface Answered {
  /** The body of the API's answer. */
  readonly body: object;
  readonly outcome: Outcome;
}

/**
 * Returns the position of a point, or of the best candidate of an address, with the numbers of a street. Returns null
 * when there is no candidate, and for a drawn geometry.
 */
export function placeOf(where: Where, found: AddressSituation | null): Outcome['place'] {
  if ('geometry' in where) return null;
  if (!('address' in where)) {
    const { lon, lat, uncertainty } = where;
    return { address: null, lon, lat, uncertainty };
  }
  const best = found?.candidates[0]?.candidate;
  if (!best) return null;
  const { label, lon, lat, uncertainty } = best;
  const positions = candidatePositions(best);
  return { address: label, lon, lat, uncertainty, ...(positions.length > 1 ? { positions } : {}) };
}

/** Adds to each verdict of a situation its explanation, for a question with `explain: true`. */
export function explained(
  verdicts: readonly Verdict[],
  situation: Situation,
  application: Application,
  rulebook: Rulebook,
) {
  const schemes = verdicts.map(({ scheme }) => scheme);
  const explanations = explanationsFor(situation, application, situation.date, rulebook, schemes);
  return verdicts.map((verdict, i) => ({ ...verdict, explanation: explanations[i]! }));
}

/**
 * Returns a function that gives the verdicts to sign when a proof hides the facts (verdicts of the place alone) or the
 * place (verdicts of the facts at an unknown place).
 */
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

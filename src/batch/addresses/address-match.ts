import type { Candidate } from '../../address/candidate.ts';
import type { LocatedCandidate } from '../../situation/address-situation.ts';

/** The result of the geocoding of an address. */
export interface AddressMatch {
  /** The best candidate; null when none was found. */
  readonly best: Pick<Candidate, 'label' | 'type' | 'score' | 'lon' | 'lat'> | null;
  /** How many addresses the text may mean. */
  readonly candidates: number;
}

/** Returns the match of located candidates, the best first. */
export function matchOf(candidates: readonly LocatedCandidate[]): AddressMatch {
  return { best: candidates[0]?.candidate ?? null, candidates: candidates.length };
}

import type { Candidate } from '../../address/candidate.ts';
import type { LocatedCandidate } from '../../situation/address-situation.ts';

/** What an address was taken for. */
export interface AddressMatch {
  /** Null where none was found. */
  readonly best: Pick<Candidate, 'label' | 'type' | 'score' | 'lon' | 'lat'> | null;
  /** How many addresses the text may mean. */
  readonly candidates: number;
}

export function matchOf(candidates: readonly LocatedCandidate[]): AddressMatch {
  return { best: candidates[0]?.candidate ?? null, candidates: candidates.length };
}

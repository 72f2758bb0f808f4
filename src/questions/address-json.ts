import type { Candidate } from '../address/candidate.ts';
import { candidatePositions } from '../address/positions.ts';
import type { AddressSituation, LocatedCandidate } from '../situation/address-situation.ts';

/**
 * Returns the JSON of an address and its candidates. Each candidate has its own situation, so that the user can choose.
 */
export function toAddressBody({ situation, candidates }: AddressSituation) {
  const { memberships: _, ...rest } = situation;
  const [best] = candidates;
  return {
    address: best ? { ...toCandidateBody(best.candidate), ...positionsBody(best.candidate) } : null,
    situation: rest,
    candidates: candidates.map(toLocatedBody),
  };
}

/** The positions of a street that is judged by its numbers; nothing for a single position. */
function positionsBody(candidate: Candidate) {
  const positions = candidatePositions(candidate);
  return positions.length > 1 ? { positions } : {};
}

export function toLocatedBody({ candidate, situation }: LocatedCandidate) {
  const { tier, certainty, possibleTiers, zones, unknown, reasons } = situation;
  return { ...toCandidateBody(candidate), tier, certainty, possibleTiers, zones, unknown, reasons };
}

/** Returns the public fields of a candidate. */
export function toCandidateBody(candidate: Candidate) {
  const { label, type, score, housenumber, street, postcode, citycode, city, oldcity, lon, lat } = candidate;
  const { positionType, uncertainty, provider } = candidate;
  return {
    label,
    type,
    score: Math.round(score * 1000) / 1000,
    housenumber,
    street,
    postcode,
    citycode,
    city,
    oldcity,
    lon,
    lat,
    positionType,
    uncertainty,
    provider,
  };
}

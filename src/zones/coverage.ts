import { boundaryDistance } from '../geo/distance.ts';
import type { CommuneCandidate, Communes } from './communes.ts';
import type { Coverage } from './zone.ts';

/**
 * What zones that nobody loaded can do to a place known to `uncertainty` metres and to be in one of `candidates`: contain
 * it, or only lie within `band` metres of it, from beyond the edge of what is covered; or nothing.
 */
export function unloadedZonesAt(
  coverage: Coverage,
  lon: number,
  lat: number,
  uncertainty: number,
  candidates: readonly CommuneCandidate[],
  communes: Communes,
  band: number,
): 'none' | 'within-band' | 'anywhere' {
  if (coverage.type === 'everywhere') return 'none';
  if (coverage.type === 'area') {
    const distance = boundaryDistance(coverage.geometry, lon, lat);
    if (distance > -uncertainty) return 'anywhere';
    return distance > -uncertainty - Math.max(0, band - coverage.margin) ? 'within-band' : 'none';
  }
  const isCovered = ({ citycode }: CommuneCandidate) => citycode !== null && coverage.citycodes.includes(citycode);
  if (!candidates.every(isCovered)) return 'anywhere';
  return communes.candidatesAt(lon, lat, uncertainty + band).every(isCovered) ? 'none' : 'within-band';
}

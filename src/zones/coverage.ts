import { boundaryDistance } from '../geo/distance.ts';
import type { CommuneCandidate, Communes } from './communes.ts';
import type { Coverage } from './zone.ts';

/**
 * Returns whether zones that are not loaded may affect a place known to `uncertainty` metres, in one of `candidates`:
 * contain it (`anywhere`), be nearer than `band` metres from beyond the edge of the coverage (`within-band`), or
 * neither.
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

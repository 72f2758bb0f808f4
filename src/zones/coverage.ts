import { boundaryDistance } from '../geo/distance.ts';
import type { CommuneCandidate } from './communes.ts';
import type { Coverage } from './zone.ts';

/**
 * Whether the zones of a coverage are complete where a place lies: `complete`, `incomplete`, or `doubtful` when part of what the
 * place can be is outside. The place is known to `uncertainty` metres and to be in one of `communes`.
 */
export function coverageOf(
  coverage: Coverage,
  lon: number,
  lat: number,
  uncertainty: number,
  communes: readonly CommuneCandidate[],
): 'complete' | 'doubtful' | 'incomplete' {
  if (coverage.type === 'everywhere') return 'complete';
  if (coverage.type === 'area') {
    const distance = boundaryDistance(coverage.geometry, lon, lat);
    return distance <= -uncertainty ? 'complete' : distance <= uncertainty ? 'doubtful' : 'incomplete';
  }
  const covered = communes.filter(({ citycode }) => citycode !== null && coverage.citycodes.includes(citycode)).length;
  return covered === communes.length ? 'complete' : covered > 0 ? 'doubtful' : 'incomplete';
}

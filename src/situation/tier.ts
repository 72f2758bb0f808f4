import type { State } from './state.ts';

/** Names of the strongest local funding that a place opens, the strongest first. */
export const tiers = ['bop-147', 'fcs-only', 'fonds-de-concours', 'none'] as const;
export type Tier = (typeof tiers)[number] | 'unknown';

/** Returns the tier for a place in these states, with a band of `band` metres. */
export function tierOf(states: readonly State[], band: number): (typeof tiers)[number] {
  let nearest = Number.POSITIVE_INFINITY;
  let isInQic = false;
  for (const state of states) {
    if (state === null) continue;
    if (state.distance <= 0) {
      if (state.kind === 'qpv') return 'bop-147';
      isInQic = true;
    }
    if (state.distance < nearest) nearest = state.distance;
  }
  if (isInQic) return 'fcs-only';
  return nearest < band ? 'fonds-de-concours' : 'none';
}

/** Returns whether the tier is that of a place inside a zone. */
export function isInsideTier(tier: Tier): boolean {
  return tier === 'bop-147' || tier === 'fcs-only';
}

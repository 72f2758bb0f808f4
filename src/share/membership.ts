import type { Tier } from '../situation/situation.ts';

/** Selected quarters: those of the State, those of the agglomeration outside them, or any of them. */
export const selections = ['qpv', 'qic', 'both'] as const;
export type Selection = (typeof selections)[number];

export type Standing = 'inside' | 'outside' | 'uncertain';

/**
 * Position of a home, given its possible tiers (`Situation.possibleTiers`): surely in a quarter of the selection,
 * surely in none, or neither. Other quarters do not count: a QIC without a perimeter makes no doubt about the QPV.
 */
export function standingOf(possibleTiers: readonly Tier[], selection: Selection): Standing {
  const wanted = TIERS[selection];
  let mayBeInside = false;
  let mayBeOutside = false;
  for (const tier of possibleTiers) {
    if (wanted.includes(tier)) mayBeInside = true;
    else mayBeOutside = true;
  }
  if (mayBeInside && !mayBeOutside) return 'inside';
  return mayBeOutside && !mayBeInside ? 'outside' : 'uncertain';
}

const TIERS: Readonly<Record<Selection, readonly Tier[]>> = {
  qpv: ['bop-147'],
  qic: ['fcs-only'],
  both: ['bop-147', 'fcs-only'],
};

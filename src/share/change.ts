import type { Tier } from '../situation/situation.ts';
import type { HomeAnswer } from './home-answers.ts';
import { type Selection, type Standing, standingOf } from './membership.ts';

/** Changes of a home between two sets of perimeters. The first ones are hidden first to protect others. */
export const changes = ['stays-outside', 'stays-inside', 'unlocated', 'uncertain', 'leaves', 'enters'] as const;
export type Change = (typeof changes)[number];

/** A home that is doubtful before, after, or both. */
export const doubts = ['outside-then', 'inside-then', 'then-outside', 'then-inside', 'twice'] as const;
export type ChangeDoubt = (typeof doubts)[number];

export interface HomeChange {
  readonly change: Exclude<Change, 'unlocated'>;
  /** Doubt of an uncertain home. */
  readonly doubt: ChangeDoubt | null;
  /** The only possible tiers before and after; null where several are possible. */
  readonly tierBefore: Tier | null;
  readonly tierAfter: Tier | null;
}

/** Returns the change of a located home relative to the quarters of the selection. */
export function changeOf(before: HomeAnswer, after: HomeAnswer, selection: Selection): HomeChange {
  const from = standingOf(before.possibleTiers, selection);
  const to = standingOf(after.possibleTiers, selection);
  const doubt = doubtOf(from, to);
  return { change: doubt === null ? CHANGES[from as Sure][to as Sure] : 'uncertain', doubt, ...tiersOf(before, after) };
}

type Sure = Exclude<Standing, 'uncertain'>;

const CHANGES: Readonly<Record<Sure, Readonly<Record<Sure, HomeChange['change']>>>> = {
  inside: { inside: 'stays-inside', outside: 'leaves' },
  outside: { inside: 'enters', outside: 'stays-outside' },
};

function doubtOf(from: Standing, to: Standing): ChangeDoubt | null {
  if (from === 'uncertain') return to === 'uncertain' ? 'twice' : `then-${to}`;
  return to === 'uncertain' ? `${from}-then` : null;
}

function tiersOf(before: HomeAnswer, after: HomeAnswer): Pick<HomeChange, 'tierBefore' | 'tierAfter'> {
  const only = ({ possibleTiers }: HomeAnswer) => (possibleTiers.length === 1 ? possibleTiers[0]! : null);
  return { tierBefore: only(before), tierAfter: only(after) };
}

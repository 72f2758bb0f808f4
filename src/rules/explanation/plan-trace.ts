import type { Change } from '../history.ts';
import type { Bound, Condition, Scheme } from '../scheme.ts';

/** The entries of a scheme that a plan used, before any sentence is written. */
export interface Trace {
  /** The day whose law applies, `YYYY-MM-DD`. */
  readonly day: string;
  readonly period: Entry<Scheme['period']> | null;
  readonly geography: Entry<Scheme['geography']> | null;
  readonly communes: Entry<NonNullable<Scheme['communes']>> | null;
  readonly applicant: 'eligible' | 'excluded' | 'to-confirm' | null;
  /** The conditions that apply to the application, in the order of the file. */
  readonly conditions: readonly TracedCondition[];
  readonly public: 'reached' | 'partly' | 'none' | 'unknown' | null;
  /** The bound that decides the amount, and the amount in EUR. */
  readonly bound: { readonly bound: Bound; readonly ceiling: number } | null;
  /** The part that alone decides the answer in any place; null when the place counts. */
  readonly settledBy: 'period' | 'applicant' | 'condition' | 'public' | 'amount' | null;
}

export interface TracedCondition {
  readonly condition: Condition;
  readonly outcome: ConditionOutcome;
}

export type ConditionOutcome = 'met' | 'unmet' | 'to-prove';

/** One change of a history, with its first day and its content. */
export type Entry<History> = History extends readonly Change<infer T>[]
  ? { readonly from: string; readonly entry: T }
  : never;

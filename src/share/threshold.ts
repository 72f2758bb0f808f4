import { inForce } from '../rules/history.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import { legalDay } from '../rules/plan.ts';
import { valueInForce } from '../rules/value.ts';
import type { Selection } from './membership.ts';

/** The share of a public that a scheme requires, from its rule for a year. */
export interface Threshold {
  readonly scheme: string;
  readonly label: string;
  /** Description of the figure, as in the rule. */
  readonly figure: string;
  readonly percent: number;
  readonly reference: string;
  /** The only year for which its source states it; null for sources without a year. */
  readonly statedFor: number | null;
  /** Whether the scheme is in its period. */
  readonly isOpen: boolean;
}

/**
 * Returns the threshold of the scheme for people of the selection: for a programme year where the scheme uses such
 * years, else on `date`. Null where none is in force.
 */
export function thresholdOf(
  rulebook: Pick<Rulebook, 'schemes'>,
  selection: Selection,
  date: string,
  programmeYear: number,
): Threshold | null {
  const scheme = rulebook.schemes.get(SCHEMES[selection]);
  const name = scheme?.public?.atLeast;
  if (scheme === undefined || name === undefined) return null;
  const day = legalDay(scheme, { programmeYear }, date);
  const figure = valueInForce(scheme, name, day);
  if (figure?.unit !== 'percent') return null;
  return {
    scheme: scheme.id,
    label: scheme.label,
    figure: scheme.values?.[name]?.label ?? name,
    percent: figure.value,
    reference: figure.reference,
    statedFor: figure.statedFor ?? null,
    isOpen: inForce(scheme.period, day) !== null,
  };
}

/** Scheme of each selection: the State's funds, those it may grant to QIC, the agglomeration's own for both. */
const SCHEMES: Readonly<Record<Selection, string>> = { qpv: 'bop-147', qic: 'bop-147-poche', both: 'fcs' };

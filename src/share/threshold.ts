import { inForce } from '../rules/history.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import { legalDay } from '../rules/plan.ts';
import { valueInForce } from '../rules/value.ts';
import type { Selection } from './membership.ts';

/** What share of a public a scheme asks for, as its rule has it for a year. */
export interface Threshold {
  readonly scheme: string;
  readonly label: string;
  /** What the figure is, in the words of the rule. */
  readonly figure: string;
  readonly percent: number;
  readonly reference: string;
  /** The only year for which its source states it; null where it is not a yearly one. */
  readonly statedFor: number | null;
  /** Whether the scheme is in its period. */
  readonly isOpen: boolean;
}

/**
 * The threshold of the scheme that counts people of the selection, for a programme year where the scheme goes by such
 * years, on
 * `date` otherwise; null where the rulebook has none in force.
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

/**
 * The scheme that looks at each public: the State's funds, those it may lend to QIC, the agglomeration's own for both.
 */
const SCHEMES: Readonly<Record<Selection, string>> = { qpv: 'bop-147', qic: 'bop-147-poche', both: 'fcs' };

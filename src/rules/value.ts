import { inForce } from './history.ts';
import type { Figure, Scheme } from './scheme.ts';

/** A figure of a scheme on a date, for instance its `ageThreshold`; null when the scheme has none in force. */
export function valueInForce(scheme: Scheme, name: string, date: string): Figure | null {
  const value = scheme.values?.[name];
  return value === undefined ? null : inForce(value.history, date);
}

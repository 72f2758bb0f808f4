import type { Feature, Field } from './feature.ts';

/**
 * Returns why a value of a feature is missing although one was meant, like « colonne date : cellule en erreur (#N/A) »;
 * null when the values at all `positions` (-1 for none) are present or blank.
 */
export function faultIn({ faults }: Feature, fields: readonly Field[], positions: Iterable<number>): string | null {
  if (faults === undefined) return null;
  for (const position of positions) {
    const reason = faults.get(position);
    if (reason !== undefined) return `colonne ${fields[position]!.name} : ${reason}`;
  }
  return null;
}

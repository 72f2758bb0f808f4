import type { Feature, Field } from './feature.ts';

/**
 * Why a value that is read of a feature is missing where one was meant, as « colonne date : cellule en erreur (#N/A) »; null where each of
 * the `positions` (-1 for none) holds its value or is blank.
 */
export function faultIn({ faults }: Feature, fields: readonly Field[], positions: Iterable<number>): string | null {
  if (faults === undefined) return null;
  for (const position of positions) {
    const reason = faults.get(position);
    if (reason !== undefined) return `colonne ${fields[position]!.name} : ${reason}`;
  }
  return null;
}

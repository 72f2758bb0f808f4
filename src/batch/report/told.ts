/** A figure of a place, null where so few rows are behind it that they could be recognised: one to four. */
export function told(rows: number): number | null {
  return rows === 0 || rows >= LEAST_TOLD ? rows : null;
}

/**
 * The figures that make up a sum that is told: where one alone is kept silent, another one is too, or the sum would betray
 * it.
 */
export function toldParts(parts: readonly number[]): (number | null)[] {
  const shown = parts.map(told);
  if (shown.filter((part) => part === null).length !== 1) return shown;
  const others = parts.filter((part) => part >= LEAST_TOLD);
  const second = parts.indexOf(Math.min(...others));
  return others.length === 0 ? shown : shown.map((part, i) => (i === second ? null : part));
}

/** As many rows as a figure of a place must have behind it. */
export const LEAST_TOLD = 5;

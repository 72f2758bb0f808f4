import { LEAST_TOLD, toldCounts } from '../../census/secrecy.ts';

/** A figure of a place, null where so few rows are behind it that they could be recognised: one to four. */
export function told(rows: number): number | null {
  return rows === 0 || rows >= LEAST_TOLD ? rows : null;
}

/** The figures that make up a sum that is told: with one that is kept silent, another one is wherever the sum would betray it. */
export function toldParts(parts: readonly number[]): (number | null)[] {
  return toldCounts(parts, LEAST_TOLD);
}

/** As many rows as a figure of a place must have behind it. */
export { LEAST_TOLD };

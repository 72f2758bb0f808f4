import type { SchemeLabel } from './answers.ts';
import { ask } from './api.ts';

/** The schemes that the service knows, and the distances that tell quarters apart. Throws an ApiError as `ask` does. */
export function askSchemes(): Promise<SchemeList> {
  return ask<SchemeList>('/v1/schemes');
}

export interface SchemeList {
  readonly schemes: readonly SchemeLabel[];
  /** Null where the service did not answer: labels then name the band without its width. */
  readonly distances: Distances | null;
}

/** Metres: the width of the band around a quarter, and how near a quarter is to be listed. */
export interface Distances {
  readonly band: number;
  readonly near: number;
}

/** What a page does with when the list cannot be had. */
export const NO_SCHEMES: SchemeList = { schemes: [], distances: null };

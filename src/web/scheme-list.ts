import type { SchemeLabel } from './answers.ts';
import { ask } from './api.ts';

/** Loads the schemes of the service, and the distances of its labels. Throws an ApiError as `ask` does. */
export function askSchemes(): Promise<SchemeList> {
  return ask<SchemeList>('/v1/schemes');
}

export interface SchemeList {
  readonly schemes: readonly SchemeLabel[];
  /** Null where the service did not answer: labels then name the band without its width. */
  readonly distances: Distances | null;
}

/** Metres: width of the band around a quarter, and distance within which a quarter is listed. */
export interface Distances {
  readonly band: number;
  readonly near: number;
}

/** The list of a page that could not load it. */
export const NO_SCHEMES: SchemeList = { schemes: [], distances: null };

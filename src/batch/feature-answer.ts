import type { Feature, Field, Geometry, Layer, Value } from '../files/feature.ts';
import type { AddressCounts } from './addresses/address-counting.ts';
import { type BatchCounts, lineOf } from './counts.ts';
import type { FileRemarks } from './file-remarks.ts';
import type { MistakeCounts } from './mistake.ts';

/**
 * What answers the features of a layer, or the rows of a table, one after the other: their own places, or their
 * addresses.
 */
export interface FeatureAnswer {
  readonly counts: BatchCounts | AddressCounts;
  readonly mistakes: MistakeCounts;
  readonly remarks: FileRemarks;
  /** The columns that it adds. */
  readonly fields: readonly Field[];
  each(
    features: AsyncIterable<Feature>,
    write: (feature: Feature, values: readonly Value[]) => void | Promise<void>,
    stop?: AbortSignal,
  ): Promise<void>;
  /** Where the row of a table is drawn. */
  pointOf(feature: Feature, values: readonly Value[]): Geometry | null;
}

/**
 * Tells the number by which a person finds a feature or a row, from its rank: names stand above the rows of a table.
 */
export function numberIn({ geometryType }: Layer): (rank: number) => number {
  return geometryType === null ? lineOf : (rank) => rank;
}

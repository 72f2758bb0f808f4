import type { Feature, Geometry, Layer, Value } from '../files/feature.ts';
import type { AddressCounts } from './addresses/address-counting.ts';
import type { AnswerColumn, AnswerField } from './answer-columns.ts';
import { addedNames } from './columns.ts';
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
  readonly fields: readonly AnswerField[];
  each(
    features: AsyncIterable<Feature>,
    write: (feature: Feature, values: readonly Value[]) => void | Promise<void>,
    stop?: AbortSignal,
  ): Promise<void>;
  /** Where the row of a table is drawn. */
  pointOf(feature: Feature, values: readonly Value[]): Geometry | null;
}

/** Columns added to a layer, their names beside those that it has. */
export function fieldsBeside({ fields }: Layer, columns: readonly AnswerColumn<never>[]): AnswerField[] {
  const taken = fields.map(({ name }) => name);
  const names = addedNames(
    taken,
    columns.map(({ name }) => name),
  );
  return columns.map(({ type, decimals }, i) => ({ name: names[i]!, type, decimals }));
}

/**
 * Tells the number by which a person finds a feature or a row, from its rank: names stand above the rows of a table.
 */
export function numberIn({ geometryType }: Layer): (rank: number) => number {
  return geometryType === null ? lineOf : (rank) => rank;
}

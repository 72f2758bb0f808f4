import type { Feature, Geometry, Layer, Value } from '../files/feature.ts';
import type { AddressCounts } from './addresses/address-counting.ts';
import type { AnswerColumn, AnswerField } from './answer-columns.ts';
import { addedNames } from './columns.ts';
import { type BatchCounts, lineOf } from './counts.ts';
import type { FileRemarks } from './file-remarks.ts';
import type { MistakeCounts } from './mistake.ts';

/**
 * Answers the features of a layer, or the rows of a table, in order. The place of each comes from its geometry, its
 * coordinates or its address.
 */
export interface FeatureAnswer {
  readonly counts: BatchCounts | AddressCounts;
  readonly mistakes: MistakeCounts;
  readonly remarks: FileRemarks;
  /** The added columns. */
  readonly fields: readonly AnswerField[];
  /** Calls `write` with every feature and its answer values, in order. Throws when `stop` is aborted. */
  each(
    features: AsyncIterable<Feature>,
    write: (feature: Feature, values: readonly Value[]) => void | Promise<void>,
    stop?: AbortSignal,
  ): Promise<void>;
  /** Returns the point at which the row of a table is drawn; null when it has none. */
  pointOf(feature: Feature, values: readonly Value[]): Geometry | null;
}

/** Returns the fields that a layer gets for `columns`, with names that differ from its own. */
export function fieldsBeside({ fields }: Layer, columns: readonly AnswerColumn<never>[]): AnswerField[] {
  const taken = fields.map(({ name }) => name);
  const names = addedNames(
    taken,
    columns.map(({ name }) => name),
  );
  return columns.map(({ type, decimals }, i) => ({ name: names[i]!, type, decimals }));
}

/**
 * Returns a function that converts a rank, from 1, into the number that a user sees. In a table, the header is row 1.
 */
export function numberIn({ geometryType }: Layer): (rank: number) => number {
  return geometryType === null ? lineOf : (rank) => rank;
}

import type { Geocoder } from '../../address/candidate.ts';
import type { Feature, Geometry, Layer, Value } from '../../files/feature.ts';
import { wholeNames } from '../../files/field-names.ts';
import { faultIn } from '../../files/value-fault.ts';
import type { AnswerColumn, AnswerField } from '../answer-columns.ts';
import { type FeatureAnswer, fieldsBeside, numberIn } from '../feature-answer.ts';
import { FileRemarks } from '../file-remarks.ts';
import { type MistakeCounts, noMistakes } from '../mistake.ts';
import { type Refusal, refused } from '../refusal.ts';
import type { AddressBatchOptions } from './address-answer.ts';
import { AddressCounting, type AddressCounts } from './address-counting.ts';
import { AddressRows, type AnsweredAddress, addressColumnsFor } from './address-rows.ts';
import { type AskedRow, AskedRows, namesAsked } from './asked-rows.ts';
import { inOrder } from './in-order.ts';
import { WaitingGeocoder } from './waiting-geocoder.ts';

/**
 * Answers the addresses in the columns of a layer or a table of any format. The answer values follow the values of each
 * row, as in a CSV of addresses. An invalid row gets its reason.
 */
export class AddressLayerAnswer implements FeatureAnswer {
  readonly counts: AddressCounts;
  readonly mistakes: MistakeCounts = noMistakes();
  readonly remarks = new FileRemarks();
  /** The answer columns, with names that differ from those of the layer. */
  readonly fields: readonly AnswerField[];
  readonly #layer: Layer;
  readonly #asked: AskedRows;
  readonly #columns: readonly AnswerColumn<never>[];
  readonly #options: AddressLayerOptions;
  readonly #counting: AddressCounting;
  readonly #numberOf: (rank: number) => number;

  /** Throws a BatchError when a column is missing. */
  constructor(layer: Layer, options: AddressLayerOptions) {
    this.#options = options;
    this.#layer = layer;
    this.#asked = new AskedRows(wholeNames(layer, namesAsked(options)), options, this.remarks.days);
    this.#numberOf = numberIn(layer);
    this.#columns = addressColumnsFor(options.schemes);
    this.fields = fieldsBeside(layer, this.#columns);
    this.#counting = new AddressCounting(options.tally, this.mistakes);
    this.counts = this.#counting.counts;
  }

  /**
   * Calls `write` with every row and its answer values, in order. Several rows are geocoded at a time. Throws when
   * `stop` is aborted.
   */
  async each(
    features: AsyncIterable<Feature>,
    write: (feature: Feature, values: readonly Value[]) => void | Promise<void>,
    stop?: AbortSignal,
  ): Promise<void> {
    const { geocoder, zones, clock } = this.#options;
    const waiting = new WaitingGeocoder(geocoder, clock);
    const close = () => waiting.close();
    stop?.addEventListener('abort', close);
    try {
      const rows = new AddressRows(waiting, zones, this.#options.schemes);
      for await (const [feature, answered] of inOrder(this.#answers(features, rows))) {
        stop?.throwIfAborted();
        this.#counting.add(answered, this.#numberOf);
        await write(feature, answered.values);
      }
    } finally {
      stop?.removeEventListener('abort', close);
      waiting.close();
    }
  }

  /** Returns the point of the best address, in WGS84 degrees (longitude, latitude); null when none was found. */
  pointOf(_feature: Feature, values: readonly Value[]): Geometry | null {
    const inColumn = (column: string) => values[this.#columns.findIndex(({ name }) => name === column)];
    const [lon, lat] = [inColumn('longitude'), inColumn('latitude')];
    return typeof lon === 'number' && typeof lat === 'number' ? { type: 'Point', coordinates: [lon, lat] } : null;
  }

  async *#answers(
    features: AsyncIterable<Feature>,
    rows: AddressRows,
  ): AsyncGenerator<readonly [Feature, AnsweredAddress | Promise<AnsweredAddress>]> {
    for await (const feature of features) yield [feature, rows.answer(this.#read(feature))];
  }

  #read(feature: Feature): AskedRow | Refusal {
    const { values, problem, isCrowded } = feature;
    if (problem !== undefined) return refused(problem, isCrowded ? 'crowded' : null);
    const fault = faultIn(feature, this.#layer.fields, this.#asked.positions);
    if (fault !== null) return refused(fault);
    return this.#asked.read((column) => values[column] ?? null);
  }
}

export interface AddressLayerOptions
  extends Pick<AddressBatchOptions, 'zones' | 'columns' | 'date' | 'schemes' | 'clock' | 'tally'> {
  readonly geocoder: Geocoder;
}

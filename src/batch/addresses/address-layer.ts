import type { Geocoder } from '../../address/candidate.ts';
import type { Feature, Field, FieldType, Geometry, Layer, Value } from '../../files/feature.ts';
import { wholeNames } from '../../files/field-names.ts';
import { faultIn } from '../../files/value-fault.ts';
import { addedNames } from '../columns.ts';
import { type FeatureAnswer, numberIn } from '../feature-answer.ts';
import { FileRemarks } from '../file-remarks.ts';
import { type MistakeCounts, noMistakes } from '../mistake.ts';
import { refused } from '../refusal.ts';
import type { AddressBatchOptions } from './address-answer.ts';
import { type AddressPositions, addressOutputColumns, findAddressColumns, namesOf } from './address-columns.ts';
import { AddressCounting, type AddressCounts } from './address-counting.ts';
import { questionFrom, textOfValue } from './address-question.ts';
import { AddressRows, type AnsweredAddress, invalidAddress } from './address-rows.ts';
import { inOrder } from './in-order.ts';
import { WaitingGeocoder } from './waiting-geocoder.ts';

/**
 * Answers the addresses that stand in columns of a layer or a table, whatever the format: our values behind those of
 * each row, the same as for a CSV of addresses. A bad row says why.
 */
export class AddressLayerAnswer implements FeatureAnswer {
  readonly counts: AddressCounts;
  readonly mistakes: MistakeCounts = noMistakes();
  readonly remarks = new FileRemarks();
  /** Our columns, their names beside those of the layer. */
  readonly fields: readonly Field[];
  readonly #layer: Layer;
  readonly #columns: AddressPositions;
  readonly #options: AddressLayerOptions;
  readonly #counting: AddressCounting;
  readonly #numberOf: (rank: number) => number;

  /** Throws a BatchError where a column is missing. */
  constructor(layer: Layer, options: AddressLayerOptions) {
    this.#options = options;
    const names = layer.fields.map(({ name }) => name);
    this.#layer = layer;
    this.#columns = findAddressColumns(wholeNames(layer, namesOf(options.columns)), options.columns);
    this.#numberOf = numberIn(layer);
    const free = addedNames(names, addressOutputColumns);
    this.fields = addressOutputColumns.map((name, i) => ({ name: free[i]!, type: TYPES[name] ?? 'text' }));
    this.#counting = new AddressCounting(options.tally, this.mistakes);
    this.counts = this.#counting.counts;
  }

  /**
   * Gives every row to `write` with our values, in order; many are asked at a time. An aborted `stop` ends it with an
   * error.
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
      const rows = new AddressRows(waiting, zones);
      for await (const [feature, answered] of inOrder(this.#asked(features, rows))) {
        stop?.throwIfAborted();
        this.#counting.add(answered, this.#numberOf);
        await write(feature, this.#valuesOf(answered));
      }
    } finally {
      stop?.removeEventListener('abort', close);
      waiting.close();
    }
  }

  /** The point of the address that was taken; null where none was found. */
  pointOf(_feature: Feature, values: readonly Value[]): Geometry | null {
    const [lon, lat] = [values[LONGITUDE], values[LATITUDE]];
    return typeof lon === 'number' && typeof lat === 'number' ? { type: 'Point', coordinates: [lon, lat] } : null;
  }

  async *#asked(
    features: AsyncIterable<Feature>,
    rows: AddressRows,
  ): AsyncGenerator<readonly [Feature, AnsweredAddress | Promise<AnsweredAddress>]> {
    for await (const feature of features) yield [feature, this.#ask(feature, rows)];
  }

  #ask(feature: Feature, rows: AddressRows): AnsweredAddress | Promise<AnsweredAddress> {
    const { values, problem, isCrowded } = feature;
    if (problem !== undefined) return invalidAddress(refused(problem, isCrowded ? 'crowded' : null));
    const fault = faultIn(feature, this.#layer.fields, Object.values(this.#columns).flat());
    if (fault !== null) return invalidAddress(refused(fault));
    const fieldAt = (column: number) => textOfValue(values[column]);
    const question = questionFrom(fieldAt, this.#columns, this.#options.date, this.remarks.days);
    return 'problem' in question ? invalidAddress(question) : rows.answer(question);
  }

  #valuesOf({ fields }: AnsweredAddress): Value[] {
    return fields.map((text, i) => (text === '' ? null : this.fields[i]!.type === 'text' ? text : Number(text)));
  }
}

export interface AddressLayerOptions
  extends Pick<AddressBatchOptions, 'zones' | 'columns' | 'date' | 'clock' | 'tally'> {
  readonly geocoder: Geocoder;
}

const TYPES: Readonly<Partial<Record<string, FieldType>>> = {
  nearest_distance: 'real',
  match_score: 'real',
  longitude: 'real',
  latitude: 'real',
  candidates: 'integer',
};
const LONGITUDE = addressOutputColumns.indexOf('longitude');
const LATITUDE = addressOutputColumns.indexOf('latitude');

import type { Feature, Geometry, Layer, Value } from '../files/feature.ts';
import { wholeNames } from '../files/field-names.ts';
import { faultIn } from '../files/value-fault.ts';
import { footprintCentre } from '../geo/footprint.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import { situationOf } from '../situation/situation.ts';
import { isExchanged, isInFrance } from '../zones/france.ts';
import type { Zones } from '../zones/zones.ts';
import {
  type AnswerField,
  footprintColumns,
  placeColumns,
  schemeColumns,
  valuesOf,
  valuesOfInvalid,
} from './answer-columns.ts';
import { type BatchCounts, countAnswer, noCounts } from './counts.ts';
import { DayLookups } from './day-lookups.ts';
import { type FeatureAnswer, fieldsBeside, numberIn } from './feature-answer.ts';
import { FileRemarks } from './file-remarks.ts';
import { type FeaturePlace, PlaceReader } from './layer-place.ts';
import { type MistakeCounts, noMistakes } from './mistake.ts';
import { type PlaceAnswer, placeAnswerOf } from './place-answer.ts';
import { EXCHANGED, type Refusal, refused } from './refusal.ts';
import { FactCells, STREET_SIDE_OF_SHAPE } from './schemes/fact-cells.ts';
import type { RowFacts, Verdicts } from './schemes/row-facts.ts';
import type { SchemeQuestion } from './schemes/scheme-question.ts';
import type { Tally } from './tally.ts';

/**
 * Answers the features of a layer or the rows of a table of any format. The answer values follow the values of each
 * feature, and are those that the same place gets in a CSV. An invalid feature gets its reason.
 */
export class LayerAnswer implements FeatureAnswer {
  readonly counts: BatchCounts = noCounts();
  readonly mistakes: MistakeCounts = noMistakes();
  readonly remarks = new FileRemarks();
  /** The answer columns, with names that differ from those of the layer. */
  readonly fields: readonly AnswerField[];
  readonly #layer: Layer;
  readonly #places: PlaceReader;
  readonly #options: LayerOptions;
  readonly #columns: typeof placeColumns;
  readonly #schemeColumns: ReturnType<typeof schemeColumns>;
  readonly #numberOf: (rank: number) => number;
  readonly #lookups: DayLookups;
  /** Undefined when no schemes are requested. */
  readonly #facts: FactCells | undefined;

  /** Throws a BatchError when a table has no coordinates, or when a column with facts is missing. */
  constructor(layer: Layer, options: LayerOptions) {
    const { schemes } = options;
    this.#options = options;
    this.#lookups = new DayLookups(options.zones);
    this.#places = new PlaceReader(layer, options.system, options.isStated, options.date, this.remarks.days);
    this.#numberOf = numberIn(layer);
    const asked = (schemes?.columns ?? []).map(({ column }) => column);
    this.#layer = layer;
    this.#facts = schemes && new FactCells(schemes, wholeNames(layer, asked));
    const mayBeDrawn = !['Point', 'MultiPoint', null].includes(layer.geometryType);
    this.#columns = mayBeDrawn ? [...placeColumns, ...footprintColumns] : placeColumns;
    this.#schemeColumns = schemeColumns(schemes?.schemes ?? []);
    this.fields = fieldsBeside(layer, [...this.#columns, ...this.#schemeColumns]);
  }

  /** Calls `write` with every feature and its answer values, in order. */
  async each(
    features: AsyncIterable<Feature>,
    write: (feature: Feature, values: readonly Value[]) => void | Promise<void>,
  ): Promise<void> {
    for await (const feature of features) {
      const written = write(feature, this.answer(feature));
      if (written) await written;
    }
  }

  /** Returns the point of a table's row in the CRS of the table; null when it has none. */
  pointOf(feature: Feature): Geometry | null {
    return this.#places.pointOf(feature);
  }

  /** Returns the answer values of a feature, in the order of `fields`. */
  answer(feature: Feature): Value[] {
    this.counts.rows++;
    const place = this.#places.read(feature);
    if ('problem' in place) return this.#refuse(place);
    const facts = this.#factsOf(feature);
    if (facts && 'problem' in facts) return this.#refuse(facts);
    return place.footprint === null ? this.#answerPosition(place, facts) : this.#answerFootprint(place, facts);
  }

  #factsOf(feature: Feature): RowFacts | Refusal | undefined {
    if (this.#facts === undefined) return undefined;
    const fault = faultIn(feature, this.#layer.fields, this.#facts.positions);
    return fault === null ? this.#facts.read((column) => feature.values[column] ?? null) : refused(fault);
  }

  #answerPosition({ position, date, uncertainty, citycode }: FeaturePlace, facts: RowFacts | undefined): Value[] {
    const [lon, lat] = position!;
    const lookup = this.#lookups.on(date);
    const streetSide = facts?.streetSide;
    lookup.at(lon, lat, uncertainty, citycode, streetSide);
    if (lookup.zoneCount === 0 && !isInFrance(lon, lat)) {
      if (isExchanged(lon, lat)) return this.#refuse(EXCHANGED);
      this.mistakes.abroad++;
    }
    this.#options.tally?.add(lookup, lon, lat, this.#row, citycode);
    const memberships = () => lookup.memberships(lon, lat, uncertainty, citycode, streetSide);
    return this.#accept(lookup, facts?.on(date).verdicts(memberships()));
  }

  #answerFootprint({ footprint, date, uncertainty, citycode }: FeaturePlace, facts: RowFacts | undefined): Value[] {
    if (facts?.streetSide !== undefined) return this.#refuse(STREET_SIDE_OF_SHAPE);
    const situation = situationOf({ geometry: footprint!, uncertainty, citycode }, date, this.#options.zones);
    const answer = placeAnswerOf(situation, true);
    const { lon, lat } = footprintCentre(footprint!);
    if (answer.zoneCount === 0 && !isInFrance(lon, lat)) this.mistakes.abroad++;
    this.#options.tally?.add(answer, lon, lat, this.#row, citycode);
    return this.#accept(answer, facts?.on(date).verdicts(situation.memberships));
  }

  #accept(answer: PlaceAnswer, verdicts: Verdicts | undefined): Value[] {
    countAnswer(this.counts, answer.isFirm);
    const values = valuesOf(this.#columns, answer);
    if (verdicts === undefined) return values;
    this.#options.tally?.addVerdicts(verdicts);
    return [...values, ...valuesOf(this.#schemeColumns, verdicts)];
  }

  #refuse({ problem, mistake }: Refusal): Value[] {
    this.counts.invalid++;
    if (mistake !== null) this.mistakes[mistake]++;
    this.#options.tally?.addInvalid(this.#row, problem);
    return valuesOfInvalid([...this.#columns, ...this.#schemeColumns], problem);
  }

  get #row(): number {
    return this.#numberOf(this.counts.rows);
  }
}

export interface LayerOptions {
  readonly zones: Zones;
  /** The date of features without a date, `YYYY-MM-DD`. */
  readonly date: string;
  /** The reference system of the coordinates; null for WGS84. */
  readonly system: ReferenceSystem | null;
  /** Whether the user gave the system. Columns x and y are then accepted as coordinates. */
  readonly isStated: boolean;
  /** The schemes to judge for each feature, with their facts. */
  readonly schemes?: SchemeQuestion | undefined;
  /** Receives every row. */
  readonly tally?: Tally | undefined;
}

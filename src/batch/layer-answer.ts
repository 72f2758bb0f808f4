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
 * Answers the features of a layer or the rows of a table, whatever the format: our values behind those of each. The
 * same answers as those of a CSV that is answered in place. A bad feature says why.
 */
export class LayerAnswer implements FeatureAnswer {
  readonly counts: BatchCounts = noCounts();
  readonly mistakes: MistakeCounts = noMistakes();
  readonly remarks = new FileRemarks();
  /** Our columns, their names beside those of the layer. */
  readonly fields: readonly AnswerField[];
  readonly #layer: Layer;
  readonly #places: PlaceReader;
  readonly #options: LayerOptions;
  readonly #columns: typeof placeColumns;
  readonly #schemeColumns: ReturnType<typeof schemeColumns>;
  readonly #numberOf: (rank: number) => number;
  readonly #lookups: DayLookups;
  /** Undefined where no scheme is asked. */
  readonly #facts: FactCells | undefined;

  /** Throws a BatchError where a table has no coordinates, or a column that holds facts is missing. */
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

  /** Gives every feature to `write` with our values, in order. */
  async each(
    features: AsyncIterable<Feature>,
    write: (feature: Feature, values: readonly Value[]) => void | Promise<void>,
  ): Promise<void> {
    for await (const feature of features) {
      const written = write(feature, this.answer(feature));
      if (written) await written;
    }
  }

  /** The point that a row of a table draws, in its own system; null where there is none. */
  pointOf(feature: Feature): Geometry | null {
    return this.#places.pointOf(feature);
  }

  /** Our values for a feature, in the order of `fields`. */
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
  /** The date of features that bear none, `YYYY-MM-DD`. */
  readonly date: string;
  /** What the coordinates are in; null for WGS84. */
  readonly system: ReferenceSystem | null;
  /** Whether the system was given with the file: columns x and y are then its coordinates. */
  readonly isStated: boolean;
  /** What is asked of each row beside its place, where `--schemes` asks it. */
  readonly schemes?: SchemeQuestion | undefined;
  /** What is answered is tallied here, where there is one. */
  readonly tally?: Tally | undefined;
}

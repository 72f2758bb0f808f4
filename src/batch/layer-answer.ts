import type { Feature, Field, Geometry, Layer, Value } from '../files/feature.ts';
import { footprintCentre } from '../geo/footprint.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import { type Reason, type SituatedZone, type Situation, situationOf } from '../situation/situation.ts';
import { isExchanged, isInFrance } from '../zones/france.ts';
import type { Zones } from '../zones/zones.ts';
import { addedNames, outputColumns } from './columns.ts';
import { type BatchCounts, countAnswer, noCounts } from './counts.ts';
import { DayLookups } from './day-lookups.ts';
import { type FeatureAnswer, numberIn } from './feature-answer.ts';
import { FileRemarks } from './file-remarks.ts';
import { type FeaturePlace, PlaceReader } from './layer-place.ts';
import { type MistakeCounts, noMistakes } from './mistake.ts';
import { shortReason } from './reason.ts';
import { EXCHANGED, type Refusal } from './refusal.ts';
import { type Tally, talliedSituation } from './tally.ts';

/**
 * Answers the features of a layer or the rows of a table, whatever the format: our values behind those of each. The
 * same answers as those of a CSV that is answered in place. A bad feature says why.
 */
export class LayerAnswer implements FeatureAnswer {
  readonly counts: BatchCounts = noCounts();
  readonly mistakes: MistakeCounts = noMistakes();
  readonly remarks = new FileRemarks();
  /** Our columns, their names beside those of the layer. */
  readonly fields: readonly Field[];
  readonly #places: PlaceReader;
  readonly #options: LayerOptions;
  readonly #mayBeDrawn: boolean;
  readonly #numberOf: (rank: number) => number;
  readonly #lookups: DayLookups;
  readonly #reasons = new WeakMap<readonly Reason[], string>();

  /** Throws a BatchError where a table has no coordinates. */
  constructor(layer: Layer, options: LayerOptions) {
    this.#options = options;
    this.#lookups = new DayLookups(options.zones);
    this.#places = new PlaceReader(layer, options.system, options.isStated, options.date, this.remarks.days);
    this.#mayBeDrawn = !['Point', 'MultiPoint', null].includes(layer.geometryType);
    this.#numberOf = numberIn(layer);
    const names = this.#mayBeDrawn ? [...outputColumns, ...footprintColumns] : outputColumns;
    const free = addedNames(
      layer.fields.map(({ name }) => name),
      names,
    );
    this.fields = names.map((name, i) => ({ name: free[i]!, type: REALS.has(name) ? 'real' : 'text' }));
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
    return place.footprint === null ? this.#answerPosition(place) : this.#answerFootprint(place);
  }

  #answerPosition({ position, date, uncertainty, citycode }: FeaturePlace): Value[] {
    const [lon, lat] = position!;
    const lookup = this.#lookups.on(date);
    lookup.at(lon, lat, uncertainty, citycode);
    const { zoneCount, ids, relations, distances } = lookup;
    if (zoneCount === 0 && !isInFrance(lon, lat)) {
      if (isExchanged(lon, lat)) return this.#refuse(EXCHANGED);
      this.mistakes.abroad++;
    }
    this.#options.tally?.add(lookup, lon, lat, this.#row, citycode);
    const found = ids.slice(0, zoneCount).map((id, i) => ({ id, relation: relations[i]! }));
    return this.#accept(lookup, found, zoneCount === 0 ? null : millimetres(distances[0]!), []);
  }

  #answerFootprint({ footprint, date, uncertainty, citycode }: FeaturePlace): Value[] {
    const situation = situationOf({ geometry: footprint!, uncertainty, citycode }, date, this.#options.zones);
    const { lon, lat } = footprintCentre(footprint!);
    this.#options.tally?.add(talliedSituation(situation), lon, lat, this.#row, citycode);
    const { zones } = situation;
    if (zones.length === 0 && !isInFrance(lon, lat)) this.mistakes.abroad++;
    const first = zones[0];
    return this.#accept({ ...situation, isFirm: situation.certainty === 'firm' }, zones, first?.nearest ?? null, [
      first?.farthest ?? null,
      zones.reduce((most, { share = 0 }) => Math.max(most, share), 0),
      sharesOf(zones),
    ]);
  }

  #accept(answer: Answered, zones: readonly Found[], nearest: number | null, drawn: readonly Value[]): Value[] {
    countAnswer(this.counts, answer.isFirm);
    const values = [
      'ok',
      answer.tier,
      idsOf(zones, 'inside'),
      idsOf(zones, 'band'),
      zones[0]?.id ?? null,
      nearest,
      answer.isFirm ? 'firm' : 'review',
      answer.generation,
      answer.dataVersion,
      answer.isFirm ? null : this.#reasonOf(answer),
      ...drawn,
    ];
    while (values.length < this.fields.length) values.push(null);
    return values;
  }

  #refuse({ problem, mistake }: Refusal): Value[] {
    this.counts.invalid++;
    if (mistake !== null) this.mistakes[mistake]++;
    this.#options.tally?.addInvalid(this.#row, problem);
    return this.fields.map((_, i) => (i === 0 ? 'invalid' : i === REASON ? problem : null));
  }

  get #row(): number {
    return this.#numberOf(this.counts.rows);
  }

  #reasonOf(answer: Answered): string {
    let reason = this.#reasons.get(answer.reasons);
    if (reason === undefined) {
      reason = shortReason(answer);
      this.#reasons.set(answer.reasons, reason);
    }
    return reason;
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
  /** What is answered is tallied here, where there is one. */
  readonly tally?: Tally | undefined;
}

/**
 * The columns added to lines and polygons: metres from the farthest point of the place to the nearest zone, 0 inside;
 * the greatest share of the place that lies inside one zone, 0 to 1; and that share for each zone that has one,
 * `ID:0.42`.
 */
export const footprintColumns = ['farthest_distance', 'share', 'shares'] as const;

const REALS = new Set<string>(['nearest_distance', 'farthest_distance', 'share']);
const REASON = outputColumns.indexOf('reason');

type Answered = Pick<Situation, 'tier' | 'generation' | 'dataVersion' | 'unknown' | 'reasons'> & {
  readonly isFirm: boolean;
};
type Found = Pick<SituatedZone, 'id' | 'relation'>;

function idsOf(zones: readonly Found[], wanted: SituatedZone['relation']): string | null {
  const ids = zones.filter(({ relation }) => relation === wanted).map(({ id }) => id);
  return ids.length === 0 ? null : ids.sort().join(';');
}

function sharesOf(zones: readonly SituatedZone[]): string | null {
  const shares = zones.filter(({ share = 0 }) => share > 0).map(({ id, share }) => `${id}:${share}`);
  return shares.length === 0 ? null : shares.sort().join(';');
}

/** Rounded half away from zero; never minus zero. */
function millimetres(metres: number): number {
  return (Math.sign(metres) * Math.round(Math.abs(metres) * 1000)) / 1000 + 0;
}

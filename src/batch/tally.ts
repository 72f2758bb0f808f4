import { answers } from '../rules/answer.ts';
import type { Scheme } from '../rules/scheme.ts';
import type { Tier } from '../situation/situation.ts';
import { isInFrance } from '../zones/france.ts';
import type { Zones } from '../zones/zones.ts';
import type { PlaceAnswer } from './place-answer.ts';
import type { Verdicts } from './schemes/row-facts.ts';
import { FirstRows, type FirstRowsState } from './tally/first-rows.ts';
import { PositionGrid, type PositionGridState } from './tally/position-grid.ts';
import { RepeatedPositions } from './tally/repeated-positions.ts';
import { SlowBlocks, type SlowBlocksState } from './tally/slow-rows.ts';

/**
 * Counts the answers of a run. It contains no content of rows, only the numbers of a few rows. A `row` is the number
 * that a user sees.
 */
export class Tally {
  /** Firm rows and rows to review, by tier in the order of `talliedTiers`. */
  readonly firm = new Float64Array(talliedTiers.length);
  readonly review = new Float64Array(talliedTiers.length);
  /** Rows in each zone and in its band, by the id of the zone. */
  readonly zones = new Map<string, ZoneRows>();
  /**
   * Rows by tier in each commune, by INSEE code. The commune is the stated one, or that of the quarter that contains
   * the place; '' when both are unknown.
   */
  readonly communes = new Map<string, Float64Array>();
  /** Rows to review by code of reason. A row may have several. */
  readonly reasons = new Map<string, number>();
  /** Rows that depend on a zone without a perimeter, by the id of the zone. */
  readonly missing = new Map<string, number>();
  /** Invalid rows by French reason. */
  readonly invalid = new Map<string, FirstRows>();
  /** Rows by signed distance to the nearest limit, negative inside; see `binOf`. */
  readonly distances = new Float64Array(BINS);
  /** Rows beyond the ends of the histogram: deep inside a zone, and near no zone. */
  deepInside = 0;
  nearNone = 0;
  outOfFrance = new FirstRows();
  onLimit = new FirstRows();
  /** The positions in France. */
  grid = new PositionGrid();
  repeated = new RepeatedPositions();
  slow = new SlowBlocks();
  /** Rows by verdict, in the order of `answers`, for each scheme by id. */
  readonly verdicts: ReadonlyMap<string, Float64Array>;
  readonly #verdictRows: readonly Float64Array[];
  readonly #generations = new Map<string, number>();
  readonly #communeOf: ReadonlyMap<string, string | null>;
  #lastGeneration: string | null = null;
  #generationRows = 0;
  #blockRow = 0;
  #blockRows = 0;
  #blockStart = 0;

  /** `schemes` are those of the verdicts that `addVerdicts` receives, in order. */
  constructor(zones: Zones, schemes: readonly Pick<Scheme, 'id'>[] = []) {
    this.#communeOf = communesOfZones(zones);
    this.#verdictRows = schemes.map(() => new Float64Array(answers.length));
    this.verdicts = new Map(schemes.map(({ id }, i) => [id, this.#verdictRows[i]!]));
  }

  /** Counts an answered row at a position in WGS84 degrees. `citycode` is the INSEE code of the stated commune. */
  add(answer: PlaceAnswer, lon: number, lat: number, row: number, citycode?: string): void {
    const tier = talliedTiers.indexOf(answer.tier);
    if (answer.isFirm) this.firm[tier] = this.firm[tier]! + 1;
    else {
      this.review[tier] = this.review[tier]! + 1;
      this.#addReasons(answer);
    }
    if (answer.generation !== this.#lastGeneration) this.#turnTo(answer.generation);
    this.#generationRows++;
    let commune = citycode ?? '';
    let isDrawn = true;
    if (answer.zoneCount === 0) {
      this.nearNone++;
      isDrawn = isInFrance(lon, lat);
      if (!isDrawn) this.outOfFrance.add(row);
    } else {
      const container = this.#addZones(answer, row);
      if (citycode === undefined && container !== null) commune = this.#communeOf.get(container) ?? '';
    }
    let inCommune = this.communes.get(commune);
    if (!inCommune) {
      inCommune = new Float64Array(talliedTiers.length);
      this.communes.set(commune, inCommune);
    }
    inCommune[tier] = inCommune[tier]! + 1;
    if (isDrawn) this.grid.add(lon, lat);
    this.repeated.add(lon, lat, row);
    this.#tick(row);
  }

  /** Counts the verdicts of the last added row. */
  addVerdicts(verdicts: Verdicts): void {
    for (let i = 0; i < verdicts.length; i++) {
      const rows = this.#verdictRows[i]!;
      const answer = answers.indexOf(verdicts[i]!.verdict);
      rows[answer] = rows[answer]! + 1;
    }
  }

  /** Counts an invalid row. `reason` is a French text without values of the row. */
  addInvalid(row: number, reason: string): void {
    const known = this.invalid.has(reason) || this.invalid.size < MOST_REASONS ? reason : OTHER_REASONS;
    let rows = this.invalid.get(known);
    if (!rows) {
      rows = new FirstRows();
      this.invalid.set(known, rows);
    }
    rows.add(row);
    this.#tick(row);
  }

  /** Counts a row whose address was not found. `citycode` is the INSEE code of the stated commune. */
  addUnlocated(answer: PlaceAnswer, citycode?: string): void {
    const tier = talliedTiers.indexOf(answer.tier);
    this.review[tier] = this.review[tier]! + 1;
    this.#addReasons(answer);
    if (answer.generation !== this.#lastGeneration) this.#turnTo(answer.generation);
    this.#generationRows++;
    const commune = citycode ?? '';
    const inCommune = this.communes.get(commune) ?? new Float64Array(talliedTiers.length);
    this.communes.set(commune, inCommune);
    inCommune[tier] = inCommune[tier]! + 1;
  }

  /** Starts to time rows. The time before, spent on reading and writing, is not counted. */
  startClock(): void {
    this.#blockRows = 0;
    this.#blockStart = performance.now();
  }

  /** Adds the time of `rows` rows from `first` that the caller measured. */
  addTime(first: number, rows: number, microseconds: number): void {
    this.slow.add(first, rows, microseconds);
  }

  /** Rows by the generation in force on their date; '' when none was. */
  get generations(): Map<string, number> {
    this.#turnTo(null);
    return this.#generations;
  }

  get rows(): number {
    return this.answered + this.refused;
  }

  get answered(): number {
    return sum(this.firm) + sum(this.review);
  }

  get refused(): number {
    return sum([...this.invalid.values()].map(({ count }) => count));
  }

  /** Returns a copy of the state, for the journal of a run. */
  toJSON(): TallyState {
    return {
      firm: [...this.firm],
      review: [...this.review],
      distances: [...this.distances],
      deepInside: this.deepInside,
      nearNone: this.nearNone,
      zones: [...this.zones].map(([id, { inside, band }]) => [id, inside, band]),
      communes: [...this.communes].map(([citycode, tiers]) => [citycode, [...tiers]]),
      generations: [...this.generations],
      reasons: [...this.reasons],
      missing: [...this.missing],
      verdicts: [...this.verdicts].map(([id, rows]) => [id, [...rows]]),
      invalid: [...this.invalid].map(([reason, rows]) => [reason, rows.toJSON()]),
      outOfFrance: this.outOfFrance.toJSON(),
      onLimit: this.onLimit.toJSON(),
      grid: this.grid.toJSON(),
      repeated: this.repeated.toJSON(),
      slow: this.slow.toJSON(),
    };
  }

  /** Returns a tally in the state of a journal, which continues to count. */
  static from(state: TallyState, zones: Zones, schemes: readonly Pick<Scheme, 'id'>[] = []): Tally {
    const tally = new Tally(zones, schemes);
    for (const [id, rows] of state.verdicts) tally.verdicts.get(id)?.set(rows);
    for (const name of SUMS) tally[name].set(state[name]);
    for (const name of COUNTS) for (const [key, count] of state[name]) tally[name].set(key, count);
    tally.deepInside = state.deepInside;
    tally.nearNone = state.nearNone;
    for (const [id, inside, band] of state.zones) tally.zones.set(id, { inside, band });
    for (const [citycode, tiers] of state.communes) tally.communes.set(citycode, Float64Array.from(tiers));
    for (const [reason, rows] of state.invalid) tally.invalid.set(reason, FirstRows.from(rows));
    tally.outOfFrance = FirstRows.from(state.outOfFrance);
    tally.onLimit = FirstRows.from(state.onLimit);
    tally.grid = PositionGrid.from(state.grid);
    tally.repeated = RepeatedPositions.from(state.repeated);
    tally.slow = SlowBlocks.from(state.slow);
    return tally;
  }

  #addReasons({ reasons, unknown }: PlaceAnswer): void {
    for (let i = 0; i < reasons.length; i++) {
      const { code } = reasons[i]!;
      let isFirst = true;
      for (let j = 0; j < i; j++) if (reasons[j]!.code === code) isFirst = false;
      if (isFirst) this.reasons.set(code, (this.reasons.get(code) ?? 0) + 1);
    }
    for (const cause of unknown) {
      if (cause !== 'coverage' && cause !== 'address') this.missing.set(cause, (this.missing.get(cause) ?? 0) + 1);
    }
  }

  /** Counts the zones of a row. Returns the first zone that contains the place; null when none does. */
  #addZones({ zoneCount, ids, relations, distances }: PlaceAnswer, row: number): string | null {
    let container: string | null = null;
    for (let i = 0; i < zoneCount; i++) {
      if (relations[i] === 'inside') {
        container ??= ids[i]!;
        this.#zone(ids[i]!).inside++;
      } else if (relations[i] === 'band') this.#zone(ids[i]!).band++;
    }
    const nearest = distances[0]!;
    if (Number.isNaN(nearest)) return container;
    if (Math.round(Math.abs(nearest) * 1000) === 0) this.onLimit.add(row);
    const bin = binOf(nearest);
    if (bin < 0) this.deepInside++;
    else if (bin >= BINS) this.nearNone++;
    else this.distances[bin] = this.distances[bin]! + 1;
    return container;
  }

  #zone(id: string): ZoneRows {
    let rows = this.zones.get(id);
    if (!rows) {
      rows = { inside: 0, band: 0 };
      this.zones.set(id, rows);
    }
    return rows;
  }

  /** Rows of the same generation follow each other, so they are counted in a number and added to the map together. */
  #turnTo(generation: string | null): void {
    if (this.#generationRows > 0) {
      const key = this.#lastGeneration ?? '';
      this.#generations.set(key, (this.#generations.get(key) ?? 0) + this.#generationRows);
    }
    this.#lastGeneration = generation;
    this.#generationRows = 0;
  }

  #tick(row: number): void {
    if (this.#blockRows++ === 0) this.#blockRow = row;
    if (this.#blockRows < BLOCK || this.#blockStart === 0) return;
    const now = performance.now();
    this.slow.add(this.#blockRow, this.#blockRows, (now - this.#blockStart) * 1000);
    this.#blockRows = 0;
    this.#blockStart = now;
  }
}

export const talliedTiers: readonly Tier[] = ['bop-147', 'fcs-only', 'fonds-de-concours', 'none', 'unknown'];

/** The width of a bar of the histogram, and the distance at its ends, in metres. */
export const BIN_WIDTH = 25;
export const FARTHEST = 500;

export interface ZoneRows {
  inside: number;
  band: number;
}

export interface TallyState {
  readonly firm: readonly number[];
  readonly review: readonly number[];
  readonly distances: readonly number[];
  readonly deepInside: number;
  readonly nearNone: number;
  readonly zones: readonly (readonly [id: string, inside: number, band: number])[];
  readonly communes: readonly (readonly [citycode: string, tiers: readonly number[]])[];
  readonly generations: readonly (readonly [string, number])[];
  readonly reasons: readonly (readonly [string, number])[];
  readonly missing: readonly (readonly [string, number])[];
  readonly verdicts: readonly (readonly [scheme: string, rows: readonly number[]])[];
  readonly invalid: readonly (readonly [string, FirstRowsState])[];
  readonly outOfFrance: FirstRowsState;
  readonly onLimit: FirstRowsState;
  readonly grid: PositionGridState;
  readonly repeated: readonly number[];
  readonly slow: SlowBlocksState;
}

const BINS = (2 * FARTHEST) / BIN_WIDTH;
const SUMS = ['firm', 'review', 'distances'] as const;
const COUNTS = ['generations', 'reasons', 'missing'] as const;
/** Rows timed together. Reading the clock takes a third of the time of a row. */
const BLOCK = 256;
/** A limit, since reasons with numbers, such as « 7 champs au lieu de 5 », may be many. */
const MOST_REASONS = 200;
const OTHER_REASONS = 'autres motifs';

/** Returns the bar of a distance in metres. A bar excludes its lower end and includes its upper end. */
function binOf(distance: number): number {
  return Math.ceil(distance / BIN_WIDTH) - 1 + FARTHEST / BIN_WIDTH;
}

/** Returns the commune of each zone; null when it lies in several. */
function communesOfZones(zones: Zones): Map<string, string | null> {
  const communes = new Map<string, string | null>();
  for (const { drawn } of zones.generations) {
    for (const { zone } of drawn) {
      const only = zone.communes.length === 1 ? zone.communes[0]! : null;
      communes.set(zone.id, communes.has(zone.id) && communes.get(zone.id) !== only ? null : only);
    }
  }
  return communes;
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

import type { RowReader } from '../../files/csv/row-reader.ts';
import type { Lookup } from '../../situation/lookup.ts';
import { isExchanged, isInFrance } from '../../zones/france.ts';
import type { InputColumns } from '../columns.ts';
import type { BatchOptions } from '../csv-answer.ts';
import { DayLookups } from '../day-lookups.ts';
import type { FileRemarks } from '../file-remarks.ts';
import {
  absent,
  BAD_CITYCODE,
  BAD_DATE,
  BAD_UNCERTAINTY,
  EXCHANGED,
  NO_DEGREES,
  type Refusal,
  refused,
  UNCOVERED,
  unreadable,
} from '../refusal.ts';
import type { FactCells } from '../schemes/fact-cells.ts';
import type { RowFacts, Verdicts } from '../schemes/row-facts.ts';
import { communeOf, dayOf, isUncertainty } from './row-details.ts';

/** Reads the place of a row with its date, uncertainty, commune and facts, and looks it up. */
export class RowPlace {
  /** Contains the answer to the last row. */
  lookup: Lookup;
  /** The position of the last row, in WGS84 degrees. */
  lon = Number.NaN;
  lat = Number.NaN;
  citycode: string | undefined;
  readonly #facts: FactCells | undefined;
  /** The facts of the last row; undefined when no schemes are requested. */
  #rowFacts: RowFacts | undefined;
  #uncertainty = 0;
  readonly #columns: InputColumns;
  readonly #options: BatchOptions;
  readonly #lookups: DayLookups;
  readonly #remarks: FileRemarks;
  #date: string;
  /** The text of the last date. */
  #written = '';

  /** `facts` reads the facts of each row; undefined when no schemes are requested. */
  constructor(columns: InputColumns, facts: FactCells | undefined, options: BatchOptions, remarks: FileRemarks) {
    this.#columns = columns;
    this.#facts = facts;
    this.#options = options;
    this.#remarks = remarks;
    this.#lookups = new DayLookups(options.zones, options.lookupOn);
    this.#date = options.date;
    this.lookup = this.#lookups.on(options.date);
  }

  /** Looks up the current row of the reader. Returns null, or a refusal when the row is invalid. */
  ask(row: RowReader): Refusal | null {
    const columns = this.#columns;
    const { toWgs84, mistakes } = this.#options;
    let lon = row.number(columns.lon);
    let lat = row.number(columns.lat);
    if (!(Number.isFinite(lon) && Number.isFinite(lat))) return this.#badCoordinate(row);
    if (toWgs84) [lon, lat] = toWgs84(lon, lat);
    if (!isOnEarth(lon, lat)) return toWgs84 ? UNCOVERED : NO_DEGREES;
    if (columns.date >= 0 && !this.#turnTo(row.text(columns.date))) return BAD_DATE;
    let uncertainty = 0;
    if (columns.uncertainty >= 0 && row.text(columns.uncertainty) !== '') {
      uncertainty = row.number(columns.uncertainty);
      if (!isUncertainty(uncertainty)) return BAD_UNCERTAINTY;
    }
    const citycode = columns.citycode >= 0 ? communeOf(row.text(columns.citycode)) : undefined;
    if (citycode === null) return BAD_CITYCODE;
    if (this.#facts !== undefined) {
      const facts = this.#facts.read((column) => row.text(column));
      if ('problem' in facts) return facts;
      this.#rowFacts = facts;
    }
    const { lookup } = this;
    lookup.at(lon, lat, uncertainty, citycode, this.#rowFacts?.streetSide);
    if (lookup.zoneCount === 0 && !isInFrance(lon, lat)) {
      if (isExchanged(lon, lat)) return EXCHANGED;
      if (mistakes) mistakes.abroad++;
    }
    this.lon = lon;
    this.lat = lat;
    this.citycode = citycode;
    this.#uncertainty = uncertainty;
    return null;
  }

  /** Returns the verdicts of the last row; undefined when no schemes are requested. */
  verdicts(): Verdicts | undefined {
    const facts = this.#rowFacts;
    if (facts === undefined) return undefined;
    const { lookup, lon, lat, citycode } = this;
    const memberships = lookup.memberships(lon, lat, this.#uncertainty, citycode, facts.streetSide);
    return facts.on(this.#date).verdicts(memberships);
  }

  #badCoordinate(row: RowReader): Refusal {
    const { lon, lat } = this.#columns;
    for (const [column, axis] of [
      [lon, 'longitude'],
      [lat, 'latitude'],
    ] as const) {
      if (row.text(column) === '') return absent(axis);
      if (!Number.isFinite(row.number(column))) return unreadable(axis);
    }
    return refused('coordonnées illisibles');
  }

  /** Selects the lookup of a date, the default one when the text is empty. Returns false when it is not a date. */
  #turnTo(written: string): boolean {
    if (written === this.#written) return true;
    const day = dayOf(written, this.#options.date);
    if (day === null) return false;
    this.#remarks.days.add(written);
    this.#written = written;
    if (day !== this.#date) {
      this.lookup = this.#lookups.on(day);
      this.#date = day;
    }
    return true;
  }
}

function isOnEarth(lon: number, lat: number): boolean {
  return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90;
}

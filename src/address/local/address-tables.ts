import type { Database, Statement } from '../../store/open.ts';
import { isDamage } from '../../store/store-error.ts';
import { GeocoderUnavailable, type PositionType } from '../candidate.ts';
import type { Entry } from './search-index.ts';

/** The tables of an address file: its entries (streets, hamlets, communes) and the numbers of its streets. */
export class AddressTables {
  readonly #entry: Statement<unknown[]>;
  readonly #number: Statement<unknown[]>;
  readonly #numbers: Statement<unknown[]>;
  readonly #cell: Statement<unknown[]>;
  readonly #entriesInCells: Statement<unknown[]>;
  readonly #streetsOf: Statement<unknown[]>;
  readonly #cityOf: Statement<unknown[]>;

  /** Whether a page of the file was found damaged while it was read. */
  isDamaged = false;

  constructor(database: Database) {
    this.#entry = database.prepare('SELECT * FROM entries WHERE entry = ?');
    this.#number = database.prepare('SELECT * FROM numbers WHERE entry = ? AND number = ?');
    this.#numbers = database.prepare('SELECT * FROM numbers WHERE entry = ? ORDER BY number, suffix');
    this.#cell = database.prepare('SELECT * FROM numbers WHERE cell BETWEEN ? AND ?');
    this.#entriesInCells = database.prepare('SELECT DISTINCT entry FROM numbers WHERE cell BETWEEN ? AND ?').pluck();
    this.#streetsOf = database.prepare(
      "SELECT * FROM entries WHERE citycode = ? AND kind = 'street' ORDER BY name, oldcity, entry",
    );
    this.#cityOf = database.prepare("SELECT city FROM entries WHERE citycode = ? AND kind = 'municipality'").pluck();
  }

  entry(entry: number): EntryRow {
    return this.#read(() => this.#entry.get(entry)) as EntryRow;
  }

  /** The numbers of a street, in order; several rows for a number with several positions. */
  numbers(entry: number): NumberRow[] {
    return this.#read(() => this.#numbers.all(entry)) as NumberRow[];
  }

  /** The rows of one number of a street, with any suffix. */
  sameNumber(entry: number, number: number): NumberRow[] {
    return this.#read(() => this.#number.all(entry, number)) as NumberRow[];
  }

  /** The numbers in a row of cells, from the first cell to the last. */
  numbersInCells(first: number, last: number): NumberRow[] {
    return this.#read(() => this.#cell.all(first, last)) as NumberRow[];
  }

  /** The entries with a number in a row of cells. */
  entriesInCells(first: number, last: number): number[] {
    return this.#read(() => this.#entriesInCells.all(first, last)) as number[];
  }

  /** The streets of a commune, by name. */
  streetsOf(citycode: string): EntryRow[] {
    return this.#read(() => this.#streetsOf.all(citycode)) as EntryRow[];
  }

  /** The name of a commune; null when the file has no address there. */
  cityOf(citycode: string): string | null {
    return (this.#read(() => this.#cityOf.get(citycode)) as string | undefined) ?? null;
  }

  /** Throws a GeocoderUnavailable when the file is damaged. */
  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage((error as NodeJS.ErrnoException).code)) throw error;
      this.isDamaged = true;
      throw new GeocoderUnavailable(DAMAGED);
    }
  }
}

const DAMAGED = 'Le fichier d’adresses de ce service est abîmé : indiquez un point (lon, lat).';

export interface EntryRow {
  readonly entry: number;
  readonly kind: Entry['kind'];
  readonly id: string;
  readonly name: string;
  readonly postcode: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcitycode: string;
  readonly oldcity: string;
  readonly lon: number;
  readonly lat: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  readonly size: number;
}

export interface NumberRow {
  readonly entry: number;
  readonly number: number;
  readonly suffix: string;
  readonly position: PositionType;
  readonly lon: number;
  readonly lat: number;
  readonly uncertainty: number;
}

import type { BoundingBox } from '../../geo/polygon.ts';
import type { Database, Statement } from '../../store/open.ts';
import { isDamage } from '../../store/store-error.ts';
import { GeocoderUnavailable } from '../candidate.ts';
import { checkedContent, DamagedRecord, decodeEntry, type RecordPart } from '../file/address-records.ts';
import { decodeNumbers, type NumberAt } from '../file/street-numbers.ts';
import { blockOfCell, CELLS, cellOf } from './address-file.ts';
import { type Entry, kinds, rankIn, type SearchIndex } from './search-index.ts';

/**
 * The entries of an address file (streets, hamlets, communes) and the numbers of its streets. Each record is checked
 * when it is read: one that is damaged, missing or in another's place is never returned.
 */
export class AddressTables {
  readonly #index: SearchIndex;
  readonly #entry: Statement<unknown[]>;
  readonly #numbers: Statement<unknown[]>;
  /** The numbers of the streets read last: the rows of cells around a point share their streets. */
  readonly #recent = new Map<number, readonly NumberRow[]>();

  /** Whether a record was found damaged while it was read. */
  isDamaged = false;

  constructor(database: Database, index: SearchIndex) {
    this.#index = index;
    this.#entry = database.prepare('SELECT record FROM entries WHERE entry = ?').pluck();
    this.#numbers = database.prepare('SELECT numbers FROM entries WHERE entry = ?').pluck();
  }

  entry(entry: number): EntryRow {
    return this.#read('entry', entry, this.#entry, (content) => decodeEntry(entry, content));
  }

  /** The numbers of a street, in order; several rows for a number with several positions. */
  numbers(entry: number): readonly NumberRow[] {
    const recent = this.#recent.get(entry);
    if (recent) return recent;
    const numbers = this.#read('numbers', entry, this.#numbers, (content) =>
      decodeNumbers(content).map((at): NumberRow => ({ entry, ...at })),
    );
    if (this.#recent.size >= MOST_RECENT) this.#recent.clear();
    this.#recent.set(entry, numbers);
    return numbers;
  }

  /** The rows of one number of a street, with any suffix. */
  sameNumber(entry: number, number: number): NumberRow[] {
    return this.numbers(entry).filter((row) => row.number === number);
  }

  /** The numbers in a row of cells, from the first cell to the last. */
  numbersInCells(first: number, last: number): NumberRow[] {
    return this.#entriesInBlocks(first, last)
      .flatMap((entry) => this.numbers(entry).map((row) => ({ row, cell: cellOf(row.lon, row.lat) })))
      .filter(({ cell }) => cell >= first && cell <= last)
      .sort((a, b) => a.cell - b.cell)
      .map(({ row }) => row);
  }

  /** The entries with a number in a row of cells. */
  entriesInCells(first: number, last: number): number[] {
    return [...new Set(this.numbersInCells(first, last).map(({ entry }) => entry))];
  }

  /** Yields the entries with a number in a box (west, south, east, north), in order. */
  *entriesIn([west, south, east, north]: BoundingBox): Generator<number> {
    const entries = new Set<number>();
    for (let row = Math.floor(south * CELLS); row <= Math.floor(north * CELLS); row++) {
      const lat = (row + 0.5) / CELLS;
      for (const entry of this.#entriesInBlocks(cellOf(west, lat), cellOf(east, lat))) entries.add(entry);
    }
    for (const entry of [...entries].sort((a, b) => a - b)) {
      const isIn = this.numbers(entry).some(
        ({ lon, lat }) => lon >= west && lon <= east && lat >= south && lat <= north,
      );
      if (isIn) yield entry;
    }
  }

  /** The entries with a number in the blocks of a row of cells, in order. */
  #entriesInBlocks(first: number, last: number): number[] {
    const { blocks, blockEntries } = this.#index;
    const entries = new Set<number>();
    for (let block = rankIn(blocks, blockOfCell(first)); blocks[block]! <= blockOfCell(last); block++) {
      for (let i = blockEntries.starts[block]!; i < blockEntries.starts[block + 1]!; i++) {
        entries.add(blockEntries.items[i]!);
      }
    }
    return [...entries].sort((a, b) => a - b);
  }

  /** The streets of a commune, by name. */
  streetsOf(citycode: string): EntryRow[] {
    const city = this.#index.citycodes.indexOf(citycode);
    return this.entriesOf('street', (entry) => this.#index.cities[entry] === city)
      .map((entry) => this.entry(entry))
      .sort((a, b) => compare(a.name, b.name) || compare(a.oldcity, b.oldcity) || a.entry - b.entry);
  }

  /** The name of a commune; null when the file has no address there. */
  cityOf(citycode: string): string | null {
    const city = this.#index.citycodes.indexOf(citycode);
    const [found] = this.entriesOf('municipality', (entry) => this.#index.cities[entry] === city);
    return found === undefined ? null : this.entry(found).city;
  }

  /** The entries of a kind that pass a test, in order. */
  entriesOf(kind: Entry['kind'], test: (entry: number) => boolean = () => true): number[] {
    const wanted = kinds.indexOf(kind);
    const found: number[] = [];
    this.#index.kinds.forEach((one, entry) => {
      if (one === wanted && test(entry)) found.push(entry);
    });
    return found;
  }

  /** Reads and decodes a record. Throws a GeocoderUnavailable when the file is damaged. */
  #read<T>(part: RecordPart, entry: number, record: Statement<unknown[]>, decode: (content: Buffer) => T): T {
    try {
      return decode(checkedContent(part, entry, record.get(entry)));
    } catch (error) {
      if (!(error instanceof DamagedRecord) && !isDamage((error as NodeJS.ErrnoException).code)) throw error;
      this.isDamaged = true;
      throw new GeocoderUnavailable(DAMAGED);
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

const DAMAGED = 'Le fichier d’adresses de ce service est abîmé : indiquez un point (lon, lat).';

/** Streets; more than the surroundings of a point have in a town. */
const MOST_RECENT = 2000;

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

export interface NumberRow extends NumberAt {
  readonly entry: number;
}

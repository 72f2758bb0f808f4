import { cleanTyped } from '../../french/typed-text.ts';
import type { BoundingBox } from '../../geo/polygon.ts';
import type { Database } from '../../store/open.ts';
import { isSealed } from '../../store/sealed-file.ts';
import type { AddressQuestion, Candidate } from '../candidate.ts';
import { todaysCitycode } from '../communes-of-france.ts';
import { DamagedRecord } from '../file/address-records.ts';
import { aboutOf, reading, readSearchOf, type StoredAbout } from '../file/open-file.ts';
import { readApartFrom } from '../file/read-apart.ts';
import { readTyped } from '../typed.ts';
import { type AddressFileReport, CELLS, cellOf } from './address-file.ts';
import { AddressTables, type NumberRow } from './address-tables.ts';
import { bestFirst, distinct, hasArticle } from './candidate-order.ts';
import { Completion } from './completion.ts';
import { LocalCandidates } from './local-candidates.ts';
import { FARTHEST, nearestNumbers } from './nearest-numbers.ts';
import { AddressSearch } from './search.ts';
import { type SearchIndex, searchIndexOf } from './search-index.ts';

/** Searches the addresses of a local file. Nothing leaves the machine. */
export class LocalAddresses {
  /** Contents and origin of the file. */
  readonly about: AddressFileReport;
  /** Distinguishes two files. */
  readonly checksum: number;
  readonly #database: Database;
  readonly #search: AddressSearch;
  readonly #tables: AddressTables;
  readonly #candidates: LocalCandidates;
  readonly #completion: Completion;

  /**
   * Opens the file at `path`. Throws an Error of one French line when it is not an address file of this version, or
   * when a byte of it changed since it was made.
   */
  static open(path: string): LocalAddresses {
    return reading(path, (database) => {
      const about = aboutOf(database);
      if (!isSealed(path)) throw new DamagedRecord();
      return new LocalAddresses(database, about, searchIndexOf(readSearchOf(database)));
    });
  }

  /**
   * The same, for a large file: a separate thread reads the search index and, once this has resolved, verifies the
   * whole file. `isSound` is the result. Until then, each record of the file is checked when it is read.
   */
  static async openApart(path: string): Promise<{ local: LocalAddresses; isSound: Promise<boolean> }> {
    const { about: readApart, search, isSound } = await readApartFrom(path);
    const local = reading(path, (database) => {
      const about = aboutOf(database);
      // Another file has taken its place meanwhile.
      if (about.search !== readApart.search) throw new DamagedRecord();
      return new LocalAddresses(database, about, searchIndexOf(search));
    });
    return { local, isSound };
  }

  private constructor(database: Database, { search, ...about }: StoredAbout, index: SearchIndex) {
    this.#database = database;
    this.about = about;
    this.checksum = search;
    this.#search = new AddressSearch(index);
    this.#tables = new AddressTables(database, index);
    this.#candidates = new LocalCandidates(this.#tables);
    this.#completion = new Completion(this.#search, this.#tables, this.#candidates);
  }

  /** Whether the file was found damaged while it was read. */
  get isDamaged(): boolean {
    return this.#tables.isDamaged;
  }

  close(): void {
    this.#database.close();
  }

  /** Returns the addresses that a text may mean, best first; empty where nothing matches. */
  search(question: AddressQuestion): Candidate[] {
    const { postcode, type, limit, autocomplete, near } = question;
    const text = cleanTyped(question.text);
    const citycode = todaysCitycode(question.citycode);
    const typed = readTyped(text);
    if (typed.tokens.length === 0 && typed.postcode === null) return [];
    const completed = autocomplete ? this.#completion.complete({ ...question, text, citycode }) : [];
    if (completed.length > 0) return completed;
    const most = autocomplete ? 2 * Math.max(limit, LEAST_LOOKED_AT) : MOST_LOOKED_AT;
    const found = this.#search
      .find(
        typed,
        { citycode, postcode, kind: type === 'housenumber' ? 'street' : type, isUnfinished: autocomplete },
        autocomplete && hasArticle(text) ? most * HOMONYMS : most,
      )
      // Beyond `most`, only those with the score of the best: they differ from it by an article at most.
      .filter(({ score }, i, [best]) => i < most || score === best!.score);
    // The last of several homonyms may have the number that the first lacks.
    const least = (found[0]?.score ?? 0) - WORTH_LOOKING_AT;
    const candidates = found
      .filter(({ score }, i) => i < LEAST_LOOKED_AT || score >= least)
      .flatMap((one) => this.#candidates.of(one))
      .filter((candidate) => type === undefined || candidate.type === type)
      .sort(bestFirst(text, near));
    return distinct(candidates).slice(0, limit);
  }

  /** Returns the numbers nearest to a point, nearest first, within a kilometre; `distance` in ground metres. */
  reverse(point: { lon: number; lat: number; limit: number }): (Candidate & { distance: number })[] {
    return nearestNumbers(this.#tables, point).map(({ row, distance }) => {
      const score = Math.max(0, 1 - distance / FARTHEST);
      return { ...this.#candidates.housenumber(this.#tables.entry(row.entry), row, score, 0), distance };
    });
  }

  /** Returns the streets of a commune, or those with a given name, ordered by name. */
  streetsOf(citycode: string, name?: string): Candidate[] {
    const rows = this.#tables.streetsOf(citycode);
    const streets = rows.map((row) => this.#candidates.whole(row, 1, 0));
    if (name === undefined) return streets;
    const asked = readTyped(name);
    const found = this.#search.find(asked, { citycode, kind: 'street' }, rows.length || 1);
    const best = found[0]?.score ?? 0;
    const entries = new Set(found.filter(({ score }) => score > best - 0.02).map(({ entry }) => entry));
    return streets.filter((_, i) => entries.has(rows[i]!.entry));
  }

  /** Returns the streets with a number in the box, or in a cell that the box meets; unordered. */
  streetsNear([west, south, east, north]: BoundingBox): Candidate[] {
    const entries = new Set<number>();
    for (let row = Math.floor(south * CELLS); row <= Math.floor(north * CELLS); row++) {
      const lat = (row + 0.5) / CELLS;
      for (const entry of this.#tables.entriesInCells(cellOf(west, lat), cellOf(east, lat))) entries.add(entry);
    }
    return [...entries].map((entry) => this.#candidates.whole(this.#tables.entry(entry), 1, 0));
  }

  /** Yields the streets with a number in the box, with all their numbers, in the order of the file. */
  *streetsIn(box: BoundingBox): Generator<{ readonly name: string; readonly numbers: readonly NumberRow[] }> {
    for (const entry of this.#tables.entriesIn(box))
      yield { name: this.#tables.entry(entry).name, numbers: this.#tables.numbers(entry) };
  }

  /** Name of a commune; null when the file has no address there. */
  cityOf(citycode: string): string | null {
    return this.#tables.cityOf(citycode);
  }

  /** The communes of the file, with their INSEE codes. */
  communes(): { citycode: string; city: string }[] {
    return this.#tables
      .entriesOf('municipality')
      .map((entry) => this.#tables.entry(entry))
      .map(({ citycode, city }) => ({ citycode, city }))
      .sort((a, b) => (a.citycode < b.citycode ? -1 : 1));
  }

  /** Returns some addresses from all parts of the file, the same each time. */
  sample(count: number): Candidate[] {
    const streets = this.#tables.entriesOf('street');
    const step = Math.max(1, Math.floor(streets.length / count));
    return streets
      .filter((_, i) => i % step === 0)
      .slice(0, count)
      .map((entry) => this.#candidates.housenumber(this.#tables.entry(entry), this.#tables.numbers(entry)[0]!, 1, 0));
  }
}

/** Minimum number of entries whose numbers are looked up: a missing number changes their order. */
const LEAST_LOOKED_AT = 5;
const MOST_LOOKED_AT = 1500;
/** Factor on the number of entries while typing, where names may differ by an article alone. */
const HOMONYMS = 4;
/**
 * How far behind the best score an entry may be and still give the best candidate: more than the penalty of a missing
 * number.
 */
const WORTH_LOOKING_AT = 0.2;

import type { BoundingBox } from '../../geo/polygon.ts';
import { type Database, openReadOnly } from '../../store/open.ts';
import { isSealed } from '../../store/sealed-file.ts';
import type { AddressQuestion, Candidate } from '../candidate.ts';
import { todaysCitycode } from '../communes-of-france.ts';
import { readTyped } from '../typed.ts';
import { type AddressFileReport, CELLS, cellOf, FORMAT } from './address-file.ts';
import { AddressTables, type EntryRow } from './address-tables.ts';
import { bestFirst, distinct, hasArticle } from './candidate-order.ts';
import { Completion } from './completion.ts';
import { LocalCandidates } from './local-candidates.ts';
import { FARTHEST, nearestNumbers } from './nearest-numbers.ts';
import { AddressSearch } from './search.ts';
import { readSearch } from './search-index.ts';

/** Searches the addresses of a local file. Nothing leaves the machine. */
export class LocalAddresses {
  /** Contents and origin of the file. */
  readonly about: AddressFileReport;
  readonly #database: Database;
  readonly #search: AddressSearch;
  readonly #tables: AddressTables;
  readonly #candidates: LocalCandidates;
  readonly #completion: Completion;

  /**
   * Opens the file at `path`. Throws an Error of one French line when it is not an address file of this version, or
   * when a byte of it changed since it was made. `verified` is the result of that check where it was made before.
   */
  static open(path: string, verified?: 'sound' | 'damaged'): LocalAddresses {
    let database: Database;
    try {
      database = openReadOnly(path);
    } catch (error) {
      throw new Error(`${path} : le fichier d’adresses ne s’ouvre pas`, { cause: error });
    }
    try {
      const about = aboutOf(database);
      const isSound = verified === undefined ? isSealed(path) : verified === 'sound';
      if (!isSound) throw new Error(`${path} : ${DAMAGED}`);
      return new LocalAddresses(database, about);
    } catch (error) {
      database.close();
      const { code, message } = error as NodeJS.ErrnoException;
      if (message.endsWith(DAMAGED)) throw error;
      const reason = code?.startsWith('SQLITE_CORRUPT') ? ` : ${DAMAGED}` : OF_ANOTHER_VERSION;
      throw new Error(`${path}${reason}`, { cause: error });
    }
  }

  private constructor(database: Database, about: AddressFileReport) {
    this.#database = database;
    this.about = about;
    const blob = database.prepare('SELECT bytes FROM search WHERE name = ?').pluck();
    this.#search = new AddressSearch(readSearch((name) => blob.get(name) as Buffer));
    this.#tables = new AddressTables(database);
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
    const { text, postcode, type, limit, autocomplete, near } = question;
    const citycode = todaysCitycode(question.citycode);
    const typed = readTyped(text);
    if (typed.tokens.length === 0 && typed.postcode === null) return [];
    const completed = autocomplete ? this.#completion.complete({ ...question, citycode }) : [];
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

  /** Name of a commune; null when the file has no address there. */
  cityOf(citycode: string): string | null {
    return this.#tables.cityOf(citycode);
  }

  /** The communes of the file, with their INSEE codes. */
  communes(): { citycode: string; city: string }[] {
    return this.#database
      .prepare("SELECT citycode, city FROM entries WHERE kind = 'municipality' ORDER BY citycode")
      .all() as { citycode: string; city: string }[];
  }

  /** Returns some addresses from all parts of the file, the same each time. */
  sample(count: number): Candidate[] {
    const entries = this.#database
      .prepare("SELECT * FROM entries WHERE kind = 'street' AND size > 0 ORDER BY entry")
      .all() as EntryRow[];
    const step = Math.max(1, Math.floor(entries.length / count));
    return entries
      .filter((_, i) => i % step === 0)
      .slice(0, count)
      .map((entry) => this.#candidates.housenumber(entry, this.#tables.numbers(entry.entry)[0]!, 1, 0));
  }
}

/** Returns the description in the file. Throws when it is of another version. */
function aboutOf(database: Database): AddressFileReport {
  const { json } = database.prepare('SELECT json FROM about').get() as { json: string };
  const { format, ...about } = JSON.parse(json) as AddressFileReport & { format: number };
  if (format !== FORMAT) throw new Error(`format ${format}`);
  return about;
}

const DAMAGED = 'le fichier d’adresses est abîmé : refaites-le par « data update --only addresses »';
const OF_ANOTHER_VERSION =
  ' n’est pas un fichier d’adresses de cette version : refaites-le par « data update --only addresses »';

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

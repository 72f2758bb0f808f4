import { groundDistance } from '../../geo/ground.ts';
import type { BoundingBox } from '../../geo/polygon.ts';
import { type Database, openReadOnly, type Statement } from '../../store/open.ts';
import type { AddressQuestion, Candidate, PositionType, StreetNumber } from '../candidate.ts';
import type { Found } from '../judge-entry.ts';
import { isMadeUp } from '../made-up-number.ts';
import { readTyped } from '../typed.ts';
import { uncertaintyOf } from '../uncertainty.ts';
import { articles, streetTypes, wordsOf } from '../words.ts';
import { type AddressFileReport, CELLS, cellOf, FORMAT } from './address-file.ts';
import { AddressSearch } from './search.ts';
import { type Entry, readSearch } from './search-index.ts';

/** The addresses of an address file: nothing that is asked of it leaves the machine. */
export class LocalAddresses {
  /** What the file holds, and where it comes from. */
  readonly about: AddressFileReport;
  readonly #database: Database;
  readonly #search: AddressSearch;
  readonly #entry: Statement<unknown[]>;
  readonly #number: Statement<unknown[]>;
  readonly #numbers: Statement<unknown[]>;
  readonly #cell: Statement<unknown[]>;
  readonly #entriesInCells: Statement<unknown[]>;

  /** Opens the file at `path`. Throws an Error of one French line when it is not an address file of this version. */
  static open(path: string): LocalAddresses {
    let database: Database;
    try {
      database = openReadOnly(path);
    } catch (error) {
      throw new Error(`${path} : le fichier d’adresses ne s’ouvre pas`, { cause: error });
    }
    try {
      return new LocalAddresses(database);
    } catch (error) {
      database.close();
      throw new Error(`${path} n’est pas un fichier d’adresses de cette version : refaites-le par « data update »`, {
        cause: error,
      });
    }
  }

  private constructor(database: Database) {
    this.#database = database;
    const { json } = database.prepare('SELECT json FROM about').get() as { json: string };
    const { format, ...about } = JSON.parse(json) as AddressFileReport & { format: number };
    if (format !== FORMAT) throw new Error(`format ${format}`);
    this.about = about;
    const blob = database.prepare('SELECT bytes FROM search WHERE name = ?').pluck();
    this.#search = new AddressSearch(readSearch((name) => blob.get(name) as Buffer));
    this.#entry = database.prepare('SELECT * FROM entries WHERE entry = ?');
    this.#number = database.prepare('SELECT * FROM numbers WHERE entry = ? AND number = ?');
    this.#numbers = database.prepare('SELECT * FROM numbers WHERE entry = ? ORDER BY number, suffix');
    this.#cell = database.prepare('SELECT * FROM numbers WHERE cell BETWEEN ? AND ?');
    this.#entriesInCells = database.prepare('SELECT DISTINCT entry FROM numbers WHERE cell BETWEEN ? AND ?').pluck();
  }

  close(): void {
    this.#database.close();
  }

  /** The addresses that a text may mean, the best first; none where nothing fits. */
  search(question: AddressQuestion): Candidate[] {
    const { text, citycode, postcode, type, limit, autocomplete, near } = question;
    const typed = readTyped(text);
    if (typed.tokens.length === 0 && typed.postcode === null) return [];
    const most = autocomplete ? 2 * Math.max(limit, LEAST_LOOKED_AT) : MOST_LOOKED_AT;
    const found = this.#search
      .find(
        typed,
        { citycode, postcode, kind: type === 'housenumber' ? 'street' : type, isUnfinished: autocomplete },
        autocomplete && isJoined(text) ? most * HOMONYMS : most,
      )
      // Beyond as many, only those that nothing but an article may tell from the best.
      .filter(({ score }, i, [best]) => i < most || score === best!.score);
    // A number that the first lacks may stand in the last of its homonyms.
    const least = (found[0]?.score ?? 0) - WORTH_LOOKING_AT;
    const candidates = found
      .filter(({ score }, i) => i < LEAST_LOOKED_AT || score >= least)
      .flatMap((one) => this.#candidatesOf(one))
      .filter((candidate) => type === undefined || candidate.type === type)
      .sort(
        (a, b) =>
          b.score - a.score ||
          Number(isWritten(b, text)) - Number(isWritten(a, text)) ||
          (near ? awayFrom(a, near) - awayFrom(b, near) : 0),
      );
    return distinct(candidates).slice(0, limit);
  }

  /** The numbers nearest to a point, the nearest first, at most `limit`, none farther than a kilometre; `distance` in ground metres. */
  reverse({ lon, lat, limit }: { lon: number; lat: number; limit: number }): (Candidate & { distance: number })[] {
    const nearest = new Map<string, { row: NumberRow; distance: number }>();
    for (let ring = 1; ring <= FARTHEST_RING; ring *= 2) {
      nearest.clear();
      for (let j = -ring; j <= ring; j++) {
        const row = lat + j / CELLS;
        const rows = this.#cell.all(cellOf(lon - ring / CELLS, row), cellOf(lon + ring / CELLS, row)) as NumberRow[];
        for (const found of rows) {
          const distance = groundDistance(lon, lat, found.lon, found.lat);
          const key = `${found.entry} ${found.number} ${found.suffix}`;
          if (distance < (nearest.get(key)?.distance ?? Number.POSITIVE_INFINITY))
            nearest.set(key, { row: found, distance });
        }
      }
      // A cell is some 70 m wide: what is nearer than the rings looked at cannot be outside them.
      const sure = [...nearest.values()].filter(({ distance }) => distance <= ring * NARROWEST_CELL);
      if (sure.length >= limit) break;
    }
    return [...nearest.values()]
      .filter(({ distance }) => distance <= FARTHEST)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, limit)
      .map(({ row, distance }) => {
        const entry = this.#entryOf(row.entry);
        const score = Math.max(0, 1 - distance / FARTHEST);
        return { ...this.#housenumber(entry, row, score, 0), distance };
      });
  }

  /** The streets of a commune, those of a given name where one is given, in the order of their names. */
  streetsOf(citycode: string, name?: string): Candidate[] {
    const rows = this.#database
      .prepare("SELECT * FROM entries WHERE citycode = ? AND kind = 'street' ORDER BY name, oldcity, entry")
      .all(citycode) as EntryRow[];
    const streets = rows.map((row) => this.#whole(row, 1, 0));
    if (name === undefined) return streets;
    const asked = readTyped(name);
    const found = this.#search.find(asked, { citycode, kind: 'street' }, rows.length || 1);
    const best = found[0]?.score ?? 0;
    const entries = new Set(found.filter(({ score }) => score > best - 0.02).map(({ entry }) => entry));
    return streets.filter((_, i) => entries.has(rows[i]!.entry));
  }

  /** The streets with a number in the box, or in a cell that the box meets; in no order. */
  streetsNear([west, south, east, north]: BoundingBox): Candidate[] {
    const entries = new Set<number>();
    for (let row = Math.floor(south * CELLS); row <= Math.floor(north * CELLS); row++) {
      const lat = (row + 0.5) / CELLS;
      for (const entry of this.#entriesInCells.all(cellOf(west, lat), cellOf(east, lat))) entries.add(entry as number);
    }
    return [...entries].map((entry) => this.#whole(this.#entryOf(entry), 1, 0));
  }

  /** The name of a commune; null when the file has no address there. */
  cityOf(citycode: string): string | null {
    const city = this.#database
      .prepare("SELECT city FROM entries WHERE citycode = ? AND kind = 'municipality'")
      .pluck()
      .get(citycode);
    return (city as string | undefined) ?? null;
  }

  /** The communes of the file, by INSEE code. */
  communes(): { citycode: string; city: string }[] {
    return this.#database
      .prepare("SELECT citycode, city FROM entries WHERE kind = 'municipality' ORDER BY citycode")
      .all() as { citycode: string; city: string }[];
  }

  /** Some addresses, spread over the file, the same each time. */
  sample(count: number): Candidate[] {
    const entries = this.#database
      .prepare("SELECT * FROM entries WHERE kind = 'street' AND size > 0 ORDER BY entry")
      .all() as EntryRow[];
    const step = Math.max(1, Math.floor(entries.length / count));
    return entries
      .filter((_, i) => i % step === 0)
      .slice(0, count)
      .map((entry) => this.#housenumber(entry, (this.#numbers.all(entry.entry) as NumberRow[])[0]!, 1, 0));
  }

  #entryOf(entry: number): EntryRow {
    return this.#entry.get(entry) as EntryRow;
  }

  #candidatesOf(found: Found): Candidate[] {
    const { doubts } = found;
    const candidates = this.#placesOf(found);
    return candidates.map((one) =>
      doubts.length === 0 ? one : { ...one, doubts: [...doubts, ...(one.doubts ?? [])] },
    );
  }

  #placesOf({ entry, score, number, suffix, also, importance }: Found): Candidate[] {
    const row = this.#entryOf(entry);
    if (number === null || row.kind !== 'street') {
      return [this.#whole(row, number === null ? score : score * NO_NUMBER, importance)];
    }
    const first = this.#atNumber(row, number, suffix, score, importance);
    if (also === null) return [first];
    // « 2 à 60 » is both, and all that stands between.
    const between = (this.#numbers.all(row.entry) as NumberRow[])
      .filter((one) => one.number > number && one.number < also)
      .map((one) => this.#housenumber(row, one, score, importance));
    return [first, this.#atNumber(row, also, '', score, importance), ...between];
  }

  /** A number of a street: where it stands, else between its neighbours, else anywhere in the street. */
  #atNumber(row: EntryRow, number: number, suffix: string, score: number, importance: number): Candidate {
    const same = this.#number.all(row.entry, number) as NumberRow[];
    const exact = best(same.filter((one) => one.suffix === suffix));
    if (exact) return this.#housenumber(row, exact, score, importance);
    const meant = LETTERS.get(suffix);
    const written = meant && best(same.filter((one) => one.suffix === meant));
    if (written) return this.#housenumber(row, written, score, importance);
    const beside = best(same);
    if (beside) {
      // The same number with another index, or none, is next door.
      const uncertainty = Math.max(beside.uncertainty, NEXT_DOOR);
      return this.#placed(row, number, suffix, beside, uncertainty, score * NEARBY, importance);
    }
    const numbers = onePosition(this.#numbers.all(row.entry) as NumberRow[]);
    const sameSide = numbers.filter((one) => one.number % 2 === number % 2 && !isMadeUp(one));
    const before = sameSide.findLast((one) => one.number < number);
    const after = sameSide.find((one) => one.number > number);
    if (before && after) {
      const apart = groundDistance(before.lon, before.lat, after.lon, after.lat);
      if (apart <= WIDEST_GAP) {
        const share = (number - before.number) / (after.number - before.number);
        const at = {
          lon: before.lon + share * (after.lon - before.lon),
          lat: before.lat + share * (after.lat - before.lat),
        };
        const uncertainty = Math.ceil(
          apart * Math.max(share, 1 - share) + Math.max(before.uncertainty, after.uncertainty),
        );
        return this.#placed(row, number, suffix, at, uncertainty, score * NEARBY, importance);
      }
    }
    return { ...this.#whole(row, score * NO_NUMBER, importance), doubts: ['unknown-number'] };
  }

  #housenumber(row: EntryRow, at: NumberRow, score: number, importance: number): Candidate {
    return {
      ...this.#line(row, written(at.number, at.suffix)),
      type: 'housenumber',
      id: `${row.id}_${String(at.number).padStart(5, '0')}${at.suffix ? `_${at.suffix}` : ''}`,
      score,
      lon: at.lon,
      lat: at.lat,
      positionType: at.position,
      uncertainty: at.uncertainty,
      importance,
    };
  }

  #placed(
    row: EntryRow,
    number: number,
    suffix: string,
    { lon, lat }: { lon: number; lat: number },
    uncertainty: number,
    score: number,
    importance: number,
  ): Candidate {
    return {
      ...this.#line(row, written(number, suffix)),
      type: 'interpolated',
      id: row.id,
      score,
      lon,
      lat,
      positionType: 'interpolated',
      uncertainty,
      importance,
    };
  }

  /** A street, a hamlet, a commune as a whole. */
  #whole(row: EntryRow, score: number, importance: number): Candidate {
    const isSpread = row.west !== row.east || row.south !== row.north;
    const reach = Math.ceil(
      Math.max(
        groundDistance(row.lon, row.lat, row.west, row.south),
        groundDistance(row.lon, row.lat, row.east, row.north),
        groundDistance(row.lon, row.lat, row.west, row.north),
        groundDistance(row.lon, row.lat, row.east, row.south),
      ),
    );
    return {
      ...this.#line(row, null),
      type: row.kind,
      id: row.id,
      score,
      lon: row.lon,
      lat: row.lat,
      positionType: row.kind,
      // The addresses of a commune do not reach its limits: homes without one may.
      uncertainty:
        row.kind === 'street'
          ? reach + uncertaintyOf.unknown
          : isSpread
            ? reach + uncertaintyOf.locality
            : uncertaintyOf[row.kind],
      importance,
    };
  }

  #line(row: EntryRow, number: string | null) {
    const { name, postcode, citycode, city, oldcitycode, oldcity, kind } = row;
    const line = number === null ? name : `${number} ${name}`;
    return {
      label: kind === 'municipality' ? city : `${line} ${postcode} ${city}`.replace(/ {2,}/g, ' '),
      housenumber: number,
      name: line,
      street: kind === 'street' ? name : null,
      postcode,
      citycode,
      city,
      oldcitycode: oldcitycode || null,
      oldcity: oldcity || null,
      provider: 'local' as const,
      ...(kind === 'street' && { numbers: () => onePosition(this.#numbers.all(row.entry) as NumberRow[]) }),
    };
  }
}

interface EntryRow {
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

interface NumberRow {
  readonly entry: number;
  readonly number: number;
  readonly suffix: string;
  readonly position: PositionType;
  readonly lon: number;
  readonly lat: number;
  readonly uncertainty: number;
}

/** Whether a text writes the name of a street as it is, or begins it: « Rue du Marais » rather than « Rue des Marais », of two alike. */
function isWritten({ street, name }: Candidate, text: string): boolean {
  const [first, ...others] = wordsOf(street ?? name);
  // What it is called people abbreviate.
  const own = (others.length > 0 && streetTypes.has(first!) ? others : [first, ...others]).join(' ');
  const typed = wordsOf(text);
  return ` ${typed.join(' ')} `.includes(` ${own} `) || typed.some((_, i) => own.startsWith(typed.slice(i).join(' ')));
}

/** Whether a text has one of the words that tell only homonyms apart. */
function isJoined(text: string): boolean {
  return wordsOf(text).some((word) => articles.has(word));
}

/** What a lone letter abbreviates, where the street has no such letter. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['b', 'bis'],
  ['t', 'ter'],
  ['q', 'quater'],
]);
/** What a number that the street does not have takes off the score, placed beside or between neighbours, or not at all. */
const NEARBY = 0.95;
const NO_NUMBER = 0.88;
/** Metres: the width of a house and its plot. */
const NEXT_DOOR = 30;
/** Metres between two numbers of one side, beyond which nothing says that the street runs straight. */
const WIDEST_GAP = 300;
/** Entries whose numbers are looked up, even where fewer candidates are asked: a missing number ranks them anew. */
const LEAST_LOOKED_AT = 5;
const MOST_LOOKED_AT = 1500;
/** How many times more are looked at while one types, where only an article tells them apart. */
const HOMONYMS = 4;
/** How far behind the best an entry may be and still hold the best candidate: what a missing number takes off, and more. */
const WORTH_LOOKING_AT = 0.2;
/** Metres. */
const FARTHEST = 1000;
const NARROWEST_CELL = 65;
/** Cells, doubled each time: 16 reach a kilometre. */
const FARTHEST_RING = 16;

/** The position to be trusted most, of those of one number. */
function best(rows: readonly NumberRow[]): NumberRow | undefined {
  return rows.reduce<NumberRow | undefined>(
    (kept, row) => (kept === undefined || row.uncertainty < kept.uncertainty ? row : kept),
    undefined,
  );
}

/** One position for each number, its best. */
function onePosition(rows: readonly NumberRow[]): StreetNumber[] {
  const kept = new Map<string, NumberRow>();
  for (const row of rows) {
    const key = written(row.number, row.suffix);
    const other = kept.get(key);
    if (!other || row.uncertainty < other.uncertainty) kept.set(key, row);
  }
  return [...kept.values()].map(({ number, suffix, lon, lat, position, uncertainty }) => ({
    number,
    suffix,
    lon,
    lat,
    positionType: position,
    uncertainty,
  }));
}

function written(number: number, suffix: string): string {
  return suffix === '' ? String(number) : `${number} ${suffix}`;
}

/** Without those that say again what another one says: the same words, on the same spot. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate[]>();
  return candidates.filter((candidate) => {
    const key = `${candidate.type} ${candidate.label} ${candidate.oldcitycode}`;
    const alike = seen.get(key) ?? [];
    seen.set(key, alike);
    if (alike.some((other) => awayFrom(other, candidate) <= ONE_SPOT)) return false;
    alike.push(candidate);
    return true;
  });
}

/** Metres within which two candidates of one label are one. */
const ONE_SPOT = 5;

function awayFrom({ lon, lat }: Candidate, near: { lon: number; lat: number }): number {
  return groundDistance(near.lon, near.lat, lon, lat);
}

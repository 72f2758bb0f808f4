import { rmSync } from 'node:fs';
import { type Database, openNew, type Statement } from '../../store/open.ts';
import { decodeNumbers, encodeNumbers, type NumberAt } from './street-numbers.ts';

/**
 * Gathers the rows of each street, also of one whose rows lie far apart, in bounded memory: once too many streets or
 * numbers are held, all are written to a scratch file at `scratch` as parts, which are joined at the end.
 */
export class StreetGroups {
  readonly #scratch: string;
  readonly #most: HeldAtMost;
  #held = new Map<string, StreetGroup>();
  #heldNumbers = 0;
  #parts: Parts | null = null;

  /** The most streets and numbers that were in memory at once. */
  readonly mostHeld = { streets: 0, numbers: 0 };

  constructor(scratch: string, most: HeldAtMost = HELD_AT_MOST) {
    this.#scratch = scratch;
    this.#most = most;
  }

  /** Returns the street of a key, as far as it is held; `make` makes the others. */
  street(key: string, make: () => StreetGroup): StreetGroup {
    const held = this.#held.get(key);
    if (held) return held;
    if (this.#held.size >= this.#most.streets) this.#writeHeld();
    const street = make();
    this.#held.set(key, street);
    this.mostHeld.streets = Math.max(this.mostHeld.streets, this.#held.size);
    return street;
  }

  /** Adds a number to a street that `street` has just returned. */
  addNumber(street: StreetGroup, number: NumberAt): void {
    street.numbers.push(number);
    this.#heldNumbers++;
    this.mostHeld.numbers = Math.max(this.mostHeld.numbers, this.#heldNumbers);
    if (this.#heldNumbers >= this.#most.numbers) this.#writeHeld();
  }

  /** Yields each street once and whole, in the order of their first rows. */
  *whole(): Generator<StreetGroup> {
    if (this.#parts === null) {
      yield* this.#held.values();
      return;
    }
    this.#writeHeld();
    yield* this.#parts.joined();
  }

  /** Removes the scratch file. */
  close(): void {
    this.#parts?.close();
    rmSync(this.#scratch, { force: true });
  }

  #writeHeld(): void {
    this.#parts ??= new Parts(this.#scratch);
    this.#parts.write(this.#held);
    this.#held = new Map();
    this.#heldNumbers = 0;
  }
}

/** A street or a hamlet, with what its rows add up to. */
export interface StreetGroup {
  /** Rank of its first row among the first rows of all entries. */
  readonly rank: number;
  readonly kind: 'street' | 'locality';
  readonly id: string;
  readonly name: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcitycode: string;
  readonly oldcity: string;
  readonly sums: GroupSums;
  /** In the order of its rows. */
  readonly numbers: NumberAt[];
}

/** What the rows of a group add up to. Coordinates in degrees. */
export interface GroupSums {
  size: number;
  west: number;
  south: number;
  east: number;
  north: number;
  lon: number;
  lat: number;
  readonly postcodes: string[];
}

export interface HeldAtMost {
  readonly streets: number;
  readonly numbers: number;
}

/** Adds the second sums to the first. */
export function addSums(to: GroupSums, { size, west, south, east, north, lon, lat, postcodes }: GroupSums): void {
  to.size += size;
  to.west = Math.min(to.west, west);
  to.south = Math.min(to.south, south);
  to.east = Math.max(to.east, east);
  to.north = Math.max(to.north, north);
  to.lon += lon;
  to.lat += lat;
  for (const postcode of postcodes) if (!to.postcodes.includes(postcode)) to.postcodes.push(postcode);
}

/** Streets by parts, in a file. */
class Parts {
  readonly #database: Database;
  readonly #insert: Statement<unknown[]>;
  #isIndexed = false;

  constructor(path: string) {
    this.#database = openNew(
      path,
      'CREATE TABLE parts (part INTEGER PRIMARY KEY, key TEXT NOT NULL, about TEXT NOT NULL, numbers BLOB NOT NULL)',
    );
    this.#database.pragma(`cache_size = -${SCRATCH_CACHE}`);
    this.#insert = this.#database.prepare('INSERT INTO parts (key, about, numbers) VALUES (?, ?, ?)');
  }

  write(streets: ReadonlyMap<string, StreetGroup>): void {
    this.#database.transaction(() => {
      for (const [key, { numbers, ...about }] of streets) {
        this.#insert.run(key, JSON.stringify(about), encodeNumbers(numbers));
      }
    })();
  }

  *joined(): Generator<StreetGroup> {
    if (!this.#isIndexed) this.#database.exec('CREATE INDEX by_key ON parts (key)');
    this.#isIndexed = true;
    const some = this.#database.prepare(
      'SELECT part, key, about, numbers, (SELECT min(part) FROM parts AS one WHERE one.key = parts.key) AS first, ' +
        '(SELECT max(part) FROM parts AS one WHERE one.key = parts.key) AS last ' +
        'FROM parts WHERE part > ? ORDER BY part LIMIT 1000',
    );
    const others = this.#database.prepare('SELECT about, numbers FROM parts WHERE key = ? AND part > ? ORDER BY part');
    for (let rows = some.all(0) as PartRow[]; rows.length > 0; rows = some.all(rows.at(-1)!.part) as PartRow[]) {
      for (const row of rows) {
        if (row.part !== row.first) continue;
        const street = groupOf(row);
        const rest = row.last === row.part ? [] : (others.all(row.key, row.part) as StoredPart[]);
        for (const part of rest.map(groupOf)) {
          addSums(street.sums, part.sums);
          for (const number of part.numbers) street.numbers.push(number);
        }
        yield street;
      }
    }
  }

  close(): void {
    this.#database.close();
  }
}

interface StoredPart {
  readonly about: string;
  readonly numbers: Buffer;
}

interface PartRow extends StoredPart {
  readonly part: number;
  readonly key: string;
  readonly first: number;
  readonly last: number;
}

function groupOf({ about, numbers }: StoredPart): StreetGroup {
  return { ...(JSON.parse(about) as Omit<StreetGroup, 'numbers'>), numbers: decodeNumbers(numbers) };
}

/** Some tens of megabytes. */
const HELD_AT_MOST: HeldAtMost = { streets: 20_000, numbers: 250_000 };
/** In kilobytes. */
const SCRATCH_CACHE = 64_000;

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { renameDurably, unfinishedName } from '../../store/durable-file.ts';
import { type Database, openNew, type Statement } from '../../store/open.ts';
import { seal } from '../../store/sealed-file.ts';
import { uncertaintyOf } from '../uncertainty.ts';
import { type AddressFileReport, cellOf, departementOf, FORMAT, SCHEMA } from './address-file.ts';
import { LocalAddresses } from './local-addresses.ts';
import { type BanCounts, type BanRow, readBan } from './read-ban.ts';
import { compileSearch, type Entry } from './search-index.ts';

/**
 * Builds the address file at `path` from files of the Base Adresse Nationale. It replaces the previous file only once
 * it is complete and finds its own addresses again; otherwise this throws an Error of one French line and changes
 * nothing. `loadedOn` is the day of the build (`YYYY-MM-DD`).
 */
export async function buildAddresses(
  path: string,
  inputs: readonly BuildInput[],
  loadedOn: string,
  { progress = () => {}, isSmallerAccepted = false }: BuildOptions = {},
): Promise<AddressFileReport> {
  removeLeftovers(path);
  const unfinished = unfinishedName(path);
  const database = openNew(unfinished, SCHEMA);
  try {
    database.exec('BEGIN');
    const filling = new Filling(database);
    const files: AddressFileReport['files'][number][] = [];
    for (const input of inputs) {
      const counts = await readBan(
        input.path,
        (row) => filling.add(row),
        (read, size) => progress(input.name, read, size),
      ).catch((error: Error) => {
        throw new Error(`${input.name} : ${error.message}`, { cause: error });
      });
      refuseUseless(input.name, counts);
      files.push({ name: input.name, ...counts });
    }
    filling.finish();
    const report: AddressFileReport = { ...filling.counts(), files, loadedOn };
    database.prepare('INSERT INTO about VALUES (?)').run(JSON.stringify({ format: FORMAT, ...report }));
    database.exec('COMMIT');
    database.exec('ANALYZE');
    database.close();
    seal(unfinished);
    checkFindsItself(unfinished);
    if (!isSmallerAccepted) refuseSmaller(path, report);
    renameDurably(unfinished, path);
    return report;
  } catch (error) {
    if (database.open) database.close();
    rmSync(unfinished, { force: true });
    throw error;
  }
}

export interface BuildInput {
  readonly path: string;
  /** Name of the file in messages. */
  readonly name: string;
}

export interface BuildOptions {
  readonly progress?: BuildProgress;
  /** Whether a file with far fewer addresses may replace the current one. */
  readonly isSmallerAccepted?: boolean;
}

/** Called with the bytes read of the current file, and its size. */
export type BuildProgress = (name: string, read: number, size: number) => void;

/** Fills the tables: numbers as they are read, streets and communes at the end. */
class Filling {
  readonly #database: Database;
  readonly #insert: Statement<unknown[]>;
  readonly #streets = new Map<string, Group>();
  readonly #communes = new Map<string, Group>();
  readonly #formerCommunes = new Map<string, Group>();
  #entries = 0;
  #addresses = 0;
  #repeated = 0;
  #places = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare('INSERT OR IGNORE INTO numbers VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  }

  add(row: BanRow): void {
    const isPlace = row.number === null;
    const key = `${isPlace ? 'place' : row.streetId}|${row.name}|${row.oldcitycode}|${row.citycode}`;
    const street = this.#group(this.#streets, key, isPlace ? 'locality' : 'street', row.streetId, row.name, row);
    extend(street, row);
    extend(this.#group(this.#communes, row.citycode, 'municipality', row.citycode, row.city, row), row);
    if (row.oldcitycode !== '' && row.oldcitycode !== row.citycode) {
      const key = `${row.oldcitycode}|${row.citycode}`;
      extend(this.#group(this.#formerCommunes, key, 'locality', row.oldcitycode, row.oldcity, row), row);
    }
    if (row.number === null) {
      this.#places++;
      return;
    }
    const { changes } = this.#insert.run(
      street.entry,
      row.number,
      row.suffix,
      row.positionType,
      row.lon,
      row.lat,
      uncertaintyOf[row.positionType],
      cellOf(row.lon, row.lat),
    );
    if (changes === 0) this.#repeated++;
    else this.#addresses++;
  }

  finish(): void {
    this.#database.exec('CREATE INDEX by_cell ON numbers (cell)');
    // Many numbers at one point: a car park or a porch, whatever the type of the position.
    this.#database.exec(`
      UPDATE numbers SET uncertainty = max(uncertainty, ${uncertaintyOf.unknown})
      WHERE (entry, lon, lat) IN (
        SELECT entry, lon, lat FROM numbers GROUP BY entry, lon, lat HAVING count(DISTINCT number) >= ${PILE})`);
    const insert = this.#database.prepare(
      `INSERT INTO entries VALUES (${Array.from({ length: 16 }, () => '?').join(', ')})`,
    );
    // A hamlet may be in a former commune, or a street may have the name of a hamlet: both remain, as two entries.
    const groups = [this.#streets, this.#communes, this.#formerCommunes].flatMap((map) => [...map.values()]);
    for (const group of groups) {
      const { entry, kind, id, name, postcodes, citycode, city, oldcitycode, oldcity, size } = group;
      const { west, south, east, north, sumLon, sumLat } = group;
      const [lon, lat] = this.#middle(entry, kind, sumLon / size, sumLat / size);
      const place = [postcodes[0] ?? '', citycode, city, oldcitycode, oldcity];
      insert.run(entry, kind, id, name, ...place, lon, lat, west, south, east, north, size);
    }
    // For lists of the streets of a commune, also in a file of the whole country.
    this.#database.exec('CREATE INDEX by_commune ON entries (citycode)');
    const keep = this.#database.prepare('INSERT INTO search VALUES (?, ?)');
    for (const [name, bytes] of compileSearch(groups.sort((a, b) => a.entry - b.entry))) keep.run(name, bytes);
  }

  counts() {
    return {
      departements: [...new Set([...this.#communes.keys()].map(departementOf))].sort(),
      addresses: this.#addresses,
      streets: [...this.#streets.values()].filter(({ kind }) => kind === 'street').length,
      places: this.#places,
      communes: this.#communes.size,
      repeated: this.#repeated,
    };
  }

  #group(map: Map<string, Group>, key: string, kind: Entry['kind'], id: string, name: string, row: BanRow): Group {
    let group = map.get(key);
    if (!group) {
      const { citycode, city, lon, lat } = row;
      const isFormer = map === this.#formerCommunes;
      const { oldcitycode, oldcity } = kind === 'municipality' || isFormer ? NO_FORMER : row;
      group = {
        ...{ entry: this.#entries++, kind, id, name, citycode, city, oldcitycode, oldcity, postcodes: [], size: 0 },
        ...{ west: lon, south: lat, east: lon, north: lat, sumLon: 0, sumLat: 0 },
      };
      map.set(key, group);
    }
    return group;
  }

  /** Position of a street: that of its number nearest to the mean of all, since the mean may lie outside the street. */
  #middle(entry: number, kind: Entry['kind'], lon: number, lat: number): [lon: number, lat: number] {
    if (kind !== 'street') return [lon, lat];
    this.#nearest ??= this.#database.prepare(
      'SELECT lon, lat FROM numbers WHERE entry = ? ORDER BY (lon - ?) * (lon - ?) * 0.4 + (lat - ?) * (lat - ?) ' +
        'LIMIT 1',
    );
    const found = this.#nearest.get(entry, lon, lon, lat, lat) as { lon: number; lat: number } | undefined;
    return found ? [found.lon, found.lat] : [lon, lat];
  }

  #nearest: Statement<unknown[]> | undefined;
}

/** Removes the files of builds that were interrupted an hour ago or more. */
function removeLeftovers(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.part')) continue;
    const left = join(folder, name);
    const age = Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 3_600_000) rmSync(left, { force: true });
  }
}

/** An entry that rows share: a street, a hamlet, a commune. */
interface Group extends Entry {
  readonly id: string;
  readonly oldcitycode: string;
  readonly postcodes: string[];
  size: number;
  west: number;
  south: number;
  east: number;
  north: number;
  sumLon: number;
  sumLat: number;
}

const NO_FORMER = { oldcitycode: '', oldcity: '' };

/** From this many numbers of one street at one point, the point is no door. */
const PILE = 4;

function extend(group: Group, { lon, lat, postcode }: BanRow): void {
  if (lon < group.west) group.west = lon;
  if (lon > group.east) group.east = lon;
  if (lat < group.south) group.south = lat;
  if (lat > group.north) group.north = lat;
  group.size++;
  group.sumLon += lon;
  group.sumLat += lat;
  if (postcode !== '' && !group.postcodes.includes(postcode)) group.postcodes.push(postcode);
}

/** Refuses a file most of whose rows cannot be placed: it is not the expected one. */
function refuseUseless(name: string, { rows, kept }: BanCounts): void {
  if (rows === 0) throw new Error(`${name} : le fichier n’a aucune ligne`);
  if (kept < rows * LEAST_KEPT) {
    throw new Error(
      `${name} : ${rows - kept} lignes sur ${rows} n’ont ni position ni nom lisible, le fichier a changé`,
    );
  }
}

const LEAST_KEPT = 0.8;

/** Refuses a file of the same départements with far fewer addresses: it is probably incomplete. */
function refuseSmaller(path: string, { addresses, departements }: AddressFileReport): void {
  let before: AddressFileReport;
  try {
    const book = LocalAddresses.open(path);
    before = book.about;
    book.close();
  } catch {
    // There is no previous file, or none that can be read: nothing is lost.
    return;
  }
  const isSame = before.departements.every((code) => departements.includes(code));
  if (isSame && addresses < before.addresses * LEAST_OF_BEFORE) {
    throw new Error(
      `${addresses} adresses au lieu de ${before.addresses} : le fichier est sans doute incomplet (--force le ` +
        'prend tout de même)',
    );
  }
}

const LEAST_OF_BEFORE = 0.7;

/** Opens the new file and searches for some of its addresses, which must be found at their positions. */
function checkFindsItself(path: string): void {
  const addresses = LocalAddresses.open(path);
  try {
    const samples = addresses.sample(SAMPLES);
    const lost = samples.filter(({ label, citycode, id }) => {
      const found = addresses.search({ text: label, citycode, limit: 5 });
      return !found.some((candidate) => candidate.id === id);
    });
    if (samples.length === 0 || lost.length > samples.length / 10) {
      throw new Error(
        `le fichier d’adresses ne passe pas la vérification : ${lost.length} de ses adresses sur ` +
          `${samples.length} ne s’y retrouvent pas`,
      );
    }
  } finally {
    addresses.close();
  }
}

const SAMPLES = 50;

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { renameDurably, unfinishedName } from '../../store/durable-file.ts';
import { type Database, openNew } from '../../store/open.ts';
import { isSealed, seal } from '../../store/sealed-file.ts';
import { encodeEntry, withChecksum } from '../file/address-records.ts';
import { aboutOf, reading, type StoredAbout } from '../file/open-file.ts';
import { SearchCompiler } from '../file/search-compiler.ts';
import { type GroupSums, type HeldAtMost, type StreetGroup, StreetGroups } from '../file/street-groups.ts';
import { encodeNumbers, type NumberAt } from '../file/street-numbers.ts';
import { uncertaintyOf } from '../uncertainty.ts';
import { type AddressFileReport, departementOf, FORMAT, SCHEMA } from './address-file.ts';
import { LocalAddresses } from './local-addresses.ts';
import { type BanCounts, type BanRow, readBan } from './read-ban.ts';
import { searchRecords } from './search-index.ts';

/**
 * Builds the address file at `path` from files of the Base Adresse Nationale. It replaces the previous file only once
 * it is complete and finds its own addresses again; otherwise this throws an Error of one French line and changes
 * nothing. `loadedOn` is the day of the build (`YYYY-MM-DD`).
 */
export async function buildAddresses(
  path: string,
  inputs: readonly BuildInput[],
  loadedOn: string,
  { progress = () => {}, isSmallerAccepted = false, isDemo = false, heldAtMost }: BuildOptions = {},
): Promise<AddressFileReport> {
  removeLeftovers(path);
  const unfinished = unfinishedName(path);
  const streets = new StreetGroups(unfinishedName(`${path}.streets`), heldAtMost);
  const database = openNew(unfinished, SCHEMA);
  try {
    database.exec('BEGIN');
    const filling = new Filling(database, streets);
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
    const search = filling.finish();
    const report: AddressFileReport = { ...filling.counts(), files, loadedOn, ...(isDemo && { isDemo }) };
    const about = Buffer.from(JSON.stringify({ ...report, search } satisfies StoredAbout));
    const insert = database.prepare('INSERT INTO about VALUES (?, ?)');
    insert.run(JSON.stringify({ format: FORMAT }), withChecksum('about', 0, about));
    database.exec('COMMIT');
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
  } finally {
    streets.close();
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
  /** Whether the addresses are made up, for a demonstration: no service opens the file. */
  readonly isDemo?: boolean;
  /** The most streets and numbers that are in memory at once while files are read. */
  readonly heldAtMost?: HeldAtMost;
}

/** Called with the bytes read of the current file, and its size. */
export type BuildProgress = (name: string, read: number, size: number) => void;

/** Fills the file: streets as they come, then the records, one after the other. */
class Filling {
  readonly #database: Database;
  readonly #streets: StreetGroups;
  /** By INSEE code, and by former and present code. There are 40 000 in France, so that they stay in memory. */
  readonly #communes = new Map<string, CommuneGroup>();
  readonly #formerCommunes = new Map<string, CommuneGroup>();
  readonly #counts = { addresses: 0, streets: 0, places: 0, repeated: 0 };
  #ranks = 0;

  constructor(database: Database, streets: StreetGroups) {
    this.#database = database;
    this.#streets = streets;
  }

  add(row: BanRow): void {
    const { streetId: id, name, citycode, city, oldcitycode, oldcity, number, suffix, positionType, lon, lat } = row;
    const isPlace = number === null;
    // A hamlet may be in a former commune, or a street may have the name of a hamlet: both remain, as two entries.
    const key = `${isPlace ? 'place' : id}|${name}|${oldcitycode}|${citycode}`;
    const street = this.#streets.street(key, () => ({
      ...{ rank: this.#ranks++, kind: isPlace ? 'locality' : 'street', id, name },
      ...{ citycode, city, oldcitycode, oldcity, sums: noSums(), numbers: [] },
    }));
    addRow(street.sums, row);
    addRow(this.#commune(this.#communes, citycode, 'municipality', citycode, city, row).sums, row);
    if (oldcitycode !== '' && oldcitycode !== citycode) {
      const key = `${oldcitycode}|${citycode}`;
      addRow(this.#commune(this.#formerCommunes, key, 'locality', oldcitycode, oldcity, row).sums, row);
    }
    if (isPlace) this.#counts.places++;
    else {
      const uncertainty = uncertaintyOf[positionType];
      this.#streets.addNumber(street, { number, suffix, position: positionType, lon, lat, uncertainty });
    }
  }

  /** Writes all entries, in the order of their first rows, and returns the checksum of their search index. */
  finish(): number {
    const compiler = new SearchCompiler();
    const insert = this.#database.prepare('INSERT INTO entries VALUES (?, ?, ?)');
    let entry = 0;
    const write = (group: StreetGroup | CommuneGroup, numbers: readonly NumberAt[], isLocated = false) => {
      const { kind, id, name, citycode, city, oldcitycode, oldcity, sums } = group;
      const { size, west, south, east, north, postcodes } = sums;
      const mean = { lon: sums.lon / size, lat: sums.lat / size };
      // The mean may lie outside the street.
      const { lon, lat } = isLocated ? nearestTo(mean, numbers) : mean;
      const place = { postcode: postcodes[0] ?? '', citycode, city, oldcitycode, oldcity };
      const row = { entry, kind, id, name, ...place, lon, lat, west, south, east, north, size };
      insert.run(
        entry,
        withChecksum('entry', entry, encodeEntry(row)),
        withChecksum('numbers', entry, encodeNumbers(numbers)),
      );
      compiler.add({ ...row, postcodes }, numbers);
      entry++;
    };
    const communes = [...this.#communes.values(), ...this.#formerCommunes.values()].sort((a, b) => b.rank - a.rank);
    const writeCommunes = (before: number) => {
      while ((communes.at(-1)?.rank ?? before) < before) write(communes.pop()!, []);
    };
    for (const street of this.#streets.whole()) {
      writeCommunes(street.rank);
      const numbers = inOrder(street.numbers);
      this.#counts.addresses += numbers.length;
      this.#counts.repeated += street.numbers.length - numbers.length;
      if (street.kind === 'street') this.#counts.streets++;
      write(street, withPiles(numbers), street.kind === 'street');
    }
    writeCommunes(Number.POSITIVE_INFINITY);
    return this.#writeSearch(compiler);
  }

  #writeSearch(compiler: SearchCompiler): number {
    const insert = this.#database.prepare('INSERT INTO search VALUES (?, ?)');
    let checksum = 0;
    for (const [name, bytes] of compiler.finish()) {
      insert.run(name, withChecksum('search', searchRecords.indexOf(name), bytes));
      checksum = crc32(bytes, checksum);
    }
    return checksum;
  }

  counts() {
    const departements = [...new Set([...this.#communes.keys()].map(departementOf))].sort();
    return { departements, ...this.#counts, communes: this.#communes.size };
  }

  #commune(
    map: Map<string, CommuneGroup>,
    key: string,
    kind: CommuneGroup['kind'],
    id: string,
    name: string,
    { citycode, city }: BanRow,
  ): CommuneGroup {
    const known = map.get(key);
    if (known) return known;
    const commune = {
      rank: this.#ranks++,
      kind,
      id,
      name,
      citycode,
      city,
      oldcitycode: '',
      oldcity: '',
      sums: noSums(),
    };
    map.set(key, commune);
    return commune;
  }
}

interface CommuneGroup extends Omit<StreetGroup, 'kind' | 'numbers'> {
  readonly kind: 'locality' | 'municipality';
}

/** The numbers by number, suffix, type and position, each once. */
function inOrder(numbers: readonly NumberAt[]): NumberAt[] {
  const compare = (a: NumberAt, b: NumberAt) =>
    a.number - b.number ||
    byText(a.suffix, b.suffix) ||
    byText(a.position, b.position) ||
    a.lon - b.lon ||
    a.lat - b.lat;
  const sorted = [...numbers].sort(compare);
  return sorted.filter((one, i) => i === 0 || compare(one, sorted[i - 1]!) !== 0);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Many numbers at one point: a car park or a porch, whatever the type of the position. */
function withPiles(numbers: readonly NumberAt[]): NumberAt[] {
  const at = ({ lon, lat }: NumberAt) => `${lon} ${lat}`;
  const piles = Map.groupBy(numbers, at);
  return numbers.map((one) => {
    const isPile = new Set(piles.get(at(one))!.map(({ number }) => number)).size >= PILE;
    return isPile ? { ...one, uncertainty: Math.max(one.uncertainty, uncertaintyOf.unknown) } : one;
  });
}

/** The number nearest to a point. A degree of longitude is shorter than one of latitude. */
function nearestTo({ lon, lat }: Position, numbers: readonly NumberAt[]): Position {
  const away = (one: Position) => (one.lon - lon) ** 2 * 0.4 + (one.lat - lat) ** 2;
  return numbers.reduce((nearest, one) => (away(one) < away(nearest) ? one : nearest));
}

interface Position {
  readonly lon: number;
  readonly lat: number;
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

/** From this many numbers of one street at one point, the point is no door. */
const PILE = 4;

function noSums(): GroupSums {
  const [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return { size: 0, west: least, south: least, east: most, north: most, lon: 0, lat: 0, postcodes: [] };
}

function addRow(sums: GroupSums, { lon, lat, postcode }: BanRow): void {
  if (lon < sums.west) sums.west = lon;
  if (lon > sums.east) sums.east = lon;
  if (lat < sums.south) sums.south = lat;
  if (lat > sums.north) sums.north = lat;
  sums.size++;
  sums.lon += lon;
  sums.lat += lat;
  if (postcode !== '' && !sums.postcodes.includes(postcode)) sums.postcodes.push(postcode);
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
    if (!isSealed(path)) return;
    before = reading(path, (database) => {
      const about = aboutOf(database);
      database.close();
      return about;
    });
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

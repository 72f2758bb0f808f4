import { type Database, openReadOnly } from '../../store/open.ts';
import { type AddressFileReport, FORMAT } from '../local/address-file.ts';
import { readSearchData, type SearchData, searchRecords } from '../local/search-index.ts';
import { checkedContent, DamagedRecord } from './address-records.ts';

/**
 * Opens the address file at `path` and passes it to `work`, which keeps it open unless it throws. Throws an Error of
 * one French line when the file is not an address file of this version, or when it is damaged.
 */
export function reading<T>(path: string, work: (database: Database) => T): T {
  let database: Database;
  try {
    database = openReadOnly(path);
  } catch (error) {
    throw new Error(`${path} : le fichier d’adresses ne s’ouvre pas`, { cause: error });
  }
  try {
    return work(database);
  } catch (error) {
    database.close();
    const isDamaged =
      error instanceof DamagedRecord || (error as NodeJS.ErrnoException).code?.startsWith('SQLITE_CORRUPT');
    throw isDamaged ? damagedFile(path, error) : new Error(`${path}${OF_ANOTHER_VERSION}`, { cause: error });
  }
}

/** The error of one French line for a file that is damaged. */
export function damagedFile(path: string, cause?: unknown): Error {
  return new Error(`${path}${DAMAGED}`, { cause });
}

/** Returns what an open file holds. Throws when it is of another version, or when this record is damaged. */
export function aboutOf(database: Database): StoredAbout {
  const { json, record } = database.prepare('SELECT * FROM about').get() as { json: string; record: Buffer };
  const { format } = JSON.parse(json) as { format: number };
  if (format !== FORMAT) throw new Error(`format ${format}`);
  return JSON.parse(checkedContent('about', 0, record).toString('utf8')) as StoredAbout;
}

/** Reads the search index of an open file. Throws a DamagedRecord when a part of it is damaged or missing. */
export function readSearchOf(database: Database): SearchData {
  const recordOf = database.prepare('SELECT record FROM search WHERE name = ?').pluck();
  return readSearchData((name) => checkedContent('search', searchRecords.indexOf(name), recordOf.get(name)));
}

/** The report of a file, and a checksum of its search index, which distinguishes two files. */
export interface StoredAbout extends AddressFileReport {
  readonly search: number;
}

const DAMAGED = ' : le fichier d’adresses est abîmé : refaites-le par « data update --only addresses »';
const OF_ANOTHER_VERSION =
  ' n’est pas un fichier d’adresses de cette version : refaites-le par « data update --only addresses »';

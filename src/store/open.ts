import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { storeError } from './store-error.ts';

export type { Database, Statement } from 'better-sqlite3';

/**
 * Opens the SQLite file at `path` (`:memory:` for none), and creates it when there is none. `migrations` holds the SQL
 * of each step; those that the file has not had yet are applied in order. The database takes one writer and many
 * readers. The file of a demonstration is marked, and opens for a demonstration only. Throws an Error of one French
 * line when the file cannot be opened, belongs to another program, or to a demonstration and not a service or the
 * other way round.
 */
export function openStore(path: string, migrations: readonly string[], isDemo = false): Database.Database {
  let database: Database.Database | undefined;
  try {
    if (path !== ':memory:') {
      makeFolder(dirname(path));
      makePrivate(path);
    }
    database = new Database(path);
    // A command that imports and a server that starts may write at the same time: the second waits.
    database.pragma('busy_timeout = 30000');
    if (isForeign(database)) throw new Error(`${path} est la base de données d’un autre programme`);
    if (!isNew(database)) refuseOtherUse(database, path, isDemo);
    // Readers continue while an import writes. A power cut may lose the last commits, never damage the file.
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    migrate(database, path, migrations, isDemo ? DEMO_MARK : 0);
    // Another process may have made the file meanwhile.
    refuseOtherUse(database, path, isDemo);
    return database;
  } catch (error) {
    database?.close();
    throw storeError(path, error);
  }
}

/**
 * Creates an empty file that only its owner may read and write; SQLite gives the files beside it the same mode. An
 * existing file is left alone: opening and closing it here would release the locks of other connections in this
 * process.
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // The file exists, or cannot be created: SQLite then reports the error.
  }
}

function migrate(database: Database.Database, path: string, migrations: readonly string[], mark: number): void {
  const stepsDone = () => database.pragma('user_version', { simple: true }) as number;
  // Tables that are up to date need no lock, so a lookup need not wait for the end of an import.
  if (stepsDone() === migrations.length) return;
  database
    .transaction(() => {
      const done = stepsDone();
      if (done > migrations.length) {
        throw new Error(
          `${path} a été écrite par une version plus récente de perimetre (schéma ${done}, ${migrations.length} ` +
            'attendu)',
        );
      }
      if (done === 0) database.pragma(`application_id = ${mark}`);
      for (const step of migrations.slice(done)) database.exec(step);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}

/**
 * Whether another program made the file: it has an application id, as GeoPackages do, or tables but no schema version.
 */
function isForeign(database: Database.Database): boolean {
  const mark = database.pragma('application_id', { simple: true });
  if (mark !== 0 && mark !== DEMO_MARK) return true;
  const hasTables = database.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== 0;
  return hasTables && database.pragma('user_version', { simple: true }) === 0;
}

function isNew(database: Database.Database): boolean {
  return database.pragma('user_version', { simple: true }) === 0;
}

function refuseOtherUse(database: Database.Database, path: string, isDemo: boolean): void {
  const isOfDemo = database.pragma('application_id', { simple: true }) === DEMO_MARK;
  if (isOfDemo === isDemo) return;
  throw new Error(
    isOfDemo
      ? `${path} est la base d’une démonstration, aux adresses et QIC fictifs : un service ne s’en sert pas`
      : `${path} est la base d’un service : une démonstration ne s’en sert pas`,
  );
}

/** The application id of a demonstration's file: « PÉRI » in Latin 1. Earlier versions refuse it as foreign. */
const DEMO_MARK = 0x50c95249;

/** Opens an SQLite file of another program (a GeoPackage) read-only. Throws when it is not a database. */
export function openReadOnly(path: string): Database.Database {
  return new Database(path, { readonly: true, fileMustExist: true });
}

/** The same, of a file whose bytes are in memory. */
export function openBytes(bytes: Uint8Array): Database.Database {
  return new Database(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/**
 * Creates an SQLite file at `path` with the tables of `schema` (SQL), to be filled at once. A power cut may damage it:
 * the caller gives the file its final name only when it is complete. Throws when the tables already exist.
 */
export function openNew(path: string, schema: string): Database.Database {
  makeFolder(dirname(path));
  const database = new Database(path);
  try {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Creates a folder and its parents. Node's recursive `mkdir` never returns when a parent fails with ENOENT, as in
 * /proc.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export type { Database, Statement } from 'better-sqlite3';

/**
 * Opens, and creates where it does not exist, the SQLite file at `path` (`:memory:` for none), brings its tables up to date with
 * `migrations` (the SQL of each step, in order, applied once each), and returns it ready for one writer and many readers. Throws
 * an Error of one French line when the file cannot be opened or is not such a database.
 */
export function openStore(path: string, migrations: readonly string[]): Database.Database {
  let database: Database.Database | undefined;
  try {
    if (path !== ':memory:') {
      makeFolder(dirname(path));
      makePrivate(path);
    }
    database = new Database(path);
    // A command that imports and a server that starts may meet: the second waits.
    database.pragma('busy_timeout = 30000');
    if (isForeign(database)) throw new Error(`${path} est la base de données d’un autre programme`);
    // Readers go on while an import writes; what is committed survives a power cut up to the last checkpoint.
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    migrate(database, path, migrations);
    return database;
  } catch (error) {
    database?.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`${path} : cette base de données ne s’ouvre pas (${code})`, { cause: error });
  }
}

/**
 * Makes the file, empty, that only its owner reads and writes; SQLite gives those beside it the same mode. One that is there stays
 * as it is: to open and close it here would end the locks of another connection of this process.
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It is there, or cannot be: SQLite tells.
  }
}

function migrate(database: Database.Database, path: string, migrations: readonly string[]): void {
  const stepsDone = () => database.pragma('user_version', { simple: true }) as number;
  // Tables up to date ask for no lock: a question need not wait for an import to end.
  if (stepsDone() === migrations.length) return;
  database
    .transaction(() => {
      const done = stepsDone();
      if (done > migrations.length) {
        throw new Error(
          `${path} a été écrite par une version plus récente de perimetre (schéma ${done}, ${migrations.length} attendu)`,
        );
      }
      for (const step of migrations.slice(done)) database.exec(step);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}

/** Whether another program made the file: it says so, as GeoPackages do, or it has tables without a step of ours. */
function isForeign(database: Database.Database): boolean {
  if (database.pragma('application_id', { simple: true }) !== 0) return true;
  const hasTables = database.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== 0;
  return hasTables && database.pragma('user_version', { simple: true }) === 0;
}

/** Opens an SQLite file that is not ours (a GeoPackage) for reading only. Throws when it is not a database. */
export function openReadOnly(path: string): Database.Database {
  return new Database(path, { readonly: true, fileMustExist: true });
}

/**
 * Opens a new SQLite file at `path` to be filled at once, with the tables that `schema` (SQL) makes: nothing protects it from a
 * power cut, since whoever fills it gives it its final name once it is whole. Throws when the path is taken.
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

/** Makes a folder and those above it. The runtime's own recursion never ends where a parent refuses with "no such file", as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another start may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

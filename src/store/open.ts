import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export type { Database } from 'better-sqlite3';

/**
 * Opens, and creates where it does not exist, the SQLite file at `path` (`:memory:` for none), brings its tables up to date with
 * `migrations` (the SQL of each step, in order, applied once each), and returns it ready for one writer and many readers.
 */
export function openStore(path: string, migrations: readonly string[]): Database.Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  // Readers go on while an import writes; what is committed survives a power cut up to the last checkpoint.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  // A command that imports and a server that starts may meet: the second waits.
  database.pragma('busy_timeout = 10000');
  database
    .transaction(() => {
      const done = database.pragma('user_version', { simple: true }) as number;
      if (done > migrations.length) {
        throw new Error(
          `${path} was written by a newer version of perimetre (schema ${done}, expected ${migrations.length})`,
        );
      }
      for (const step of migrations.slice(done)) database.exec(step);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
  return database;
}

/** Opens an SQLite file that is not ours (a GeoPackage) for reading only. Throws when it is not a database. */
export function openReadOnly(path: string): Database.Database {
  return new Database(path, { readonly: true, fileMustExist: true });
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** Every row of every table of a store and every file of its index folder, to compare two stores. */
export function stored(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    const rows = tables.map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()]);
    return { ...Object.fromEntries(rows), index: indexFiles(path) };
  } finally {
    database.close();
  }
}

function indexFiles(path: string): [name: string, bytes: number][] {
  const folder = join(dirname(path), 'index');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name)).length]);
}

import { quoted } from '../../../store/identifier.ts';
import type { Database } from '../../../store/open.ts';
import type { Field, FieldType } from '../../feature.ts';

export interface Column extends Field {
  readonly isKey: boolean;
}

/**
 * Returns the columns of a table but its geometry, with types that fit their values: SQLite lets a column hold values
 * of other types than its declared one.
 */
export function columnsOf(database: Database, table: string, geometry: string | null): Column[] {
  // `table_info` would hide computed columns.
  const columns = database.pragma(`table_xinfo(${quoted(table)})`) as TableInfo[];
  const keys = columns.filter(({ pk }) => pk > 0).length;
  const declared = columns
    .filter(({ name }) => name.toLowerCase() !== geometry?.toLowerCase())
    .map(({ name, type, pk }) => {
      // SQLite appends words to the type of a computed column.
      const word = type.toUpperCase().replace(/ GENERATED ALWAYS$/, '');
      return { name, type: fieldType(word), isKey: pk === 1 && keys === 1 && word === 'INTEGER' };
    });
  for (const { name, hidden } of columns) if (hidden > 0) expectShort(database, table, name);
  const contents = contentsOf(database, table, declared);
  return declared.map((column, i) => ({ ...column, ...settled(column.type, contents[i]!) }));
}

interface TableInfo {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
  /** 2 or 3 for a column that is computed. */
  readonly hidden: number;
}

/** A small expression can make a text of hundreds of megabytes for each row. */
function expectShort(database: Database, table: string, column: string): void {
  const length = database
    .prepare(`SELECT length(${quoted(column)}) FROM ${quoted(table)} LIMIT 1`)
    .pluck()
    .get() as number | null | undefined;
  if ((length ?? 0) > LONGEST_COMPUTED) {
    throw new Error(`la colonne calculée ${column} tient des valeurs trop longues : enregistrez la couche sans elle`);
  }
}

/** Bytes or characters. */
const LONGEST_COMPUTED = 10_000_000;

function fieldType(declared: string): FieldType {
  if (/^(TINY|SMALL|MEDIUM|BIG)?INT/.test(declared)) return 'integer';
  if (/^(DOUBLE|FLOAT|REAL|NUMERIC|DECIMAL)/.test(declared)) return 'real';
  if (declared === 'BOOLEAN' || declared === 'DATE' || declared === 'DATETIME') {
    return declared.toLowerCase() as FieldType;
  }
  return 'text';
}

/**
 * 1 when a column contains texts or bytes, decimal numbers, whole numbers that a double cannot hold, moments with an
 * offset, moments without one; else 0.
 */
type Contents = readonly [texts: number, reals: number, longs: number, offsets: number, locals: number];

const NOTHING: Contents = [0, 0, 0, 0, 0];
const SAFE = Number.MAX_SAFE_INTEGER;

function contentsOf(database: Database, table: string, columns: readonly Column[]): Contents[] {
  const looked = columns.filter(({ type, isKey }) => !isKey && ['integer', 'real', 'datetime'].includes(type));
  if (looked.length === 0) return columns.map(() => NOTHING);
  const counts = looked.flatMap(({ name }) => {
    const column = quoted(name);
    return [
      `typeof(${column}) IN ('text', 'blob')`,
      `typeof(${column}) = 'real'`,
      `typeof(${column}) = 'integer' AND (${column} > ${SAFE} OR ${column} < -${SAFE})`,
      // After the day, whose own hyphens do not count.
      `substr(${column}, 11) GLOB '*[Zz+-]*'`,
      `substr(${column}, 11) GLOB '*:*' AND NOT substr(${column}, 11) GLOB '*[Zz+-]*'`,
    ].map((condition) => `max(${condition})`);
  });
  const found = database
    .prepare(`SELECT ${counts.join(', ')} FROM ${quoted(table)}`)
    .raw()
    .get() as (number | null)[];
  let at = 0;
  return columns.map((column) => {
    if (!looked.includes(column)) return NOTHING;
    at += NOTHING.length;
    return found.slice(at - NOTHING.length, at).map(Number) as unknown as Contents;
  });
}

function settled(type: FieldType, [texts, reals, longs, offsets, locals]: Contents): Pick<Field, 'type' | 'isLocal'> {
  if (type === 'datetime') {
    if (offsets > 0 && locals > 0) return { type: 'text' };
    return locals > 0 ? { type, isLocal: true } : { type };
  }
  if (type !== 'integer' && type !== 'real') return { type };
  if (texts > 0 || (longs > 0 && (reals > 0 || type === 'real'))) return { type: 'text' };
  return { type: reals > 0 ? 'real' : type };
}

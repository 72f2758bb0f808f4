import { basename } from 'node:path';
import readWorkbook from 'read-excel-file/node';
import { chosen } from '../../chosen-name.ts';
import type { Feature, Field, FieldType, Layer, Value } from '../../feature.ts';

/**
 * A sheet of an Excel workbook (.xlsx): the one that `wanted` names, or the first; its first row bears the names. The whole of it is
 * held in memory. Throws an Error when it is no workbook, or when the sheet is empty.
 */
export async function readXlsx(path: string, wanted?: string): Promise<Layer> {
  const sheets = await readWorkbook(path, { trim: false }).catch((error: unknown) => {
    throw new Error('le classeur Excel est abîmé, ou protégé par un mot de passe', { cause: error });
  });
  const names = sheets.map(({ sheet }) => sheet);
  const sheet = sheets[wanted === undefined ? 0 : names.indexOf(chosen(names, wanted))];
  const [header, ...rows] = (sheet?.data ?? []) as unknown as Cell[][];
  if (sheet === undefined || header === undefined) {
    throw new Error('la feuille est vide : une ligne d’en-tête était attendue');
  }
  if (header.every((cell) => cell === null)) {
    throw new Error('la première ligne de la feuille est vide : les noms des colonnes y étaient attendus');
  }
  const width = rows.reduce((widest, { length }) => Math.max(widest, length), header.length);
  const fields = Array.from({ length: width }, (_, i): Field => {
    const name = header[i] === null || header[i] === undefined ? '' : String(plain(header[i], 'text')).trim();
    return { name: name === '' ? `colonne_${i + 1}` : name, type: typeOf(rows, i) };
  });
  return {
    name: sheet.sheet || basename(path).replace(/\.[^.]*$/, ''),
    fields,
    crs: null,
    geometryType: null,
    count: rows.length,
    features: {
      async *[Symbol.asyncIterator](): AsyncGenerator<Feature> {
        for (const row of rows) {
          const values = fields.map(({ type }, i) => plain(row[i] ?? null, type));
          const isBlank = values.every((value) => value === null);
          yield isBlank ? { values, geometry: null, problem: 'ligne vide' } : { values, geometry: null };
        }
      },
    },
  };
}

type Cell = string | number | boolean | Date | null;

/** A column whose cells differ in kind is one of text. */
function typeOf(rows: readonly (readonly Cell[])[], column: number): FieldType {
  let found: FieldType | null = null;
  for (const row of rows) {
    const cell = row[column];
    if (cell === null || cell === undefined || cell === '') continue;
    const type = typeOfCell(cell);
    if (found === null || found === type) found = type;
    else if (isNumber(found) && isNumber(type)) found = 'real';
    else if (isDay(found) && isDay(type)) found = 'datetime';
    else return 'text';
  }
  return found ?? 'text';
}

function typeOfCell(cell: NonNullable<Cell>): FieldType {
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? 'integer' : 'real';
  if (typeof cell === 'boolean') return 'boolean';
  if (cell instanceof Date) return cell.getTime() % DAY === 0 ? 'date' : 'datetime';
  return 'text';
}

const DAY = 86_400_000;

function isNumber(type: FieldType): boolean {
  return type === 'integer' || type === 'real';
}

function isDay(type: FieldType): boolean {
  return type === 'date' || type === 'datetime';
}

function plain(cell: Cell, type: FieldType): Value {
  if (cell === null || cell === '') return null;
  if (cell instanceof Date) {
    const moment = momentOf(cell);
    return type === 'datetime' || cell.getTime() % DAY !== 0 ? moment : moment.slice(0, 10);
  }
  return type === 'text' ? String(cell) : cell;
}

/**
 * Without an offset: a cell does not say whose hours it counts. Excel counts moments in days: a second is a fraction, and comes back a
 * thousandth of it short.
 */
function momentOf(cell: Date): string {
  const second = Math.round(cell.getTime() / 1000) * 1000;
  return new Date(Math.abs(second - cell.getTime()) < 5 ? second : cell.getTime()).toISOString().slice(0, -1);
}

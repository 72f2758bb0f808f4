import { basename } from 'node:path';
import { chosen } from '../../chosen-name.ts';
import type { Feature, Field, FieldType, Layer, Value } from '../../feature.ts';
import type { Container } from './container.ts';
import { type Cell, CellFault, isFilled, readSheet } from './sheet-rows.ts';
import { readWorkbook, type Sheet } from './workbook.ts';
import { damaged } from './xml.ts';

/**
 * Reads a sheet of an Excel workbook (.xlsx): the one named `wanted`, or the first visible one. Its first row has the
 * names of the columns. The whole sheet is held in memory. Throws an Error when the file is not a workbook or when the
 * sheet is empty.
 */
export function readXlsx(path: string, zip: Container, wanted?: string): Layer {
  const { sheet, others, hidesRows, header, rows } = contentOf(zip, wanted);
  if (header.every((cell) => cell === null)) {
    throw new Error('la première ligne de la feuille est vide : les noms des colonnes y étaient attendus');
  }
  const width = rows.reduce((widest, { length }) => Math.max(widest, length), header.length);
  const fields = Array.from({ length: width }, (_, i): Field => {
    const name = String(plain(header[i] ?? null, 'text') ?? '').trim();
    const type = typeOf(rows, i);
    return { name: name === '' ? `colonne_${i + 1}` : name, type, ...(type === 'datetime' && { isLocal: true }) };
  });
  return {
    name: sheet.name || basename(path).replace(/\.[^.]*$/, ''),
    fields,
    crs: null,
    geometryType: null,
    count: rows.length,
    notices: [...noticeOfOthers(sheet, others), ...(hidesRows ? [HIDDEN_ROWS] : [])],
    features: {
      async *[Symbol.asyncIterator](): AsyncGenerator<Feature> {
        for (const row of rows) yield featureOf(row, fields);
      },
    },
  };
}

function contentOf(zip: Container, wanted: string | undefined) {
  const workbook = readWorkbook(zip);
  const { sheets } = workbook;
  const names = sheets.map(({ name }) => name);
  const sheet =
    wanted === undefined
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : sheets[names.indexOf(chosen(names, wanted))];
  if (sheet === undefined) throw damaged('il n’a aucune feuille de cellules');
  const { rows, hidesRows } = readSheet(zip.read(sheet.entry), workbook);
  const [header, ...others] = rows;
  if (header === undefined) throw new Error('la feuille est vide : une ligne d’en-tête était attendue');
  const passed = wanted === undefined ? sheets.filter((each) => each !== sheet) : [];
  return {
    sheet,
    others: passed.filter(({ isHidden, entry }) => isHidden || isFilled(zip.read(entry))),
    hidesRows,
    header,
    rows: others,
  };
}

const HIDDEN_ROWS = 'la feuille a des lignes masquées (par un filtre, par exemple) : elles sont lues comme les autres';

function noticeOfOthers({ name }: Sheet, others: readonly Sheet[]): string[] {
  if (others.length === 0) return [];
  const listed = others.slice(0, 5).map((other) => `« ${other.name} »${other.isHidden ? ' (masquée)' : ''}`);
  const more = others.length > 5 ? ` et ${others.length - 5} autres` : '';
  return [`la feuille lue est « ${name} » ; --layer en choisit une autre : ${listed.join(', ')}${more}`];
}

function featureOf(row: readonly Cell[], fields: readonly Field[]): Feature {
  const values = fields.map(({ type }, i) => plain(row[i] ?? null, type));
  const faults = new Map<number, string>();
  for (const [i, cell] of row.entries()) if (cell instanceof CellFault) faults.set(i, cell.reason);
  if (faults.size > 0) return { values, geometry: null, faults };
  const isBlank = values.every((value) => value === null);
  return isBlank ? { values, geometry: null, problem: 'ligne vide' } : { values, geometry: null };
}

/** A column with cells of different types is a column of texts. */
function typeOf(rows: readonly (readonly Cell[])[], column: number): FieldType {
  let found: FieldType | null = null;
  for (const row of rows) {
    const cell = row[column];
    if (cell === null || cell === undefined || cell instanceof CellFault) continue;
    const type = typeOfCell(cell);
    if (found === null || found === type) found = type;
    else if (isNumber(found) && isNumber(type)) found = 'real';
    else if (isDay(found) && isDay(type)) found = 'datetime';
    else return 'text';
  }
  return found ?? 'text';
}

function typeOfCell(cell: Exclude<Cell, CellFault | null>): FieldType {
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

/** A moment has no offset, since a cell has no time zone. */
function plain(cell: Cell, type: FieldType): Value {
  if (cell === null || cell instanceof CellFault) return null;
  if (cell instanceof Date) {
    const moment = cell.toISOString().slice(0, -1);
    return type === 'datetime' || cell.getTime() % DAY !== 0 ? moment : moment.slice(0, 10);
  }
  return type === 'text' ? String(cell) : cell;
}

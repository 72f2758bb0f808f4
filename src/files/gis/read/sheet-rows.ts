import { isTrue, unescaped, type Workbook } from './workbook.ts';
import { damaged, readXml } from './xml.ts';

/** A cell of a sheet. A moment is a Date whose UTC time is the time shown in the cell. */
export type Cell = string | number | boolean | Date | CellFault | null;

/** A cell that should have a value but has none. */
export class CellFault {
  /** In French, without the content of any cell. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export interface SheetRows {
  /** By row number in the sheet, from the first; empty for an absent row. */
  readonly rows: readonly (readonly Cell[])[];
  /** Whether the sheet hides some rows, by a filter or by hand. */
  readonly hidesRows: boolean;
}

/**
 * Reads the cells of a sheet, row by row, without the blank rows at its end. A cell without a reference follows the one
 * before. Throws an Error when the sheet is damaged or larger than a spreadsheet can be.
 */
export function readSheet(xml: Uint8Array, workbook: Workbook): SheetRows {
  const rows: Cell[][] = [];
  let hidesRows = false;
  let row: Cell[] = [];
  let column = -1;
  let isHidden = false;
  let type = 'n';
  let style = -1;
  let value: string | null = null;
  let hasFormula = false;
  let isText = false;
  let phonetic = 0;
  readXml(xml, {
    open(name, attributesOf) {
      switch (name) {
        case 'row': {
          const { r, hidden } = attributesOf();
          const number = r === undefined ? rows.length + 1 : Number(r);
          if (!(number > rows.length && number <= MOST_ROWS))
            throw damaged('les numéros de ses lignes ne se suivent pas');
          while (rows.length < number - 1) rows.push(NONE);
          row = [];
          rows.push(row);
          column = -1;
          isHidden = isTrue(hidden);
          return;
        }
        case 'c': {
          const { r, s = '-1', t = 'n' } = attributesOf();
          column = r === undefined ? column + 1 : columnOf(r);
          if (!(column < MOST_COLUMNS)) throw damaged('une cellule est hors de ce que tient une feuille');
          [type, style, value, hasFormula] = [t, Number(s), null, false];
          return;
        }
        case 'f':
          hasFormula = true;
          return;
        case 'rPh':
          phonetic++;
          return;
        case 'v':
        case 't':
          if (phonetic > 0) return;
          value ??= '';
          isText = true;
      }
    },
    close(name) {
      if (name === 'v' || name === 't') isText = false;
      else if (name === 'rPh') phonetic--;
      // A copy has no room for more cells: half the memory of a narrow sheet.
      else if (name === 'row') rows[rows.length - 1] = row.slice();
      else if (name === 'c') {
        const cell = cellOf(type, style, value, hasFormula, workbook);
        if (cell === null) return;
        while (row.length < column) row.push(null);
        row[column] = cell;
        hidesRows ||= isHidden;
      }
    },
    text(text) {
      if (isText) value += text;
    },
  });
  while (rows.length > 0 && rows.at(-1)!.length === 0) rows.pop();
  return { rows, hidesRows };
}

/** Returns whether a sheet has a cell with content. */
export function isFilled(xml: Uint8Array): boolean {
  const bytes = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength);
  return ['</v>', ':v>', '</t>', ':t>', '</f>', ':f>'].some((end) => bytes.includes(end));
}

const NONE: Cell[] = [];
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/** The column number from 0; NaN when the reference has no column. */
function columnOf(reference: string): number {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at++) {
    const letter = (reference.charCodeAt(at) | 0x20) - 0x60;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return at === 0 ? Number.NaN : column - 1;
}

function cellOf(type: string, style: number, value: string | null, hasFormula: boolean, workbook: Workbook): Cell {
  // A formula with an empty text as its result has an empty value; one never computed has none, or an empty number.
  if (hasFormula && (value === null || (value === '' && type !== 'str'))) return NOT_COMPUTED;
  if (value === null || value === '') return null;
  switch (type) {
    case 's': {
      const text = workbook.texts[Number(value)];
      return text === undefined ? faultOf('') : text || null;
    }
    case 'str':
    case 'inlineStr':
      return unescaped(value);
    case 'b':
      return isTrue(value);
    case 'e':
      return faultOf(value);
    case 'd': {
      const moment = new Date(/T.*(Z|[+-]\d\d:\d\d)$/.test(value) || !value.includes('T') ? value : `${value}Z`);
      return Number.isNaN(moment.getTime()) ? value : moment;
    }
    default: {
      const number = Number(value);
      if (Number.isNaN(number)) return faultOf('');
      return workbook.areDates[style] ? dateOf(number, workbook.epoch) : number;
    }
  }
}

const NOT_COMPUTED = new CellFault('formule sans résultat enregistré');
const faults = new Map<string, CellFault>();

/** `#N/A` and similar codes, about fifteen in all. */
function faultOf(code: string): CellFault {
  const known = /^#[A-Z_/]{1,20}[?!]?$/.test(code) ? code : '';
  let fault = faults.get(known);
  if (fault === undefined) {
    fault = new CellFault(`cellule en erreur${known === '' ? '' : ` (${known})`}`);
    faults.set(known, fault);
  }
  return fault;
}

const DAY = 86_400_000;
/** Days from 30 December 1899 to 1 January 1970. */
const DAYS_TO_1970 = 25_569;

/** Excel counts moments in days, so a second is a fraction and may be read back slightly short. */
function dateOf(number: number, epoch: number): Cell {
  const time = Math.floor((number + epoch - DAYS_TO_1970) * DAY);
  const second = Math.round(time / 1000) * 1000;
  const moment = new Date(Math.abs(second - time) < 5 ? second : time);
  return Number.isNaN(moment.getTime()) ? number : moment;
}

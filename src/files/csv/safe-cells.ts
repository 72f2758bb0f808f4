import type { Finishing } from './finishing.ts';
import type { Header } from './header.ts';

/**
 * Puts an apostrophe before everything that a spreadsheet would read as a formula (OWASP, "CSV injection"), in every
 * column except before numbers. A spreadsheet may split a line at another separator, so text after a comma, a
 * semicolon, a tab or a line end within a cell is checked too. `safeText` does the same to one value.
 */
export class SafeCells implements Finishing {
  #separator = 0;
  #lineEnd = LF;
  /** The bytes that end an unquoted cell. */
  #ends = NOTHING;

  begin(line: Buffer, header: Header): Buffer {
    this.#separator = header.separator;
    this.#lineEnd = header.eol === '\r' ? CR : LF;
    this.#ends = bytes(`\r\n${header.written}`);
    const mark = line.subarray(0, header.start);
    return Buffer.concat([mark, this.rows(line.subarray(header.start))]);
  }

  rows(rows: Buffer): Buffer {
    const places = this.#formulas(rows);
    if (places.length === 0) return rows;
    const safe = Buffer.allocUnsafe(rows.length + places.length);
    let from = 0;
    let length = 0;
    for (const at of places) {
      length += rows.copy(safe, length, from, at);
      safe[length++] = APOSTROPHE;
      from = at;
    }
    rows.copy(safe, length, from);
    return safe;
  }

  /** Returns the positions for apostrophes. */
  #formulas(rows: Buffer): number[] {
    const places: number[] = [];
    let isQuoted = false;
    // No byte of the cell has come yet, not even its quote.
    let isNew = true;
    // The next byte is the first of a cell, or of a part if the line were split elsewhere.
    let first: 'cell' | 'part' | null = 'cell';
    for (let at = 0; at < rows.length; at++) {
      const byte = rows[at]!;
      if (byte === QUOTE) {
        if (isNew) isQuoted = true;
        else if (isQuoted && rows[at + 1] === QUOTE) at++;
        else isQuoted = false;
        isNew = false;
      } else if (!isQuoted && (byte === this.#separator || byte === this.#lineEnd)) {
        isNew = true;
        first = 'cell';
      } else {
        if (first !== null && this.#isFormula(rows, at, first, isQuoted)) places.push(at);
        first = SPLITS[byte] === 1 ? 'part' : null;
        isNew = false;
      }
    }
    return places;
  }

  #isFormula(rows: Buffer, at: number, first: 'cell' | 'part', isQuoted: boolean): boolean {
    const byte = rows[at]!;
    if (byte === 0xef) return FULL_WIDTH.some((sign) => rows.compare(sign, 0, 3, at, at + 3) === 0);
    if (BLANKS[byte] === 1) {
      const isEndOfLine = byte === CR && !isQuoted && (rows[at + 1] === LF || at + 1 === rows.length);
      return first === 'cell' && !isEndOfLine;
    }
    if (SIGNS[byte] !== 1) return false;
    if (byte !== PLUS && byte !== MINUS) return true;
    const ends = first === 'part' ? SPLITS : isQuoted ? NOTHING : this.#ends;
    let end = at + 1;
    while (end < rows.length && rows[end] !== QUOTE && ends[rows[end]!] !== 1) end++;
    const isCut = rows[end] === QUOTE && rows[end + 1] === QUOTE;
    return isCut || !NUMBER.test(rows.toString('latin1', at, end).trim());
  }
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const PLUS = 0x2b;
const MINUS = 0x2d;
/** The bytes at which some program splits a line. */
const SPLITS = bytes('\t\n\r,;');
const SIGNS = bytes('=+-@');
const BLANKS = bytes('\t\r\n');
/** A quoted cell ends only at its quote. */
const NOTHING = bytes('');
const NUMBER = /^[+-](\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;
/** The full-width forms of = + - @ in UTF-8, which some spreadsheets read as the plain ones. */
const FULL_WIDTH = ['＝', '＋', '－', '＠'].map((sign) => Buffer.from(sign));

function bytes(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

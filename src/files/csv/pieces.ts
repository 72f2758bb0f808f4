import { isAscii, isUtf8 } from 'node:buffer';
import { figure } from '../../french/numbers.ts';
import { BatchError } from '../error.ts';
import { countUtf8, encodingOfStart, isMostlyUtf8 } from '../text/detect-encoding.ts';
import type { Encoding } from '../text/encoding.ts';
import { type Header, readHeader, SAMPLE } from './header.ts';
import { LateAccents } from './late-accents.ts';
import type { Eol } from './layout.ts';
import { RowReader } from './row-reader.ts';

/** The layout known before the bytes arrive. */
export interface Known {
  readonly encoding?: Encoding | undefined;
  readonly separator?: number | undefined;
  readonly eol?: Eol | undefined;
  /** Whether a person stated the encoding: the file is then refused when its accents are in another. */
  readonly isStated?: boolean;
  /** Bytes to wait for before an unknown encoding is guessed. */
  readonly sample?: number;
}

/** Rows of a UTF-8 file with invalid bytes. */
export interface StrayRows {
  rows: number;
  /** The numbers of the first and of the last of them; the header is row 1. */
  first: number;
  last: number;
}

/** Returns a French sentence, without a capital or a full stop, that only contains the numbers of the rows. */
export function strayRowsInWords({ rows, first }: StrayRows): string {
  return rows === 1
    ? `la ligne ${first} a un octet qui n’est pas de l’UTF-8, alors que le fichier est en UTF-8`
    : `${figure(rows)} lignes ont un octet qui n’est pas de l’UTF-8, alors que le ` +
        `fichier est en UTF-8 ; la première est la ligne ${first}`;
}

/** Returns the layout known for a file whose encoding may be stated. */
export function knownOf(encoding: Encoding | undefined, known: Known = {}): Known {
  return encoding === undefined ? known : { ...known, encoding, isStated: true };
}

/**
 * Receives the bytes of a file piece by piece. Finds the header, and keeps the incomplete row at the end of a piece.
 */
export class Pieces {
  /** Rows processed before those that `add` returns next. */
  rows = 0;
  /** Rows with invalid bytes found so far. */
  readonly strays: StrayRows;
  readonly #known: Known;
  #rest: Buffer = Buffer.alloc(0);
  /** A buffer that the pieces share in turn; null when callers keep the pieces. */
  #room: Buffer | null;
  #header: Header | null = null;
  /** Bytes to have before the header is searched again. */
  #enough: number;
  #late: LateAccents | null = null;
  /** How many of the unread bytes were checked for UTF-8. */
  #checked = 0;
  #hasAccents = false;
  #length = 0;

  /**
   * With `isPassing`, the result of `add` is only valid until the next call. A long run then creates no buffers, which
   * would be collected late since they are outside the engine's heap.
   */
  constructor(known: Known = {}, strays: StrayRows = { rows: 0, first: 0, last: 0 }, isPassing = false) {
    this.#known = known;
    this.strays = strays;
    this.#enough = known.encoding === undefined ? (known.sample ?? SAMPLE) : 0;
    this.#room = isPassing ? Buffer.alloc(0) : null;
  }

  /** Whether the file began like UTF-8, turned out to be windows-1252, and is converted to UTF-8. */
  get isTurned(): boolean {
    return this.#late?.isWindows1252 ?? false;
  }

  /**
   * Takes the next bytes. Returns all unread bytes, with `from` at the first row; null until the header is known.
   * Throws a BatchError when the bytes are not a CSV.
   */
  add(chunk: Buffer, isLast: boolean): Unread | null {
    const data = this.#joined(this.#late?.take(chunk, isLast) ?? chunk);
    const isFirst = this.#header === null;
    if (isFirst) {
      this.#header = this.#readHeader(data, isLast);
      if (this.#header === null) {
        // A long first line is searched again only once it is twice as long.
        if (data.length >= this.#enough) this.#enough = 2 * data.length;
        this.#rest = data;
        return null;
      }
    }
    const header = this.#header!;
    const from = isFirst ? header.end : 0;
    if (header.encoding === 'utf-8') this.#check(data, isFirst, isLast, header);
    this.#length = data.length;
    return { data, from, header, isFirst };
  }

  #readHeader(data: Buffer, isLast: boolean): Header | null {
    const isWhole = isLast || data.length > LONGEST_ROW;
    if (!isWhole && data.length < this.#enough) return null;
    const isSample = isWhole || data.length >= SAMPLE;
    const { encoding } = this.#known;
    if (encoding !== undefined) return readHeader(data, { ...this.#known, encoding }, isWhole, isSample);
    const header = readHeader(data, { ...this.#known, encoding: encodingOfStart(data) }, isWhole, isSample);
    if (header !== null && isAscii(data)) this.#late = new LateAccents();
    return header;
  }

  #joined(chunk: Buffer): Buffer {
    const rest = this.#rest;
    if (this.#room === null) return rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const length = rest.length + chunk.length;
    const room = length <= this.#room.length ? this.#room : Buffer.allocUnsafeSlow(length * 2);
    // The rest is often the end of the same buffer.
    rest.copy(room);
    chunk.copy(room, rest.length);
    this.#room = room;
    return room.subarray(0, length);
  }

  /**
   * Keeps an incomplete row for later. Throws a BatchError when it is longer than a row can be; `rows` were read before
   * it.
   */
  keep(rest: Buffer, rows: number): void {
    this.#rest = rest;
    this.rows = rows;
    this.#checked = Math.max(0, this.#checked - (this.#length - rest.length));
    if (rest.length > LONGEST_ROW) {
      throw new BatchError(
        `la ligne ${rows + 2} dépasse ${LONGEST_ROW / 2 ** 20} Mio : ` +
          (this.#endsInQuotes(rest) ? 'un guillemet n’est sans doute jamais refermé' : 'ce n’est pas celle d’un CSV'),
      );
    }
  }

  /** Whether a quote opened in the row is still open at its end. */
  #endsInQuotes(rest: Buffer): boolean {
    const header = this.#header;
    const row = new RowReader(header ?? { encoding: 'utf-8', separator: 0x2c, eol: '\n' }, 0);
    row.turnTo(rest);
    return row.read(true) && !row.isClosed;
  }

  /** Checks that the complete lines of `data` not checked before are UTF-8. */
  #check(data: Buffer, isFirst: boolean, isLast: boolean, header: Header): void {
    const from = isFirst ? header.start : 0;
    const start = Math.max(from, this.#checked);
    const end = isLast ? data.length : data.lastIndexOf(header.eol === '\r' ? CR : LF) + 1;
    if (end <= start) return;
    this.#checked = end;
    const lines = data.subarray(start, end);
    if (!isUtf8(lines)) {
      const isOther = this.#known.isStated === true && !this.#hasAccents && !isMostlyUtf8(countUtf8(lines));
      const row = new RowReader(header, 0);
      row.turnTo(data.subarray(0, end), from);
      let line = isFirst ? 1 : this.rows + 2;
      for (; row.read(true); line = line === 1 ? this.rows + 2 : line + 1) {
        if (row.next > start && !isUtf8(row.bytes)) this.#noteStray(line, isOther);
      }
    }
    this.#hasAccents ||= !isAscii(lines);
  }

  #noteStray(line: number, isOther: boolean): void {
    if (isOther) {
      throw new BatchError(
        `la ligne ${line} n’est pas en UTF-8, contrairement à l’encodage indiqué : c’est sans doute iso-8859-1`,
      );
    }
    // The end of a row may come later than its beginning, and a continued run reads some rows again.
    if (line <= this.strays.last) return;
    this.strays.last = line;
    if (this.strays.rows++ === 0) this.strays.first = line;
  }
}

export interface Unread {
  readonly data: Buffer;
  readonly from: number;
  readonly header: Header;
  /** Whether the header line is before `from`. */
  readonly isFirst: boolean;
}

const LONGEST_ROW = 16 * 2 ** 20;
const LF = 0x0a;
const CR = 0x0d;

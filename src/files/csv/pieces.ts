import { isAscii, isUtf8 } from 'node:buffer';
import { BatchError } from '../error.ts';
import { countUtf8, encodingOfStart, isMostlyUtf8 } from '../text/detect-encoding.ts';
import type { Encoding } from '../text/encoding.ts';
import { type Header, readHeader, SAMPLE } from './header.ts';
import { LateAccents } from './late-accents.ts';
import type { Eol } from './layout.ts';
import { RowReader } from './row-reader.ts';

/** What is known of a file before its bytes come. */
export interface Known {
  readonly encoding?: Encoding | undefined;
  readonly separator?: number | undefined;
  readonly eol?: Eol | undefined;
  /** Whether a person stated the encoding: the file is refused where its accents are of another. */
  readonly isStated?: boolean;
  /** Bytes that are waited for to guess an encoding that is not known. */
  readonly sample?: number;
}

/** Rows of a UTF-8 file that hold a byte which is not UTF-8. */
export interface StrayRows {
  rows: number;
  /** The numbers of the first and the last of them, the header being row 1. */
  first: number;
  last: number;
}

/** A French sentence, without a capital or a full stop; it holds nothing of the rows but their numbers. */
export function strayRowsInWords({ rows, first }: StrayRows): string {
  return rows === 1
    ? `la ligne ${first} a un octet qui n’est pas de l’UTF-8, alors que le fichier est en UTF-8`
    : `${rows.toLocaleString('fr-FR')} lignes ont un octet qui n’est pas de l’UTF-8, alors que le fichier est en UTF-8 ; la première est la ligne ${first}`;
}

/** What is known of a file whose encoding a person may have stated. */
export function knownOf(encoding: Encoding | undefined, known: Known = {}): Known {
  return encoding === undefined ? known : { ...known, encoding, isStated: true };
}

/** The bytes of a file as they come, piece by piece: its header once it can be told, and what no whole row has taken yet. */
export class Pieces {
  /** Rows that were taken before those that `add` gives next. */
  rows = 0;
  /** What is told of the file beside its rows. */
  readonly strays: StrayRows;
  readonly #known: Known;
  #rest: Buffer = Buffer.alloc(0);
  /** Where the pieces are put, one after the other; null when each is kept by whoever takes it. */
  #room: Buffer | null;
  #header: Header | null = null;
  /** Bytes that may hold the header line. */
  #enough: number;
  #late: LateAccents | null = null;
  /** Of the bytes that no row has taken, those that are known to be UTF-8, or not. */
  #checked = 0;
  #hasAccents = false;
  #length = 0;

  /**
   * With `isPassing` what `add` returns is only good until the next call: a long run then leaves no garbage, which would be
   * collected late, being outside the engine's own memory.
   */
  constructor(known: Known = {}, strays: StrayRows = { rows: 0, first: 0, last: 0 }, isPassing = false) {
    this.#known = known;
    this.strays = strays;
    this.#enough = known.encoding === undefined ? (known.sample ?? SAMPLE) : 0;
    this.#room = isPassing ? Buffer.alloc(0) : null;
  }

  /** Whether the file, taken for UTF-8 where it began, was then found to be in windows-1252, and is given in UTF-8. */
  get isTurned(): boolean {
    return this.#late?.isWindows1252 ?? false;
  }

  /**
   * Takes the next bytes, and returns all those that no row has taken, `from` where the first row begins; null while they do
   * not tell the header. Throws a BatchError when they are not those of a CSV file.
   */
  add(chunk: Buffer, isLast: boolean): Unread | null {
    const data = this.#joined(this.#late?.take(chunk, isLast) ?? chunk);
    const isFirst = this.#header === null;
    if (isFirst) {
      this.#header = this.#readHeader(data, isLast);
      if (this.#header === null) {
        // A long first line is looked through again only once there is twice as much of it.
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
    // The rest is often the end of the same room.
    rest.copy(room);
    chunk.copy(room, rest.length);
    this.#room = room;
    return room.subarray(0, length);
  }

  /** Keeps for later what a row must still end. Throws a BatchError when no row is that long: `rows` were read before it. */
  keep(rest: Buffer, rows: number): void {
    this.#rest = rest;
    this.rows = rows;
    this.#checked = Math.max(0, this.#checked - (this.#length - rest.length));
    if (rest.length > LONGEST_ROW) {
      throw new BatchError(
        `la ligne ${rows + 2} dépasse ${LONGEST_ROW / 2 ** 20} Mio : ${this.#endsInQuotes(rest) ? 'un guillemet n’est sans doute jamais refermé' : 'ce n’est pas celle d’un CSV'}`,
      );
    }
  }

  /** Whether a quote that the row opens is still open at its end. */
  #endsInQuotes(rest: Buffer): boolean {
    const header = this.#header;
    const row = new RowReader(header ?? { encoding: 'utf-8', separator: 0x2c, eol: '\n' }, 0);
    row.turnTo(rest);
    return row.read(true) && !row.isClosed;
  }

  /** Looks whether the lines that have come are UTF-8, those of `data` that were not looked at before. */
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
    // The end of a row may come later than its beginning, and a run that goes on reads some rows again.
    if (line <= this.strays.last) return;
    this.strays.last = line;
    if (this.strays.rows++ === 0) this.strays.first = line;
  }
}

export interface Unread {
  readonly data: Buffer;
  readonly from: number;
  readonly header: Header;
  /** Whether the header line stands before `from`. */
  readonly isFirst: boolean;
}

const LONGEST_ROW = 16 * 2 ** 20;
const LF = 0x0a;
const CR = 0x0d;

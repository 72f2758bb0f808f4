import { readDecimal } from './decimal.ts';
import { endOfQuoted, fieldValue, quotesIn } from './field.ts';
import type { Layout } from './layout.ts';

/**
 * Scans CSV rows one after the other in a buffer, without copies: a buffer per field of millions would cost more than
 * everything else. A quote opens a quoted field when it is the field's first byte; elsewhere it is a letter.
 */
export class RowReader {
  data: Buffer = Buffer.alloc(0);
  /** The start and the end of the row, without its line end, and the start of the next row. */
  start = 0;
  end = 0;
  next = 0;
  /** The number of fields in the row. */
  count = 0;
  /** Whether every quote in the row is closed. */
  isClosed = true;
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  readonly #layout: Layout;
  readonly #lineEnd: number;
  readonly #most: number;

  /** Keeps the first `most` fields of a row; all of them are counted. */
  constructor(layout: Layout, most = Number.POSITIVE_INFINITY) {
    this.#layout = layout;
    this.#lineEnd = layout.eol === '\r' ? CR : LF;
    this.#most = most;
  }

  /** Switches to another buffer, in which a row begins at `start`. */
  turnTo(data: Buffer, start = 0): void {
    this.data = data;
    this.next = start;
  }

  /** Moves to the next row. Returns false when there is none, or when its line end has not arrived. */
  read(isLast: boolean): boolean {
    const { data } = this;
    const { separator } = this.#layout;
    const lineEnd = this.#lineEnd;
    const start = this.next;
    if (start >= data.length) return false;
    this.isClosed = true;
    let count = 0;
    let field = start;
    let at = start;
    for (; at < data.length; at++) {
      const byte = data[at]!;
      if (byte === lineEnd) break;
      if (byte === separator) {
        this.#put(count++, field, at);
        field = at + 1;
      } else if (byte === QUOTE && at === field) {
        at = endOfQuoted(data, at + 1);
        this.isClosed = at < data.length;
      }
    }
    if (at >= data.length && !isLast) return false;
    const last = Math.min(at, data.length);
    const end = last > start && data[last - 1] === CR ? last - 1 : last;
    this.#put(count++, field, Math.max(field, end));
    this.start = start;
    this.end = end;
    this.next = Math.min(at + 1, data.length);
    this.count = count;
    return true;
  }

  /** Whether the line is blank. */
  get isBlank(): boolean {
    return this.end === this.start;
  }

  /** Returns the value of a field; an empty text when the row is shorter. */
  value(field: number): string {
    if (field < 0 || field >= this.count) return '';
    return fieldValue(this.data, this.#starts[field]!, this.#ends[field]!, this.#layout.encoding);
  }

  /** Returns the same without surrounding blanks. */
  text(field: number): string {
    return this.value(field).trim();
  }

  /** Returns the number in a field; NaN when there is none. */
  number(field: number): number {
    if (field < 0 || field >= this.count) return Number.NaN;
    const { data } = this;
    const [start, end] = [this.#starts[field]!, this.#ends[field]!];
    if (data[start]! > QUOTE) return readDecimal(data, start, end);
    const [from, to] = quotesIn(data, start, end);
    return from < 0 ? readDecimal(data, start, end) : readDecimal(data, from + 1, to);
  }

  /** The bytes of the row, without its line end. */
  get bytes(): Buffer {
    return this.data.subarray(this.start, this.end);
  }

  /** Returns whether the first fields of both rows are the same, byte by byte. */
  startsAs(other: RowReader, fields: number): boolean {
    if (fields === 0) return true;
    const length = this.#ends[fields - 1]! - this.start;
    if (other.#ends[fields - 1]! - other.start !== length) return false;
    for (let i = 0; i < length; i++) if (this.data[this.start + i] !== other.data[other.start + i]) return false;
    return true;
  }

  #put(field: number, start: number, end: number): void {
    if (field >= this.#most) return;
    if (field >= this.#starts.length) {
      const [starts, ends] = [this.#starts, this.#ends];
      this.#starts = new Int32Array(field * 2);
      this.#starts.set(starts);
      this.#ends = new Int32Array(field * 2);
      this.#ends.set(ends);
    }
    this.#starts[field] = start;
    this.#ends[field] = end;
  }
}

const LF = 10;
const CR = 13;
const QUOTE = 0x22;

import type { Header } from '../files/csv/header.ts';
import { type Known, knownOf, Pieces } from '../files/csv/pieces.ts';
import type { Encoding } from '../files/text/encoding.ts';
import type { Lookup } from '../situation/lookup.ts';
import type { Zones } from '../zones/zones.ts';
import { placeColumns, schemeColumns } from './answer-columns.ts';
import { headerLine } from './columns.ts';
import { type BatchCounts, noCounts } from './counts.ts';
import { FileRemarks } from './file-remarks.ts';
import type { MistakeCounts } from './mistake.ts';
import { RowAnswer } from './rows/row-answer.ts';
import type { SchemeQuestion } from './schemes/scheme-question.ts';
import type { Tally } from './tally.ts';

/**
 * Copies a CSV and adds the answer columns after the fields of each row. The file is processed piece by piece, so its
 * length does not matter. The output has as many rows as the input, in the same order. An invalid row gets its reason.
 * Throws a BatchError when the whole file is invalid.
 */
export class CsvAnswer {
  readonly counts: BatchCounts = noCounts();
  readonly remarks = new FileRemarks();
  readonly #options: BatchOptions;
  readonly #pieces: Pieces;
  #rows: RowAnswer | null = null;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#pieces = new Pieces(knownOf(options.encoding, options.known), this.remarks.strays, true);
  }

  /** The header of the file; null until the first line has been read. */
  get header(): Header | null {
    return this.#rows?.header ?? null;
  }

  /**
   * Takes the next bytes of the file and yields the bytes of every row that they complete. A yielded piece is only
   * valid until the next but one.
   */
  *push(chunk: Buffer): Generator<Buffer> {
    for (const { bytes } of this.#take(chunk, false)) yield bytes;
  }

  /** Yields the remaining rows at the end of the file. */
  *end(): Generator<Buffer> {
    for (const { bytes } of this.#take(Buffer.alloc(0), true)) yield bytes;
  }

  /** Answers a whole file, piece by piece. A yielded piece is only valid until the next but one. */
  async *answer(file: AsyncIterable<Buffer>): AsyncGenerator<AnsweredPiece> {
    for await (const chunk of file) yield* this.#take(chunk, false);
    yield* this.#take(Buffer.alloc(0), true);
  }

  *#take(chunk: Buffer, isLast: boolean): Generator<AnsweredPiece> {
    if (this.#rows === null) this.#pieces.rows = this.counts.rows;
    const unread = this.#pieces.add(chunk, isLast);
    this.remarks.isTurned = this.#pieces.isTurned;
    if (unread === null) return;
    const { data, from, header, isFirst } = unread;
    this.#rows ??= new RowAnswer(header, this.#options, this.counts, this.remarks);
    const rows = this.#rows;
    this.#options.tally?.startClock();
    let read = rows.answer(data, from, isLast, isFirst ? this.#head(data, header) : null, MOST_AT_ONCE);
    yield { bytes: rows.take(), read };
    while (rows.isFull) {
      const before = read;
      read = rows.answer(data, before, isLast, null, MOST_AT_ONCE);
      yield { bytes: rows.take(), read: read - before };
    }
    this.#pieces.keep(data.subarray(read), this.counts.rows);
  }

  #head(data: Buffer, header: Header): Buffer {
    const columns = [...placeColumns, ...schemeColumns(this.#options.schemes?.schemes ?? [])];
    return headerLine(
      data,
      header,
      columns.map(({ name }) => name),
    );
  }
}

export interface BatchOptions {
  readonly zones: Zones;
  /** The schemes to judge for each row, with their facts. */
  readonly schemes?: SchemeQuestion | undefined;
  /** The date of rows without a date, `YYYY-MM-DD`. */
  readonly date: string;
  /** The encoding of the file, when the user gives it. */
  readonly encoding?: Encoding | undefined;
  /** The parts of the layout that are known before the file is read. */
  readonly known?: Known | undefined;
  /** Converts the coordinates of the file to WGS84 degrees. Absent: they are WGS84 degrees. */
  readonly toWgs84?: ((x: number, y: number) => readonly [lon: number, lat: number]) | undefined;
  /** Returns a shared lookup for a date. Absent: the run creates its own lookups. */
  readonly lookupOn?: ((date: string) => Lookup) | undefined;
  /** Receives every row. */
  readonly tally?: Tally | undefined;
  /** Counts invalid rows by probable fault of the file. */
  readonly mistakes?: MistakeCounts | undefined;
}

/**
 * The length of an output piece, in bytes. An empty row is filled with separators: with thousands of columns, a piece
 * of empty rows would become gigabytes.
 */
const MOST_AT_ONCE = 1 << 24;

/**
 * Answered rows, with the number of bytes of the file that they took. The first non-empty piece starts with the header
 * line.
 */
export interface AnsweredPiece {
  readonly bytes: Buffer;
  readonly read: number;
}

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
 * A CSV in, the same CSV out with our columns behind each row: pushed piece by piece, whatever its length, in the
 * memory of one piece. As many rows out as in, in the same order; a bad row says why. Throws a BatchError for a file
 * that is bad as a whole.
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

  /** What the first line told; null while it has not come. */
  get header(): Header | null {
    return this.#rows?.header ?? null;
  }

  /**
   * Takes the next bytes of the file, and gives those of every row that they complete, each piece only good until the
   * next but one.
   */
  *push(chunk: Buffer): Generator<Buffer> {
    for (const { bytes } of this.#take(chunk, false)) yield bytes;
  }

  /** Gives what remains once the file has ended. */
  *end(): Generator<Buffer> {
    for (const { bytes } of this.#take(Buffer.alloc(0), true)) yield bytes;
  }

  /** Answers a whole file, piece by piece. What it yields is only good until the next but one. */
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
  /** What is asked of each row beside its place, where `--schemes` asks it. */
  readonly schemes?: SchemeQuestion | undefined;
  /** The date of rows that bear none, `YYYY-MM-DD`. */
  readonly date: string;
  /** The file's encoding, where a person states it. */
  readonly encoding?: Encoding | undefined;
  /** What is known of the file otherwise. */
  readonly known?: Known | undefined;
  /** Turns the file's coordinates into WGS84 longitude, latitude, where they are not already. */
  readonly toWgs84?: ((x: number, y: number) => readonly [lon: number, lat: number]) | undefined;
  /** Gives the lookup of a day that others use too; without it a run makes its own. */
  readonly lookupOn?: ((date: string) => Lookup) | undefined;
  /** Told of every row. */
  readonly tally?: Tally | undefined;
  /** Counted on. */
  readonly mistakes?: MistakeCounts | undefined;
}

/**
 * Bytes: of thousands of columns an empty row has a separator each, and a piece of nothing else would become gigabytes.
 */
const MOST_AT_ONCE = 1 << 24;

/**
 * Whole rows answered, behind the header in the first piece that is not empty, and how many bytes of the file they
 * took.
 */
export interface AnsweredPiece {
  readonly bytes: Buffer;
  readonly read: number;
}

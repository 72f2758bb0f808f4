import { headerLine } from './columns.ts';
import type { Header } from './header.ts';
import { Pieces } from './pieces.ts';
import { type BatchCounts, type BatchOptions, RowAnswer } from './rows.ts';

export type { BatchCounts, BatchOptions } from './rows.ts';

/**
 * A CSV in, the same CSV out with our columns behind each row: pushed piece by piece, whatever its length, in the memory
 * of one piece. As many rows out as in, in the same order; a bad row says why. Throws a BatchError for a file that is
 * bad as a whole.
 */
export class CsvAnswer {
  readonly counts: BatchCounts = { rows: 0, ok: 0, invalid: 0, review: 0 };
  readonly #options: BatchOptions;
  readonly #pieces: Pieces;
  #rows: RowAnswer | null = null;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#pieces = new Pieces(options.encoding, true);
  }

  /** What the first line told; null while it has not come. */
  get header(): Header | null {
    return this.#rows?.header ?? null;
  }

  /** Takes the next bytes of the file, and returns the bytes of every row that they complete. */
  push(chunk: Buffer): Buffer {
    return this.#take(chunk, false).bytes;
  }

  /** Returns what remains once the file has ended. */
  end(): Buffer {
    return this.#take(Buffer.alloc(0), true).bytes;
  }

  /** Answers a whole file, piece by piece. What it yields is only good until the next but one. */
  async *answer(file: AsyncIterable<Buffer>): AsyncGenerator<AnsweredPiece> {
    for await (const chunk of file) yield this.#take(chunk, false);
    yield this.#take(Buffer.alloc(0), true);
  }

  #take(chunk: Buffer, isLast: boolean): AnsweredPiece {
    const unread = this.#pieces.add(chunk, isLast);
    if (unread === null) return { bytes: Buffer.alloc(0), read: 0 };
    const { data, from, header, isFirst } = unread;
    this.#rows ??= new RowAnswer(header, this.#options, this.counts);
    this.#options.tally?.startClock();
    const read = this.#rows.answer(data, from, isLast, isFirst ? headerLine(data, header) : null);
    this.#pieces.keep(data.subarray(read), this.counts.rows);
    return { bytes: this.#rows.take(), read };
  }
}

/** Whole rows answered, behind the header in the first piece that is not empty, and how many bytes of the file they took. */
export interface AnsweredPiece {
  readonly bytes: Buffer;
  readonly read: number;
}

import { headerLine } from './columns.ts';
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
    this.#pieces = new Pieces(options.encoding);
  }

  /** Takes the next bytes of the file, and returns the bytes of every row that they complete. */
  push(chunk: Buffer): Buffer {
    return this.#take(chunk, false);
  }

  /** Returns what remains once the file has ended. */
  end(): Buffer {
    return this.#take(Buffer.alloc(0), true);
  }

  /** Answers a whole file, piece by piece. What it yields is only good until the next but one. */
  async *answer(file: AsyncIterable<Buffer>): AsyncGenerator<AnsweredPiece> {
    for await (const chunk of file) yield { bytes: this.push(chunk), read: chunk.length };
    yield { bytes: this.end(), read: 0 };
  }

  #take(chunk: Buffer, isLast: boolean): Buffer {
    const unread = this.#pieces.add(chunk, isLast);
    if (unread === null) return Buffer.alloc(0);
    const { data, from, header, isFirst } = unread;
    this.#rows ??= new RowAnswer(header, this.#options, this.counts);
    const read = this.#rows.answer(data, from, isLast, isFirst ? headerLine(data, header) : null);
    this.#pieces.keep(data.subarray(read), this.counts.rows);
    return this.#rows.take();
  }
}

/** Rows answered, and how many bytes of the file they took. */
export interface AnsweredPiece {
  readonly bytes: Buffer;
  readonly read: number;
}

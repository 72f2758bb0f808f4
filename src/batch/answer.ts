import { BatchError } from './error.ts';
import { hasWholeLine, readHeader, SAMPLE } from './header.ts';
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
  #rest: Buffer = Buffer.alloc(0);
  #rows: RowAnswer | null = null;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** Takes the next bytes of the file, and returns the bytes of every row that they complete. */
  push(chunk: Buffer): Buffer {
    return this.#take(chunk, false);
  }

  /** Returns what remains once the file has ended. */
  end(): Buffer {
    return this.#take(Buffer.alloc(0), true);
  }

  #take(chunk: Buffer, isLast: boolean): Buffer {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const isNew = this.#rows === null;
    if (isNew) {
      const sample = this.#options.encoding === undefined ? SAMPLE : 0;
      const isEnough = isLast || data.length > LONGEST_ROW || (data.length >= sample && hasWholeLine(data));
      if (!isEnough) return this.#keep(data, 0, Buffer.alloc(0));
      this.#rows = new RowAnswer(readHeader(data, this.#options.encoding), this.#options, this.counts);
    }
    const rows = this.#rows!;
    const read = rows.answer(data, isNew ? rows.header.end : 0, isLast, isNew ? rows.headerLine(data) : null);
    return this.#keep(data, read, rows.take());
  }

  #keep(data: Buffer, read: number, out: Buffer): Buffer {
    this.#rest = data.subarray(read);
    if (this.#rest.length > LONGEST_ROW) {
      throw new BatchError(
        `la ligne ${this.counts.rows + 2} dépasse ${LONGEST_ROW / 2 ** 20} Mio : un guillemet n’est sans doute jamais refermé`,
      );
    }
    return out;
  }
}

const LONGEST_ROW = 16 * 2 ** 20;

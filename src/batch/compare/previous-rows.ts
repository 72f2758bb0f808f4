import { createReadStream } from 'node:fs';
import { Pieces, type Unread } from '../../files/csv/pieces.ts';
import { RowReader } from '../../files/csv/row-reader.ts';
import { BatchError } from '../../files/error.ts';
import { asBatchError } from '../../files/system-error.ts';
import { detectFileEncoding } from '../../files/text/detect-encoding.ts';
import { AnsweredTable, type ComparedSchemes } from './answered-table.ts';

/** Reads the rows of an earlier answer in order, on demand. */
export class PreviousRows {
  readonly table: AnsweredTable;
  /** Reads the current row, the last one that `next` or `nextOfMore` moved to. */
  readonly row: RowReader;
  /** The number of the current row. The header is row 1. */
  line = 1;
  readonly #path: string;
  readonly #file: AsyncIterator<Buffer>;
  readonly #pieces: Pieces;
  #isLast = false;

  /**
   * `schemes` are those whose verdicts are read. Throws a BatchError when `path` cannot be read, or is not an answer.
   */
  static async open(path: string, schemes: ComparedSchemes): Promise<PreviousRows> {
    const file = createReadStream(path, { highWaterMark: PIECE })[Symbol.asyncIterator]();
    try {
      const pieces = new Pieces(await detectFileEncoding(path));
      for (;;) {
        const { done = false, value = Buffer.alloc(0) } = await file.next();
        const unread = pieces.add(value, done);
        if (unread === null) continue;
        return new PreviousRows(path, schemes, file, pieces, unread, done);
      }
    } catch (error) {
      // The message names the file, since the run reads two.
      if (error instanceof BatchError && !error.message.startsWith(path)) {
        throw new BatchError(`${path} : ${error.message}`, { cause: error });
      }
      throw asBatchError(error, path);
    }
  }

  private constructor(
    path: string,
    schemes: ComparedSchemes,
    file: AsyncIterator<Buffer>,
    pieces: Pieces,
    first: Unread,
    isLast: boolean,
  ) {
    this.#path = path;
    this.#file = file;
    this.#pieces = pieces;
    this.#isLast = isLast;
    this.table = new AnsweredTable(first.header, path, schemes);
    this.row = new RowReader(first.header);
    this.row.turnTo(first.data.subarray(first.from));
  }

  /** Moves to the next row. Returns false when more of the file must be read before. */
  next(): boolean {
    if (!this.row.read(this.#isLast)) return false;
    this.line++;
    if (!this.row.isClosed) {
      throw new BatchError(`la ligne ${this.line} de ${this.#path} ouvre un guillemet qui n’est jamais refermé`);
    }
    return true;
  }

  /** Reads more of the file and moves to the next row. Returns false at the end of the file. */
  async nextOfMore(): Promise<boolean> {
    while (!this.#isLast) {
      await this.#readOn();
      if (this.next()) return true;
    }
    return false;
  }

  /** Skips at most `rows` rows. Returns how many were skipped. */
  async skip(rows: number): Promise<number> {
    let skipped = 0;
    while (skipped < rows && (this.next() || (await this.nextOfMore()))) skipped++;
    return skipped;
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#file.return?.();
  }

  async #readOn(): Promise<void> {
    const { row } = this;
    this.#pieces.keep(row.data.subarray(row.next), this.line - 1);
    try {
      const { done = false, value = Buffer.alloc(0) } = await this.#file.next();
      this.#isLast = done;
      row.turnTo(this.#pieces.add(value, done)!.data);
    } catch (error) {
      throw asBatchError(error, this.#path);
    }
  }
}

const PIECE = 1 << 18;

import { createReadStream } from 'node:fs';
import { Pieces } from '../pieces.ts';
import { type FileRow, rowsOf } from '../row-fields.ts';
import { asBatchError } from '../system-error.ts';
import { AnsweredTable } from './answered-table.ts';

/** The rows of an earlier answer, read as they are asked for, in order. */
export class PreviousRows {
  readonly table: AnsweredTable;
  readonly #batches: AsyncGenerator<Batch>;
  #rows: FileRow[];
  #at = 0;

  private constructor(table: AnsweredTable, batches: AsyncGenerator<Batch>, first: FileRow[]) {
    this.table = table;
    this.#batches = batches;
    this.#rows = first;
  }

  /** Throws a BatchError when `path` cannot be read, or is not an answer. */
  static async open(path: string): Promise<PreviousRows> {
    const batches = readBatches(path);
    const first = (await batches.next()).value as Batch;
    return new PreviousRows(first.table, batches, first.rows);
  }

  /** The next row where it has been read already; null when `more` must be asked. */
  next(): FileRow | null {
    return this.#rows[this.#at++] ?? null;
  }

  /** Reads on; false at the end of the file. */
  async more(): Promise<boolean> {
    const { done, value } = await this.#batches.next();
    this.#rows = done ? [] : value.rows;
    this.#at = 0;
    return !done;
  }

  async skip(rows: number): Promise<void> {
    for (let skipped = 0; skipped < rows; ) {
      if (this.next() !== null) skipped++;
      else if (!(await this.more())) return;
    }
  }

  /** All rows that remain. */
  async *rest(): AsyncGenerator<FileRow> {
    do {
      for (let row = this.next(); row !== null; row = this.next()) yield row;
    } while (await this.more());
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}

interface Batch {
  readonly table: AnsweredTable;
  readonly rows: FileRow[];
}

const PIECE = 1 << 18;

/** The first batch comes with the header, with or without a row. */
async function* readBatches(path: string): AsyncGenerator<Batch> {
  const pieces = new Pieces(undefined);
  let table: AnsweredTable | null = null;
  let line = 2;
  const file = createReadStream(path, { highWaterMark: PIECE });
  const read = (chunk: Buffer, isLast: boolean): Batch | null => {
    const unread = pieces.add(chunk, isLast);
    if (unread === null) return null;
    const { data, from, header } = unread;
    table ??= new AnsweredTable(header, path);
    const rows = [...rowsOf(data, from, header, isLast, line)];
    line += rows.length;
    pieces.keep(data.subarray(rows.at(-1)?.next ?? from), line - 2);
    return { table, rows };
  };
  try {
    for await (const chunk of file) {
      const batch = read(chunk as Buffer, false);
      if (batch) yield batch;
    }
    yield read(Buffer.alloc(0), true)!;
  } catch (error) {
    throw asBatchError(error, path);
  }
}

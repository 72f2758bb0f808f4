import { BatchError } from '../error.ts';
import type { Header } from './header.ts';
import { type Known, Pieces, type StrayRows } from './pieces.ts';
import { RowReader } from './row-reader.ts';

/** Reads a CSV row by row from its bytes as they come. */
export class CsvRows {
  /** Null while it has not come. */
  header: Header | null = null;
  readonly #pieces: Pieces;

  constructor(known: Known) {
    this.#pieces = new Pieces(known);
  }

  /** Those of the bytes read so far. */
  get strays(): StrayRows {
    return this.#pieces.strays;
  }

  /** Reads the header; of the bytes no more are taken than tell it. */
  async start(file: AsyncIterable<Buffer>): Promise<Header> {
    for await (const { chunk, isLast } of withEnd(file)) {
      const unread = this.#pieces.add(chunk, isLast);
      if (unread !== null) return unread.header;
    }
    throw new Error('unreachable: the last piece tells the header, or why there is none');
  }

  /**
   * Yields the reader at each row in turn; it keeps the fields of as many columns as the header has. Throws a BatchError when the bytes are
   * not those of a CSV with a header, or where a quote is never closed.
   */
  async *of(file: AsyncIterable<Buffer>): AsyncGenerator<RowReader> {
    const pieces = this.#pieces;
    let row: RowReader | null = null;
    let line = 1;
    for await (const { chunk, isLast } of withEnd(file)) {
      const unread = pieces.add(chunk, isLast);
      if (unread === null) continue;
      this.header = unread.header;
      row ??= new RowReader(unread.header, unread.header.columns.length);
      row.turnTo(unread.data, unread.from);
      while (row.read(isLast)) {
        line++;
        if (!row.isClosed) throw unclosedQuote(line);
        yield row;
      }
      pieces.keep(unread.data.subarray(row.next), line - 1);
    }
  }
}

export function unclosedQuote(line: number): BatchError {
  return new BatchError(`la ligne ${line} ouvre un guillemet qui n’est jamais refermé`);
}

/** The pieces of a file, and an empty one behind that ends it. */
export async function* withEnd(file: AsyncIterable<Buffer>): AsyncGenerator<{ chunk: Buffer; isLast: boolean }> {
  for await (const chunk of file) yield { chunk, isLast: false };
  yield { chunk: Buffer.alloc(0), isLast: true };
}

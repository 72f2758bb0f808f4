import { BatchError } from '../error.ts';
import type { Header } from './header.ts';
import { type Known, Pieces, type StrayRows } from './pieces.ts';
import { RowReader } from './row-reader.ts';

/** Reads a CSV row by row while its bytes arrive. */
export class CsvRows {
  /** Null until it has arrived. */
  header: Header | null = null;
  readonly #pieces: Pieces;

  constructor(known: Known) {
    this.#pieces = new Pieces(known);
  }

  /** The stray rows among the bytes read so far. */
  get strays(): StrayRows {
    return this.#pieces.strays;
  }

  /** Reads the header, and no more bytes than it needs. */
  async start(file: AsyncIterable<Buffer>): Promise<Header> {
    for await (const { chunk, isLast } of withEnd(file)) {
      const unread = this.#pieces.add(chunk, isLast);
      if (unread !== null) return unread.header;
    }
    throw new Error('unreachable: the last piece gives the header, or the reason why there is none');
  }

  /**
   * Yields the reader at each row. The reader keeps as many fields as the header has columns. Throws a BatchError when
   * the bytes are not a CSV with a header, or when a quote is never closed.
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

/** Yields the pieces of a file, then an empty one marked as the last. */
export async function* withEnd(file: AsyncIterable<Buffer>): AsyncGenerator<{ chunk: Buffer; isLast: boolean }> {
  for await (const chunk of file) yield { chunk, isLast: false };
  yield { chunk: Buffer.alloc(0), isLast: true };
}

import { BatchError } from './error.ts';
import { type Encoding, type Header, hasWholeLine, readHeader, SAMPLE } from './header.ts';

/** The bytes of a file as they come, piece by piece: its header once it can be told, and what no whole row has taken yet. */
export class Pieces {
  readonly #encoding: Encoding | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #header: Header | null = null;

  /** `encoding` is the file's, where it is not to be guessed. */
  constructor(encoding: Encoding | undefined) {
    this.#encoding = encoding;
  }

  /**
   * Takes the next bytes, and returns all those that no row has taken, `from` where the first row begins; null while they do
   * not tell the header. Throws a BatchError when they are not those of a CSV file.
   */
  add(chunk: Buffer, isLast: boolean): Unread | null {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const isFirst = this.#header === null;
    if (isFirst) {
      const sample = this.#encoding === undefined ? SAMPLE : 0;
      const isEnough = isLast || data.length > LONGEST_ROW || (data.length >= sample && hasWholeLine(data));
      if (!isEnough) {
        this.keep(data, 0);
        return null;
      }
      this.#header = readHeader(data, this.#encoding);
    }
    const header = this.#header!;
    return { data, from: isFirst ? header.end : 0, header, isFirst };
  }

  /** Keeps for later what a row must still end. Throws a BatchError when no row is that long: `rows` were read before it. */
  keep(rest: Buffer, rows: number): void {
    this.#rest = rest;
    if (rest.length > LONGEST_ROW) {
      throw new BatchError(
        `la ligne ${rows + 2} dépasse ${LONGEST_ROW / 2 ** 20} Mio : un guillemet n’est sans doute jamais refermé`,
      );
    }
  }
}

export interface Unread {
  readonly data: Buffer;
  readonly from: number;
  readonly header: Header;
  /** Whether the header line stands before `from`. */
  readonly isFirst: boolean;
}

const LONGEST_ROW = 16 * 2 ** 20;

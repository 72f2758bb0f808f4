import { BatchError } from '../error.ts';
import { type Encoding, endsInQuotes, type Header, hasWholeLine, readHeader, SAMPLE } from './header.ts';

/** The bytes of a file as they come, piece by piece: its header once it can be told, and what no whole row has taken yet. */
export class Pieces {
  readonly #encoding: Encoding | undefined;
  #rest: Buffer = Buffer.alloc(0);
  /** Where the pieces are put, one after the other; null when each is kept by whoever takes it. */
  #room: Buffer | null;
  #header: Header | null = null;
  /** Bytes that may hold the header line. */
  #enough: number;

  /**
   * `encoding` is the file's, where it is not to be guessed. With `isPassing` what `add` returns is only good until the next
   * call: a long run then leaves no garbage, which would be collected late, being outside the engine's own memory.
   */
  constructor(encoding: Encoding | undefined, isPassing = false) {
    this.#encoding = encoding;
    this.#enough = encoding === undefined ? SAMPLE : 0;
    this.#room = isPassing ? Buffer.alloc(0) : null;
  }

  /**
   * Takes the next bytes, and returns all those that no row has taken, `from` where the first row begins; null while they do
   * not tell the header. Throws a BatchError when they are not those of a CSV file.
   */
  add(chunk: Buffer, isLast: boolean): Unread | null {
    const data = this.#joined(chunk);
    const isFirst = this.#header === null;
    if (isFirst) {
      const isEnough = isLast || data.length > LONGEST_ROW || (data.length >= this.#enough && hasWholeLine(data));
      if (!isEnough) {
        // A long first line is looked through again only once there is twice as much of it.
        if (data.length >= this.#enough) this.#enough = 2 * data.length;
        this.keep(data, 0);
        return null;
      }
      this.#header = readHeader(data, this.#encoding);
    }
    const header = this.#header!;
    return { data, from: isFirst ? header.end : 0, header, isFirst };
  }

  #joined(chunk: Buffer): Buffer {
    const rest = this.#rest;
    if (this.#room === null) return rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const length = rest.length + chunk.length;
    const room = length <= this.#room.length ? this.#room : Buffer.allocUnsafeSlow(length * 2);
    // The rest is often the end of the same room.
    rest.copy(room);
    chunk.copy(room, rest.length);
    this.#room = room;
    return room.subarray(0, length);
  }

  /** Keeps for later what a row must still end. Throws a BatchError when no row is that long: `rows` were read before it. */
  keep(rest: Buffer, rows: number): void {
    this.#rest = rest;
    if (rest.length > LONGEST_ROW) {
      throw new BatchError(
        `la ligne ${rows + 2} dépasse ${LONGEST_ROW / 2 ** 20} Mio : ${endsInQuotes(rest) ? 'un guillemet n’est sans doute jamais refermé' : 'ce n’est pas celle d’un CSV'}`,
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

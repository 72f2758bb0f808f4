import type { Geocoder } from '../../address/candidate.ts';
import type { Clock } from '../../address/clock.ts';
import { unclosedQuote, withEnd } from '../../files/csv/csv-rows.ts';
import type { Header } from '../../files/csv/header.ts';
import { type Known, knownOf, Pieces } from '../../files/csv/pieces.ts';
import { RowReader } from '../../files/csv/row-reader.ts';
import { type WrittenRow, writtenRow } from '../../files/csv/written-row.ts';
import type { Encoding } from '../../files/text/encoding.ts';
import type { Zones } from '../../zones/zones.ts';
import { type AnswerColumn, textOfAnswer } from '../answer-columns.ts';
import { headerLine } from '../columns.ts';
import { lineOf } from '../counts.ts';
import type { AnsweredPiece } from '../csv-answer.ts';
import { FileRemarks } from '../file-remarks.ts';
import type { MistakeCounts } from '../mistake.ts';
import { EMPTY, type Refusal, tooManyFields } from '../refusal.ts';
import type { Tally } from '../tally.ts';
import { AddressCounting, type AddressCounts } from './address-counting.ts';
import { AddressRows, type AnsweredAddress, addressColumnsFor } from './address-rows.ts';
import { type AskedRow, AskedRows, type AskedRowsOptions } from './asked-rows.ts';
import { inOrder } from './in-order.ts';
import { WaitingGeocoder } from './waiting-geocoder.ts';

/**
 * Copies a CSV of addresses and adds the answer columns after the fields of each row. A bounded number of rows are
 * geocoded at a time, and rows are written in their order. An invalid row gets its reason. Throws a BatchError when the
 * whole file is invalid.
 */
export class AddressAnswer {
  readonly counts: AddressCounts;
  readonly remarks = new FileRemarks();
  /** The header of the file; null until the first line has been read. */
  header: Header | null = null;
  readonly #options: AddressBatchOptions;
  readonly #counting: AddressCounting;
  readonly #columns: readonly AnswerColumn<never>[];

  constructor(options: AddressBatchOptions) {
    this.#options = options;
    this.#columns = addressColumnsFor(options.schemes);
    this.#counting = new AddressCounting(options.tally, options.mistakes);
    this.counts = this.#counting.counts;
  }

  /** Answers a whole file, piece by piece. Throws when `stop` is aborted. */
  async *answer(file: AsyncIterable<Buffer>, stop?: AbortSignal): AsyncGenerator<AnsweredPiece> {
    const { addresses, zones, clock } = this.#options;
    const geocoder = new WaitingGeocoder(addresses, clock);
    const out = new Output();
    const close = () => geocoder.close();
    stop?.addEventListener('abort', close);
    try {
      const asked = this.#askedRows(file, new AddressRows(geocoder, zones, this.#options.schemes), out);
      for await (const [row, answered] of inOrder(asked, ({ size }) => size)) {
        stop?.throwIfAborted();
        this.#write(row, answered, out);
        if (out.isFull) yield out.take();
      }
      yield out.take();
    } finally {
      stop?.removeEventListener('abort', close);
      geocoder.close();
    }
  }

  /** Yields each row of the file with the promise of its answer. Adds the header line to `out` before the first row. */
  async *#askedRows(
    file: AsyncIterable<Buffer>,
    rows: AddressRows,
    out: Output,
  ): AsyncGenerator<readonly [WaitingRow, Promise<AnsweredAddress>]> {
    const pieces = new Pieces(knownOf(this.#options.encoding, this.#options.known), this.remarks.strays);
    pieces.rows = this.counts.rows;
    let asked: AskedRows | null = null;
    let reader: RowReader | null = null;
    let line = this.counts.rows + 2;
    for await (const { chunk, isLast } of withEnd(file)) {
      // Copied, since the source may overwrite the piece while rows wait for their answers.
      const unread = pieces.add(Buffer.from(chunk), isLast);
      this.remarks.isTurned = pieces.isTurned;
      if (unread === null) continue;
      const { data, from, header } = unread;
      this.header = header;
      asked ??= new AskedRows(header.columns, this.#options, this.remarks.days);
      reader ??= new RowReader(header, header.columns.length);
      if (unread.isFirst) {
        const names = this.#columns.map(({ name }) => name);
        out.add([headerLine(data, header, names)], header.end);
      }
      reader.turnTo(data, from);
      for (; reader.read(isLast); line++) {
        if (!reader.isClosed) throw unclosedQuote(line);
        const row = { written: writtenRow(reader, header), size: reader.next - reader.start };
        // Read now, since the reader moves to the next row before this one is answered.
        const read = this.#read(reader, header.columns.length, asked);
        yield [row, this.#timed(line, () => rows.answer(read))];
      }
      pieces.keep(data.subarray(reader.next), line - 2);
    }
  }

  /** Returns the question of the reader's current row, or a refusal. */
  #read(row: RowReader, width: number, asked: AskedRows): AskedRow | Refusal {
    if (row.count > width) return tooManyFields(row.count, width);
    return row.isBlank ? EMPTY : asked.read((column) => row.text(column));
  }

  /** Times an answer when there is a tally. The times of rows that are geocoded together overlap. */
  async #timed(line: number, answer: () => AnsweredAddress | Promise<AnsweredAddress>): Promise<AnsweredAddress> {
    const { tally } = this.#options;
    if (!tally) return answer();
    const started = performance.now();
    const answered = await answer();
    tally.addTime(line, 1, (performance.now() - started) * 1000);
    return answered;
  }

  #write(row: WaitingRow, answered: AnsweredAddress, out: Output): void {
    this.#counting.add(answered, lineOf);
    const texts = answered.values.map((value, i) => textOfAnswer(value, this.#columns[i]!));
    out.add(row.written(texts), row.size);
  }
}

export interface AddressBatchOptions extends AskedRowsOptions {
  readonly zones: Zones;
  readonly addresses: Geocoder;
  /** The encoding of the file, when the user gives it. */
  readonly encoding?: Encoding | undefined;
  /** The parts of the layout that are known before the file is read. */
  readonly known?: Known | undefined;
  readonly clock?: Clock | undefined;
  /** Receives every row. */
  readonly tally?: Tally | undefined;
  /** Counts invalid rows by probable fault of the file. */
  readonly mistakes?: MistakeCounts | undefined;
}

/** A row that waits for its answer. */
interface WaitingRow {
  readonly written: WrittenRow;
  /** The length of the row in the file, in bytes. */
  readonly size: number;
}

/** Collects the bytes to write, and counts the bytes of the file that they answer. */
class Output {
  #pieces: Buffer[] = [];
  #length = 0;
  #read = 0;

  get isFull(): boolean {
    return this.#length >= WRITTEN_AT_ONCE;
  }

  add(pieces: readonly Buffer[], read: number): void {
    for (const piece of pieces) {
      this.#pieces.push(piece);
      this.#length += piece.length;
    }
    this.#read += read;
  }

  take(): AnsweredPiece {
    const taken = { bytes: Buffer.concat(this.#pieces), read: this.#read };
    this.#pieces = [];
    this.#length = 0;
    this.#read = 0;
    return taken;
  }
}

/** The length of an output piece, in bytes. */
const WRITTEN_AT_ONCE = 1 << 14;

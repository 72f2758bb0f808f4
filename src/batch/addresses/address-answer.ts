import type { Geocoder } from '../../address/candidate.ts';
import type { Clock } from '../../address/clock.ts';
import { fieldsOf } from '../../files/csv/field.ts';
import type { Encoding, Header } from '../../files/csv/header.ts';
import { Pieces } from '../../files/csv/pieces.ts';
import { type FileRow, rowsOf } from '../../files/csv/row-fields.ts';
import type { Zones } from '../../zones/zones.ts';
import { headerLine } from '../columns.ts';
import { lineOf } from '../counts.ts';
import type { AnsweredPiece } from '../csv-answer.ts';
import type { MistakeCounts } from '../mistake.ts';
import { EMPTY, tooManyFields } from '../refusal.ts';
import type { Tally } from '../tally.ts';
import {
  type AddressColumns,
  type AddressPositions,
  addressOutputColumns,
  findAddressColumns,
} from './address-columns.ts';
import { AddressCounting, type AddressCounts } from './address-counting.ts';
import { questionOf } from './address-question.ts';
import { AddressRows, type AnsweredAddress, invalidAddress } from './address-rows.ts';
import { inOrder } from './in-order.ts';
import { WaitingGeocoder } from './waiting-geocoder.ts';

/**
 * A CSV of addresses in, the same CSV out with our columns behind each row. Many rows are asked at a time, a bounded number,
 * and written in their order; a bad row says why. Throws a BatchError for a file that is bad as a whole.
 */
export class AddressAnswer {
  readonly counts: AddressCounts;
  /** What the first line told; null while it has not come. */
  header: Header | null = null;
  readonly #options: AddressBatchOptions;
  readonly #counting: AddressCounting;

  constructor(options: AddressBatchOptions) {
    this.#options = options;
    this.#counting = new AddressCounting(options.tally, options.mistakes);
    this.counts = this.#counting.counts;
  }

  /** Answers a whole file, piece by piece; an aborted `stop` ends it with an error. */
  async *answer(file: AsyncIterable<Buffer>, stop?: AbortSignal): AsyncGenerator<AnsweredPiece> {
    const { addresses, zones, clock } = this.#options;
    const geocoder = new WaitingGeocoder(addresses, clock);
    const out = new Output();
    const close = () => geocoder.close();
    stop?.addEventListener('abort', close);
    try {
      const asked = this.#askedRows(file, new AddressRows(geocoder, zones), out);
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

  /** Each row of the file and its answer to come; the header line is put into `out` before the first. */
  async *#askedRows(
    file: AsyncIterable<Buffer>,
    rows: AddressRows,
    out: Output,
  ): AsyncGenerator<readonly [FileRow, Promise<AnsweredAddress>]> {
    const pieces = new Pieces(this.#options.encoding);
    let columns: AddressPositions | null = null;
    let line = this.counts.rows + 2;
    for await (const { chunk, isLast } of withEnd(file)) {
      // Rows wait for their answers longer than a piece of the file stays as it is.
      const unread = pieces.add(Buffer.from(chunk), isLast);
      if (unread === null) continue;
      const { data, from, header } = unread;
      this.header = header;
      columns ??= findAddressColumns(header.columns, this.#options.columns);
      if (unread.isFirst) out.add([headerLine(data, header, addressOutputColumns)], header.end);
      let read = from;
      for (const row of rowsOf(data, from, header, isLast, line)) {
        yield [row, this.#asked(line, row, header, columns, rows)];
        read = row.next;
        line++;
      }
      pieces.keep(data.subarray(read), line - 2);
    }
  }

  async #ask(
    { bytes, fields }: FileRow,
    { columns: names, encoding }: Header,
    columns: AddressPositions,
    rows: AddressRows,
  ): Promise<AnsweredAddress> {
    if (fields.length > names.length) return invalidAddress(tooManyFields(fields.length, names.length));
    if (bytes.length === 0) return invalidAddress(EMPTY);
    const question = questionOf(fields, columns, encoding, this.#options.date);
    return 'problem' in question ? invalidAddress(question) : rows.answer(question);
  }

  /** The same, timed where somebody tallies; all the addresses that wait together wait for each other. */
  async #asked(
    line: number,
    row: FileRow,
    header: Header,
    columns: AddressPositions,
    rows: AddressRows,
  ): Promise<AnsweredAddress> {
    const { tally } = this.#options;
    if (!tally) return this.#ask(row, header, columns, rows);
    const started = performance.now();
    const answer = await this.#ask(row, header, columns, rows);
    tally.addTime(line, 1, (performance.now() - started) * 1000);
    return answer;
  }

  #write(row: FileRow, answered: AnsweredAddress, out: Output): void {
    this.#counting.add(answered, lineOf);
    const header = this.header!;
    const separator = String.fromCharCode(header.separator);
    const missing = separator.repeat(Math.max(0, header.columns.length - row.fields.length));
    out.add(
      [row.bytes, Buffer.from(missing), fieldsOf(answered.fields, separator, header.encoding), row.eol],
      row.size,
    );
  }
}

export interface AddressBatchOptions {
  readonly zones: Zones;
  readonly addresses: Geocoder;
  readonly columns: AddressColumns;
  /** The date of rows that bear none, `YYYY-MM-DD`. */
  readonly date: string;
  /** The file's encoding, where it is not to be guessed. */
  readonly encoding?: Encoding | undefined;
  readonly clock?: Clock | undefined;
  /** Told of every row. */
  readonly tally?: Tally | undefined;
  /** Counted on. */
  readonly mistakes?: MistakeCounts | undefined;
}

/** Bytes to be written, and how many of the file they answer. */
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

async function* withEnd(file: AsyncIterable<Buffer>): AsyncGenerator<{ chunk: Buffer; isLast: boolean }> {
  for await (const chunk of file) yield { chunk, isLast: false };
  yield { chunk: Buffer.alloc(0), isLast: true };
}

const WRITTEN_AT_ONCE = 1 << 14;

import { unclosedQuote } from '../../files/csv/csv-rows.ts';
import type { Header } from '../../files/csv/header.ts';
import { RowReader } from '../../files/csv/row-reader.ts';
import { findColumns } from '../columns.ts';
import { type BatchCounts, countAnswer, lineOf } from '../counts.ts';
import type { BatchOptions } from '../csv-answer.ts';
import type { FileRemarks } from '../file-remarks.ts';
import { EMPTY, type Refusal, tooManyFields } from '../refusal.ts';
import { FactCells } from '../schemes/fact-cells.ts';
import { AnswerWriter } from './answer-writer.ts';
import { PlainRows } from './plain-rows.ts';
import { RowPlace } from './row-place.ts';

/** Reads each row of a file, looks up its place, and writes the row with its answer. */
export class RowAnswer {
  readonly header: Header;
  /** Whether the last `answer` stopped early, since it had written enough. */
  isFull = false;
  readonly #options: BatchOptions;
  readonly #counts: BatchCounts;
  readonly #columns: number;
  readonly #reader: RowReader;
  readonly #place: RowPlace;
  readonly #writer: AnswerWriter;
  /** Null unless all rows have WGS84 coordinates only, the same facts and no tally. */
  readonly #plain: PlainRows | null;

  constructor(header: Header, options: BatchOptions, counts: BatchCounts, remarks: FileRemarks) {
    this.header = header;
    this.#options = options;
    this.#counts = counts;
    this.#columns = header.columns.length;
    const columns = findColumns(header.columns, options.toWgs84 !== undefined);
    this.#reader = new RowReader(header, this.#columns);
    const { schemes } = options;
    const facts = schemes && new FactCells(schemes, header.columns);
    this.#place = new RowPlace(columns, facts, options, remarks);
    this.#writer = new AnswerWriter(header, schemes);
    const { lon, lat, date, uncertainty, citycode } = columns;
    const isBare = date < 0 && uncertainty < 0 && citycode < 0;
    const isPlain =
      header.eol !== '\r' && isBare && !options.toWgs84 && !options.tally && (facts?.areThoseOfAll ?? true);
    const judge = facts?.usual.on(options.date);
    const layout = { separator: header.separator, columns: this.#columns, lon, lat };
    this.#plain = isPlain ? new PlainRows(layout, this.#place.lookup, judge, this.#writer, counts) : null;
  }

  /**
   * Answers every complete row of `data` from the byte `start`, after the bytes `before`. Stops when more than `most`
   * bytes are written. Returns the start of the first unanswered row. Throws a BatchError for a quote without an end.
   */
  answer(data: Buffer, start: number, isLast: boolean, before: Buffer | null, most = Number.POSITIVE_INFINITY): number {
    this.isFull = false;
    const reader = this.#reader;
    const writer = this.#writer;
    writer.turn();
    writer.reserve(data.length);
    if (before) writer.append(before, 0, before.length);
    reader.turnTo(data, start);
    // Plain rows are answered up to a line feed only, since they would read past the end of the piece.
    const lastEnd = this.#plain === null ? -1 : data.lastIndexOf(LF);
    for (;;) {
      if (this.#plain !== null && reader.next < lastEnd) reader.next = this.#plain.answer(data, reader.next, lastEnd);
      if (!reader.read(isLast)) break;
      if (!reader.isClosed) throw unclosedQuote(this.#counts.rows + 2);
      this.#row();
      if (writer.length > most && reader.next < data.length) {
        this.isFull = true;
        break;
      }
    }
    return reader.next;
  }

  /** Returns the bytes of the last `answer`. They are valid until the end of the next one. */
  take(): Buffer {
    return this.#writer.take();
  }

  /** Answers the current row of the reader. */
  #row(): void {
    const reader = this.#reader;
    const writer = this.#writer;
    const columns = this.#columns;
    this.#counts.rows++;
    writer.row(reader.data, reader.start, reader.end, columns - reader.count);
    const refusal =
      reader.count > columns ? tooManyFields(reader.count, columns) : reader.isBlank ? EMPTY : this.#place.ask(reader);
    if (refusal === null) this.#accept();
    else this.#refuse(refusal);
    writer.lineEnd(reader.data, reader.end, reader.next);
  }

  #accept(): void {
    const { lookup, lon, lat, citycode } = this.#place;
    countAnswer(this.#counts, lookup.isFirm);
    const verdicts = this.#place.verdicts();
    const { tally } = this.#options;
    tally?.add(lookup, lon, lat, lineOf(this.#counts.rows), citycode);
    if (verdicts !== undefined) tally?.addVerdicts(verdicts);
    this.#writer.answer(lookup, verdicts);
  }

  #refuse({ problem, mistake }: Refusal): void {
    const { tally, mistakes } = this.#options;
    this.#counts.invalid++;
    tally?.addInvalid(lineOf(this.#counts.rows), problem);
    if (mistake !== null && mistakes) mistakes[mistake]++;
    this.#writer.refusal(problem);
  }
}

const LF = 10;

import { MINUS, POINT, POWERS, ZERO } from '../../files/csv/decimal.ts';
import type { Lookup } from '../../situation/lookup.ts';
import { isInFrance } from '../../zones/france.ts';
import { type BatchCounts, countAnswer } from '../counts.ts';
import type { PlaceJudge } from '../schemes/row-facts.ts';
import type { AnswerWriter } from './answer-writer.ts';

/** Answers rows that hold nothing but plain fields in one pass: each byte is read and copied at once. */
export class PlainRows {
  readonly #separator: number;
  readonly #columns: number;
  readonly #lonColumn: number;
  readonly #latColumn: number;
  readonly #lookup: Lookup;
  readonly #judge: PlaceJudge | undefined;
  readonly #writer: AnswerWriter;
  readonly #counts: BatchCounts;

  /** `judge` judges every row, where schemes are asked. */
  constructor(
    layout: { readonly separator: number; readonly columns: number; readonly lon: number; readonly lat: number },
    lookup: Lookup,
    judge: PlaceJudge | undefined,
    writer: AnswerWriter,
    counts: BatchCounts,
  ) {
    this.#separator = layout.separator;
    this.#columns = layout.columns;
    this.#lonColumn = layout.lon;
    this.#latColumn = layout.lat;
    this.#lookup = lookup;
    this.#judge = judge;
    this.#writer = writer;
    this.#counts = counts;
  }

  /**
   * Answers rows from `row` on, all of which end at `last` or before, as long as they hold no quotes, and coordinates
   * of digits and a point. Returns where the first other one begins.
   */
  answer(data: Buffer, row: number, last: number): number {
    const separator = this.#separator;
    const lonColumn = this.#lonColumn;
    const latColumn = this.#latColumn;
    const columns = this.#columns;
    const lookup = this.#lookup;
    const judge = this.#judge;
    const writer = this.#writer;
    let start = row;
    while (start <= last) {
      // Room for what a row without a zone takes; longer ones ask for more.
      writer.reserve(LONGEST_ROW + 1024);
      const out = writer.bytes;
      let length = writer.length;
      let at = start;
      let column = 0;
      let lon = Number.NaN;
      let lat = Number.NaN;
      const limit = Math.min(last, start + LONGEST_ROW);
      let byte = 0;
      for (;;) {
        if (column === lonColumn || column === latColumn) {
          byte = data[at]!;
          const isNegative = byte === MINUS;
          if (isNegative) {
            out[length++] = byte;
            byte = data[++at]!;
          }
          let value = 0;
          const first = at;
          let point = -1;
          for (;;) {
            const digit = byte - ZERO;
            if (digit >= 0 && digit <= 9) value = value * 10 + digit;
            else if (byte === POINT && point < 0) point = at;
            else break;
            out[length++] = byte;
            byte = data[++at]!;
          }
          const digits = at - first - (point < 0 ? 0 : 1);
          if (digits === 0 || digits > 15) break;
          if (point >= 0) value /= POWERS[at - point - 1]!;
          if (isNegative) value = -value;
          if (column === lonColumn) lon = value;
          else lat = value;
        } else {
          byte = data[at]!;
          if (byte === QUOTE) break;
          while (byte !== separator && byte !== LF) {
            if (at >= limit) break;
            out[length++] = byte;
            byte = data[++at]!;
          }
        }
        if (byte !== separator) break;
        out[length++] = byte;
        at++;
        column++;
      }
      const isPair = byte === CR && data[at + 1] === LF;
      if (!(byte === LF || isPair) || column !== columns - 1 || at > limit) return start;
      if (byte === LF && at > start && data[at - 1] === CR) return start;
      lookup.at(lon, lat);
      if (lookup.zoneCount === 0 && !isInFrance(lon, lat)) return start;
      this.#counts.rows++;
      countAnswer(this.#counts, lookup.isFirm);
      writer.length = length;
      writer.answer(lookup, judge?.verdicts(lookup.memberships(lon, lat)));
      if (isPair) writer.bytes[writer.length++] = CR;
      writer.bytes[writer.length++] = LF;
      start = at + (isPair ? 2 : 1);
    }
    return start;
  }
}

const LF = 10;
const CR = 13;
const QUOTE = 0x22;
const LONGEST_ROW = 4096;

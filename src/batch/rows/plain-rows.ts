import { MINUS, POINT, POWERS, ZERO } from '../../files/csv/decimal.ts';
import type { Lookup } from '../../situation/lookup.ts';
import { isInFrance } from '../../zones/france.ts';
import { type BatchCounts, countAnswer } from '../counts.ts';
import type { PlaceJudge } from '../schemes/row-facts.ts';
import type { AnswerWriter } from './answer-writer.ts';

/** Answers rows without quotes in one pass, which reads and copies each byte. */
export class PlainRows {
  readonly #separator: number;
  readonly #columns: number;
  readonly #lonColumn: number;
  readonly #latColumn: number;
  readonly #lookup: Lookup;
  readonly #judge: PlaceJudge | undefined;
  readonly #writer: AnswerWriter;
  readonly #counts: BatchCounts;

  /** `judge` returns the verdicts of every row; undefined when no schemes are requested. */
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
   * Answers rows from the byte `row` to the byte `last`, until a row has a quote, a coordinate that is not made of a
   * minus sign, digits and a point, or a place outside France. Returns the start of that row.
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
      // Enough for the answer to a row near no zone. The writer makes room for longer ones.
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

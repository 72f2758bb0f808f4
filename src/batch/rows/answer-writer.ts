import { fieldOf, fieldsOf } from '../../files/csv/field.ts';
import type { Header } from '../../files/csv/header.ts';
import type { Value } from '../../files/feature.ts';
import type { Reason } from '../../situation/situation.ts';
import {
  type AnswerColumn,
  placeColumns,
  schemeColumns,
  textOfAnswer,
  valuesOf,
  valuesOfInvalid,
} from '../answer-columns.ts';
import type { PlaceAnswer } from '../place-answer.ts';
import type { Verdicts } from '../schemes/row-facts.ts';
import type { SchemeQuestion } from '../schemes/scheme-question.ts';

/** Writes each row unchanged, then its answer fields, as bytes in the encoding of the file. */
export class AnswerWriter {
  /** The output: its first `length` bytes. Two buffers alternate, so that one is filled while the other is written. */
  bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  length = 0;
  #other: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  readonly #header: Header;
  readonly #separator: number;
  readonly #schemeColumns: ReturnType<typeof schemeColumns>;
  readonly #texts = new Map<string, Buffer>();
  /** The last text of each place column, and its bytes. Most rows have the same text as the row before. */
  readonly #lastTexts: string[] = placeColumns.map(() => '');
  readonly #lastBytes: Buffer[] = placeColumns.map(() => Buffer.alloc(0));
  readonly #refusals = new Map<string, Buffer>();
  readonly #verdicts = new WeakMap<Verdicts, Buffer>();
  /** The place fields of a row near no zone, by its reasons, for `#generation`. */
  #emptyAnswers = new WeakMap<readonly Reason[], Buffer>();
  #generation: string | null = null;

  /** `schemes` are those whose verdicts follow the place; undefined when no schemes are requested. */
  constructor(header: Header, schemes: SchemeQuestion | undefined) {
    this.#header = header;
    this.#schemeColumns = schemeColumns(schemes?.schemes ?? []);
    this.#separator = header.written.charCodeAt(0);
  }

  /** Starts an empty output. The one before stays valid until the next `turn`. */
  turn(): void {
    [this.bytes, this.#other] = [this.#other, this.bytes];
    this.length = 0;
  }

  /** Returns the bytes written since the last `turn`. */
  take(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Writes the row from `start` to `end`, and a separator for each of its `missing` fields. */
  row(data: Buffer, start: number, end: number, missing: number): void {
    this.append(data, start, end);
    if (missing <= 0) return;
    this.reserve(missing);
    for (let i = 0; i < missing; i++) this.bytes[this.length++] = this.#separator;
  }

  /** Writes the line ending from `end` to `next`; that of the header when the last row has none. */
  lineEnd(data: Buffer, end: number, next: number): void {
    if (end < next) this.append(data, end, next);
    else this.#write(this.#header.eol);
  }

  /** Writes the answer fields of an invalid row. `problem` is the French reason. */
  refusal(problem: string): void {
    let bytes = this.#refusals.get(problem);
    if (!bytes) {
      const columns = [...placeColumns, ...this.#schemeColumns];
      bytes = this.#fields(columns, valuesOfInvalid(columns, problem));
      if (this.#refusals.size < 10_000) this.#refusals.set(problem, bytes);
    }
    this.append(bytes, 0, bytes.length);
  }

  /** Writes the answer fields of a row: those of its place, then those of its verdicts. */
  answer(answer: PlaceAnswer, verdicts: Verdicts | undefined): void {
    this.#place(answer);
    if (verdicts === undefined) return;
    let bytes = this.#verdicts.get(verdicts);
    if (!bytes) {
      bytes = this.#fields(this.#schemeColumns, valuesOf(this.#schemeColumns, verdicts));
      this.#verdicts.set(verdicts, bytes);
    }
    this.append(bytes, 0, bytes.length);
  }

  /** Copies bytes. Most copies are short, and a loop is then faster than `Buffer.copy`. */
  append(bytes: Buffer, start: number, end: number): void {
    this.reserve(end - start + 256);
    const out = this.bytes;
    let length = this.length;
    if (end - start > 512) length += bytes.copy(out, length, start, end);
    else for (let i = start; i < end; i++) out[length++] = bytes[i]!;
    this.length = length;
  }

  /** Makes room for `bytes` more bytes. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow((this.length + bytes) * 2);
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  #place(answer: PlaceAnswer): void {
    if (answer.zoneCount === 0) {
      if (answer.generation !== this.#generation) {
        this.#emptyAnswers = new WeakMap();
        this.#generation = answer.generation;
      }
      const kept = this.#emptyAnswers.get(answer.reasons);
      if (kept) {
        this.append(kept, 0, kept.length);
        return;
      }
    }
    const start = this.length;
    for (let i = 0; i < placeColumns.length; i++) {
      const { value, decimals } = placeColumns[i]!;
      const found = value(answer);
      this.reserve(64);
      this.bytes[this.length++] = this.#separator;
      if (typeof found === 'number') this.#write(decimals === undefined ? String(found) : fixed(found, decimals));
      else if (found !== null) this.#text(i, found);
    }
    if (answer.zoneCount === 0) {
      this.#emptyAnswers.set(answer.reasons, Buffer.from(this.bytes.subarray(start, this.length)));
    }
  }

  #text(column: number, text: string): void {
    if (this.#lastTexts[column] !== text) {
      this.#lastTexts[column] = text;
      this.#lastBytes[column] = this.#encoded(text);
    }
    const bytes = this.#lastBytes[column]!;
    this.append(bytes, 0, bytes.length);
  }

  #fields(columns: readonly AnswerColumn<never>[], values: readonly Value[]): Buffer {
    const texts = values.map((value, i) => textOfAnswer(value, columns[i]!));
    return fieldsOf(texts, this.#header.written, this.#header.encoding);
  }

  /** Returns a text as a CSV field in the encoding of the file. Cached, since few texts differ. */
  #encoded(text: string): Buffer {
    let bytes = this.#texts.get(text);
    if (!bytes) {
      bytes = fieldOf(text, this.#header.written, this.#header.encoding);
      if (this.#texts.size < 10_000) this.#texts.set(text, bytes);
    }
    return bytes;
  }

  /** Writes a short ASCII text. */
  #write(text: string): void {
    const out = this.bytes;
    let at = this.length;
    for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
    this.length = at;
  }
}

/** Writes a number with `decimals` decimals. Halves are rounded away from zero. Never returns minus zero. */
function fixed(value: number, decimals: number): string {
  const unit = 10 ** decimals;
  const units = Math.round(Math.abs(value) * unit);
  const whole = Math.floor(units / unit);
  const rest = String(units - whole * unit).padStart(decimals, '0');
  return `${value < 0 && units > 0 ? '-' : ''}${whole}.${rest}`;
}

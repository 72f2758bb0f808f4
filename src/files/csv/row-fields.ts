import { BatchError } from '../error.ts';
import type { Header } from './header.ts';
import { endOfQuoted } from './row-ends.ts';

/** A row of a file, without its line's end. */
export interface FileRow {
  readonly bytes: Buffer;
  /** Its fields as they stand, quotes included. */
  readonly fields: readonly Buffer[];
  /** The line's end, the file's own where the last line has none. */
  readonly eol: Buffer;
  /** Bytes of the file that it takes, and where the next row begins. */
  readonly size: number;
  readonly next: number;
}

/**
 * The whole rows of `data` from `from`, one at a time. `line` is the number of the first one, for the message of a BatchError: the
 * last row of a file may open a quote that it never closes.
 */
export function* rowsOf(
  data: Buffer,
  from: number,
  { separator, eol }: Header,
  isLast: boolean,
  line: number,
): Generator<FileRow> {
  const size = data.length;
  for (let row = from; row < size; line++) {
    const fields: Buffer[] = [];
    let field = row;
    let isClosed = true;
    let at = row;
    for (; at < size && data[at] !== LF; at++) {
      if (data[at] === separator) {
        fields.push(data.subarray(field, at));
        field = at + 1;
      } else if (data[at] === QUOTE && at === field) {
        at = endOfQuoted(data, at + 1);
        isClosed = at < size;
      }
    }
    if (at >= size && !isLast) return;
    if (!isClosed) throw new BatchError(`la ligne ${line} ouvre un guillemet qui n’est jamais refermé`);
    const next = Math.min(at + 1, size);
    const end = at > row && data[at - 1] === CR ? at - 1 : Math.min(at, size);
    fields.push(data.subarray(field, Math.max(field, end)));
    yield {
      bytes: data.subarray(row, end),
      fields,
      eol: end < next ? data.subarray(end, next) : Buffer.from(eol),
      size: next - row,
      next,
    };
    row = next;
  }
}

const LF = 10;
const CR = 13;
const QUOTE = 0x22;

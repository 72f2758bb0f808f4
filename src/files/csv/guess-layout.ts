import { endOfQuoted } from './field.ts';
import { type Eol, type Layout, NO_SEPARATOR } from './layout.ts';
import { RowReader } from './row-reader.ts';

/**
 * The byte that ends the lines of a file, whose header line is at `from`: a carriage return where the first line ends in one alone, and more of
 * them than line feeds follow. Null when `start` does not tell and is not all that can be had.
 */
export function guessLineEnd(start: Buffer, from: number, isWhole: boolean): '\n' | '\r' | null {
  const lineFeed = start.indexOf(LF, from);
  const carriageReturn = start.indexOf(CR, from);
  const isLone =
    carriageReturn >= 0 && carriageReturn + 1 !== lineFeed && !(lineFeed >= 0 && lineFeed < carriageReturn);
  if (!isLone) return lineFeed < 0 && !isWhole ? null : '\n';
  if (!isWhole) return null;
  let lone = 0;
  for (const at of outsideQuotes(start, from)) {
    if (start[at] === LF) lone--;
    else if (start[at] === CR && start[at + 1] !== LF) lone++;
  }
  return lone > 0 ? '\r' : '\n';
}

/**
 * The separator of a file, whose header line is at `from`: the one on which most rows agree with the header; of several, the one of most columns.
 * None where none of them is in the header. Null when `start` does not tell and more
 * is to come: all of it, or enough for a guess.
 */
export function guessSeparator(
  start: Buffer,
  from: number,
  eol: Eol,
  { isWhole, isSample }: { readonly isWhole: boolean; readonly isSample: boolean },
): number | null {
  const guesses = SEPARATORS.map((separator) =>
    agreementOn(start, from, { separator, eol, encoding: 'utf-8' }, isWhole, isSample),
  );
  if (guesses.includes(null) && !isSample) return null;
  const candidates = guesses.filter((guess) => guess !== null && guess.columns > 1) as Agreement[];
  if (candidates.length === 0) return NO_SEPARATOR;
  if (candidates.length > 1 && !isSample) return null;
  return candidates.reduce((best, guess) => (isBetter(guess, best) ? guess : best)).separator;
}

interface Agreement {
  readonly separator: number;
  /** Of the header. */
  readonly columns: number;
  /** Which part of the first rows has as many fields. */
  readonly share: number;
}

function isBetter(guess: Agreement, best: Agreement): boolean {
  const [isAgreed, isBestAgreed] = [guess.share > 0.5, best.share > 0.5];
  if (isAgreed !== isBestAgreed) return isAgreed;
  // Where neither is agreed on, the header alone counts.
  return guess.columns > best.columns || (guess.columns === best.columns && guess.share > best.share);
}

/** Null where the header line does not end, or opens a quote that it never closes. */
function agreementOn(
  start: Buffer,
  from: number,
  layout: Layout,
  isWhole: boolean,
  isSample: boolean,
): Agreement | null {
  const row = new RowReader(layout, 0);
  row.turnTo(start, from);
  if (!row.read(isSample) || !row.isClosed) return null;
  const columns = row.count;
  let [rows, agreeing] = [0, 0];
  // A last row that the sample cuts is not counted.
  while (rows < ROWS && columns > 1 && row.read(isWhole)) {
    if (row.isBlank) continue;
    rows++;
    if (row.count === columns) agreeing++;
  }
  return { separator: layout.separator, columns, share: rows === 0 ? 0 : agreeing / rows };
}

/** Positions of the bytes outside quotes, whatever the separator. */
function* outsideQuotes(bytes: Buffer, from: number): Generator<number> {
  let isFirst = true;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE && isFirst) {
      at = endOfQuoted(bytes, at + 1);
      isFirst = false;
    } else {
      yield at;
      isFirst = byte === LF || byte === CR || SEPARATORS.includes(byte);
    }
  }
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
/** A comma, a semicolon, a tab, a bar. */
const SEPARATORS: readonly number[] = [0x2c, 0x3b, 0x09, 0x7c];
/** Rows that are compared with the header. */
const ROWS = 100;

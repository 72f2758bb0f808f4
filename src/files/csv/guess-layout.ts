import { endOfQuoted } from './field.ts';
import { type Eol, type Layout, NO_SEPARATOR } from './layout.ts';
import { RowReader } from './row-reader.ts';

/**
 * Returns the byte that ends the lines of a file whose header line starts at `from`: a carriage return when the first
 * line ends with one alone and more of them than line feeds follow. Returns null when `start` is not enough and more
 * may come.
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
 * Returns the separator of a file whose header line starts at `from`: the one with which most rows have as many fields
 * as the header; among equals, the one with most columns. `NO_SEPARATOR` when the header contains none. Returns null
 * when `start` is not enough and more may come.
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
  // A header that opens a quote which is never closed has a separator before it.
  if (candidates.length === 0) return SEPARATORS[guesses.indexOf(null)] ?? NO_SEPARATOR;
  if (candidates.length > 1 && !isSample) return null;
  return candidates.reduce((best, guess) => (isBetter(guess, best) ? guess : best)).separator;
}

interface Agreement {
  readonly separator: number;
  /** Fields in the header. */
  readonly columns: number;
  /** The share of the first rows that have as many fields. */
  readonly share: number;
}

function isBetter(guess: Agreement, best: Agreement): boolean {
  const [isAgreed, isBestAgreed] = [guess.share > 0.5, best.share > 0.5];
  if (isAgreed !== isBestAgreed) return isAgreed;
  // When no rows agree with either, only the header counts.
  return guess.columns > best.columns || (guess.columns === best.columns && guess.share > best.share);
}

/** Null when the header line does not end, or never closes a quote. */
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
  // A last row cut by the sample does not count.
  while (rows < ROWS && columns > 1 && row.read(isWhole)) {
    if (row.isBlank) continue;
    rows++;
    if (row.count === columns) agreeing++;
  }
  return { separator: layout.separator, columns, share: rows === 0 ? 0 : agreeing / rows };
}

/** Yields the positions of the bytes outside quotes, whatever the separator. */
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
/** Comma, semicolon, tab, bar. */
const SEPARATORS: readonly number[] = [0x2c, 0x3b, 0x09, 0x7c];
/** The number of rows compared with the header. */
const ROWS = 100;

import { figure } from '../../french/numbers.ts';
import { BatchError } from '../error.ts';
import { decode, type Encoding } from '../text/encoding.ts';
import { guessLineEnd, guessSeparator } from './guess-layout.ts';
import { type Eol, type Layout, NO_SEPARATOR } from './layout.ts';
import { RowReader } from './row-reader.ts';

/** The layout of a file, and its columns. */
export interface Header extends Layout {
  /** The separator of added fields, since a file of one column has none. */
  readonly written: string;
  /**
   * Positions of the header line, in bytes: its start after a byte order mark and `sep=`, its end, and the start of the
   * first row.
   */
  readonly start: number;
  readonly lineEnd: number;
  readonly end: number;
  readonly columns: readonly string[];
}

/**
 * Reads the header of a CSV from its first bytes. The `known` parts of the layout are not guessed, unless a byte order
 * mark contradicts them. Returns null when more bytes are needed: never when `isWhole` (there are no more), and not for
 * a guess when `isSample` (there are enough for it). Throws a BatchError when the bytes are not a CSV with a header.
 */
export function readHeader(start: Buffer, known: KnownLayout, isWhole = true, isSample = isWhole): Header | null {
  if (start.length === 0) return isWhole ? refuseEmpty() : null;
  expectText(start);
  const hasMark = isMarked(start);
  const encoding = hasMark ? 'utf-8' : known.encoding;
  const mark = hasMark ? 3 : 0;
  const hint = separatorHint(start, mark);
  const from = mark + (hint?.length ?? 0);
  const lineEnd = known.eol ?? guessLineEnd(start, from, isSample);
  if (lineEnd === null) return null;
  const separator = known.separator ?? hint?.separator ?? guessSeparator(start, from, lineEnd, { isWhole, isSample });
  if (separator === null) return null;
  const row = new RowReader({ encoding, separator, eol: lineEnd });
  row.turnTo(start, from);
  if (!row.read(isWhole)) {
    if (!isWhole) return null;
    refuseEmpty();
  }
  if (row.isBlank && decode(start, encoding, from).trim() === '') refuseEmpty();
  expectHeader(row);
  return {
    encoding,
    separator,
    eol: lineEnd === '\r' ? '\r' : row.next - row.end === 2 ? '\r\n' : '\n',
    written: separator === NO_SEPARATOR ? ',' : String.fromCharCode(separator),
    start: from,
    lineEnd: row.end,
    end: row.next,
    columns: Array.from({ length: row.count }, (_, i) => row.text(i)),
  };
}

export interface KnownLayout {
  readonly encoding: Encoding;
  readonly separator?: number | undefined;
  readonly eol?: Eol | undefined;
}

/** The bytes used for guesses. It is fixed, so that the size of the pieces does not change the result. */
export const SAMPLE = 1 << 20;

/** Whether a file begins with the byte order mark of UTF-8. */
function isMarked(start: Buffer): boolean {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
}

function expectText(start: Buffer): void {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) {
    throw new BatchError('le fichier est en UTF-16 : enregistrez-le en UTF-8 ou en ISO-8859-1');
  }
  if (start.subarray(0, SAMPLE).includes(0)) {
    throw new BatchError('ce n’est pas un fichier texte : un CSV était attendu');
  }
}

/** The separator of a first line `sep=;`, as Excel writes it, and the length of that line. */
function separatorHint(start: Buffer, from: number): { separator: number; length: number } | null {
  const found = /^"?sep=([\t -~])"?(\r\n|\n|\r)/i.exec(start.toString('latin1', from, from + 16));
  return found && { separator: found[1]!.charCodeAt(0), length: found[0].length };
}

/** Refuses a first line that no table has: the file is not a CSV, or has another layout. */
function expectHeader(row: RowReader): void {
  if (!row.isClosed) throw new BatchError('l’en-tête ouvre un guillemet qui n’est jamais refermé');
  if (row.count > MOST_COLUMNS) {
    throw new BatchError(
      `la première ligne a ${figure(row.count)} colonnes : ` + `${figure(MOST_COLUMNS)} au plus étaient attendues`,
    );
  }
  if (row.end - row.start > LONGEST_LINE) {
    throw new BatchError(`la première ligne dépasse ${LONGEST_LINE / 2 ** 20} Mio : ce n’est pas l’en-tête d’un CSV`);
  }
}

/** The number of columns that a spreadsheet can hold. */
const MOST_COLUMNS = 16_384;
const LONGEST_LINE = 1 << 20;

function refuseEmpty(): never {
  throw new BatchError('le fichier est vide : une ligne d’en-tête était attendue');
}

import { BatchError } from '../error.ts';

/**
 * What the first bytes of a CSV file tell: its encoding, its separator, its columns. `start` must hold the whole first
 * line. Throws a BatchError when they are not those of a CSV file with a header.
 */
export function readHeader(start: Buffer, encoding?: Encoding): Header {
  if (start.length === 0) throw new BatchError('le fichier est vide : une ligne d’en-tête était attendue');
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) {
    throw new BatchError('le fichier est en UTF-16 : enregistrez-le en UTF-8 ou en ISO-8859-1');
  }
  const sample = start.subarray(0, SAMPLE);
  if (sample.includes(0)) throw new BatchError('ce n’est pas un fichier texte : un CSV était attendu');
  const hasBom = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
  const from = hasBom ? 3 : 0;
  const line = firstLine(start, from);
  const text = start.subarray(from, line.end);
  if (text.length === 0 && start.toString('latin1', from).trim() === '') {
    throw new BatchError('le fichier est vide : une ligne d’en-tête était attendue');
  }
  const separator = guessSeparator(text);
  expectHeader(text, separator);
  const used = encoding ?? (hasBom || isUtf8(sample) ? 'utf-8' : 'iso-8859-1');
  return {
    encoding: used,
    separator,
    eol: line.eol,
    start: from,
    end: line.next,
    lineEnd: line.end,
    columns: splitLine(text.toString(used === 'utf-8' ? 'utf8' : 'latin1'), String.fromCharCode(separator)),
  };
}

export type Encoding = 'utf-8' | 'iso-8859-1';

export interface Header {
  readonly encoding: Encoding;
  /** Byte of the separator: a comma, a semicolon or a tab. */
  readonly separator: number;
  readonly eol: '\n' | '\r\n';
  /** Bytes of the header line: after the byte order mark, before the line's end, and where the first row begins. */
  readonly start: number;
  readonly lineEnd: number;
  readonly end: number;
  readonly columns: readonly string[];
}

/** Bytes that tell the encoding: a file that is cut in other pieces must not be read otherwise. */
export const SAMPLE = 1 << 20;
const LF = 0x0a;
const QUOTE = 0x22;
const SEPARATORS = [0x2c, 0x3b, 0x09];

/** Whether `bytes` hold the end of their first line. */
export function hasWholeLine(bytes: Buffer): boolean {
  for (const at of outsideQuotes(bytes, 0)) if (bytes[at] === LF) return true;
  return false;
}

/** Whether a quote that `row` opens is still open at its end. */
export function endsInQuotes(row: Buffer): boolean {
  let last = 0;
  for (const at of outsideQuotes(row, 0)) last = at;
  return last === UNCLOSED;
}

/** A first line that no table has: what is read is not a CSV, or was written otherwise. */
function expectHeader(line: Buffer, separator: number): void {
  let columns = 1;
  let hasLoneReturn = false;
  for (const at of outsideQuotes(line, 0)) {
    if (line[at] === separator) columns++;
    else if (line[at] === 0x0d) hasLoneReturn = true;
  }
  if (columns > MOST_COLUMNS) {
    throw new BatchError(
      `la première ligne a ${columns.toLocaleString('fr-FR')} colonnes : ${MOST_COLUMNS.toLocaleString('fr-FR')} au plus étaient attendues`,
    );
  }
  if (hasLoneReturn) {
    throw new BatchError(
      'les lignes finissent par un retour chariot seul : enregistrez le fichier avec des fins de ligne LF ou CRLF',
    );
  }
  if (line.length > LONGEST_LINE) {
    throw new BatchError(`la première ligne dépasse ${LONGEST_LINE / 2 ** 20} Mio : ce n’est pas l’en-tête d’un CSV`);
  }
}

/** As many as a spreadsheet can hold. */
const MOST_COLUMNS = 16_384;
const LONGEST_LINE = 1 << 20;

function firstLine(bytes: Buffer, from: number): { end: number; next: number; eol: '\n' | '\r\n' } {
  for (const at of outsideQuotes(bytes, from)) {
    if (at === UNCLOSED) throw new BatchError('l’en-tête ouvre un guillemet qui n’est jamais refermé');
    if (bytes[at] !== LF) continue;
    const isPair = at > from && bytes[at - 1] === 0x0d;
    return { end: isPair ? at - 1 : at, next: at + 1, eol: isPair ? '\r\n' : '\n' };
  }
  return { end: bytes.length, next: bytes.length, eol: '\n' };
}

/** The separator that the header line holds most often outside quotes. */
function guessSeparator(line: Buffer): number {
  const counts = new Map(SEPARATORS.map((separator) => [separator, 0]));
  for (const at of outsideQuotes(line, 0)) {
    const count = counts.get(line[at]!);
    if (count !== undefined) counts.set(line[at]!, count + 1);
  }
  return SEPARATORS.reduce((best, separator) => (counts.get(separator)! > counts.get(best)! ? separator : best));
}

/** Positions of the bytes outside quotes, then `UNCLOSED` if one stays open. A quote elsewhere than first in a field is a letter. */
function* outsideQuotes(bytes: Buffer, from: number): Generator<number> {
  let isQuoted = false;
  let isFirst = true;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (isQuoted) {
      if (byte !== QUOTE) continue;
      if (bytes[at + 1] === QUOTE) at++;
      else isQuoted = false;
    } else if (byte === QUOTE && isFirst) {
      isQuoted = true;
      isFirst = false;
    } else {
      yield at;
      isFirst = SEPARATORS.includes(byte);
    }
  }
  if (isQuoted) yield UNCLOSED;
}

const UNCLOSED = -1;

function splitLine(line: string, separator: string): string[] {
  const columns: string[] = [];
  let column = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '"') {
      if (isQuoted && line[i + 1] === '"') {
        column += '"';
        i++;
      } else if (isQuoted) isQuoted = false;
      else if (column === '') isQuoted = true;
      else column += char;
    } else if (char === separator && !isQuoted) {
      columns.push(column.trim());
      column = '';
    } else column += char;
  }
  columns.push(column.trim());
  return columns;
}

/** Whether the bytes are UTF-8, but for a last character that the sample may cut. */
function isUtf8(sample: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

import { BatchError } from './error.ts';

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
  const separator = guessSeparator(text);
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

const SAMPLE = 1 << 20;
const QUOTE = 0x22;
const SEPARATORS = [0x2c, 0x3b, 0x09];

function firstLine(bytes: Buffer, from: number): { end: number; next: number; eol: '\n' | '\r\n' } {
  let isQuoted = false;
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[i] === 0x0a && !isQuoted) {
      const isPair = i > from && bytes[i - 1] === 0x0d;
      return { end: isPair ? i - 1 : i, next: i + 1, eol: isPair ? '\r\n' : '\n' };
    }
  }
  if (isQuoted) throw new BatchError('l’en-tête ouvre un guillemet qui n’est jamais refermé');
  return { end: bytes.length, next: bytes.length, eol: '\n' };
}

/** The separator that the header line holds most often outside quotes. */
function guessSeparator(line: Buffer): number {
  const counts = new Map(SEPARATORS.map((separator) => [separator, 0]));
  let isQuoted = false;
  for (const byte of line) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  return SEPARATORS.reduce((best, separator) => (counts.get(separator)! > counts.get(best)! ? separator : best));
}

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
      } else isQuoted = !isQuoted;
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

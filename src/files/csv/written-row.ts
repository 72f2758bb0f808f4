import { quoted } from '../../french/escape.ts';
import { fieldsOf, quotesIn } from './field.ts';
import type { Header } from './header.ts';
import { NO_SEPARATOR } from './layout.ts';
import type { RowReader } from './row-reader.ts';

/** Gives the bytes of a row with fields behind its own, its line's end included. */
export type WrittenRow = (fields: readonly string[]) => Buffer[];

/** Takes the row that the reader is at, to be written back as it came; it stays good as long as the bytes that the reader was given. */
export function writtenRow(reader: RowReader, header: Header): WrittenRow {
  const { bytes, end, next, count, data } = reader;
  const missing = Buffer.from(header.written.repeat(Math.max(0, header.columns.length - count)));
  const own = header.separator === NO_SEPARATOR ? onlyField(bytes, header.written) : bytes;
  const eol = end < next ? data.subarray(end, next) : Buffer.from(header.eol);
  return (fields) => [own, missing, fieldsOf(fields, header.written, header.encoding), eol];
}

/** The field of a file of one column, whose commas would separate once others are behind it. */
function onlyField(bytes: Buffer, written: string): Buffer {
  const isQuoted = quotesIn(bytes, 0, bytes.length)[0] === 0;
  if (isQuoted || !bytes.includes(written)) return bytes;
  // Byte by byte, whatever the encoding.
  return Buffer.from(quoted(bytes.toString('latin1'), written), 'latin1');
}

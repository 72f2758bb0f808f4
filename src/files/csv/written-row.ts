import { quoted } from '../../french/escape.ts';
import { fieldsOf, quotesIn } from './field.ts';
import type { Header } from './header.ts';
import { NO_SEPARATOR } from './layout.ts';
import type { RowReader } from './row-reader.ts';

/** Returns the bytes of a row followed by these fields, with its line end. */
export type WrittenRow = (fields: readonly string[]) => Buffer[];

/**
 * Returns the writer of the reader's current row, which is copied unchanged. It is valid as long as the reader's
 * buffer.
 */
export function writtenRow(reader: RowReader, header: Header): WrittenRow {
  const { bytes, end, next, count, data } = reader;
  const missing = Buffer.from(header.written.repeat(Math.max(0, header.columns.length - count)));
  const own = header.separator === NO_SEPARATOR ? onlyField(bytes, header.written) : bytes;
  const eol = end < next ? data.subarray(end, next) : Buffer.from(header.eol);
  return (fields) => [own, missing, fieldsOf(fields, header.written, header.encoding), eol];
}

/** The field of a file of one column, quoted since its commas would be separators once other fields follow. */
function onlyField(bytes: Buffer, written: string): Buffer {
  const isQuoted = quotesIn(bytes, 0, bytes.length)[0] === 0;
  if (isQuoted || !bytes.includes(written)) return bytes;
  // Byte by byte, whatever the encoding.
  return Buffer.from(quoted(bytes.toString('latin1'), written), 'latin1');
}

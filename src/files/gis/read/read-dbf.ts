import { isUtf8 } from 'node:buffer';
import type { FieldType, Value } from '../../feature.ts';
import { wholeLength } from '../../text/detect-encoding.ts';
import type { Encoding } from '../../text/encoding.ts';
import { type Codec, codecNamed, codecOfDriver } from './code-pages.ts';

export interface Attributes {
  /** The name of its `Codec`. */
  readonly encoding: string;
  readonly fields: readonly { readonly name: string; readonly type: FieldType }[];
  /** The number of records, including those marked as deleted. */
  readonly count: number;
  readonly deleted: number;
  /** Returns the values of a record, in the order of the fields; null when it is marked as deleted. */
  record(index: number): Value[] | null;
  readonly notices: readonly string[];
}

/**
 * Reads the records of a .dbf (dBASE III to V, "Xbase file format description"): text without its padding, numbers,
 * dates as `YYYY-MM-DD`, booleans, and null for a blank field. The encoding is `given`; else UTF-8 when the accents are
 * valid UTF-8; else that of the .cpg (`codePage`) or of the header's language driver; else windows-1252. Throws an
 * Error when the file is truncated or damaged.
 */
export function readAttributes(bytes: Uint8Array, codePage: string | null, given: Encoding | undefined): Attributes {
  if (bytes.byteLength < 33) throw new Error('le .dbf est tronqué : son en-tête manque');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(4, true);
  const start = view.getUint16(8, true);
  const size = view.getUint16(10, true);
  const expected = start + count * size;
  if (bytes.byteLength < expected) {
    throw new Error(
      `le .dbf est tronqué : ${bytes.byteLength} octets au lieu de ${expected} pour ${count} enregistrements`,
    );
  }
  const table: Table = { bytes, start, size, count, columns: columnsOf(bytes, start) };
  const width = table.columns.reduce((sum, { length }) => sum + length, 1);
  if (width > size && count > 0)
    throw new Error(`le .dbf est abîmé : des champs de ${width} octets dans des enregistrements de ${size}`);
  const { codec, notices } = codecOf(table, codePage, given);
  const types = table.columns.map((column) => typeOf(table, column));
  const isDeleted = (index: number) => bytes[start + index * size] === DELETED;
  let deleted = 0;
  for (let i = 0; i < count; i++) if (isDeleted(i)) deleted++;
  if (deleted > 0) notices.push(`enregistrements marqués comme effacés, laissés de côté : ${deleted}`);
  return {
    encoding: codec.name,
    fields: table.columns.map(({ name }, i) => ({ name: wholeText(codec, name), type: types[i]! })),
    count,
    deleted,
    record(index) {
      if (isDeleted(index)) return null;
      return table.columns.map((column, i) =>
        cellOf(column.type, types[i]!, wholeText(codec, cell(table, index, column))),
      );
    },
    notices,
  };
}

interface Table {
  readonly bytes: Uint8Array;
  /** The offset of the first record. */
  readonly start: number;
  /** The length of a record. */
  readonly size: number;
  readonly count: number;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: Uint8Array;
  readonly type: string;
  /** The offset within a record. */
  readonly offset: number;
  readonly length: number;
  readonly decimals: number;
}

const DELETED = 0x2a;
const END_OF_FIELDS = 0x0d;

function columnsOf(bytes: Uint8Array, end: number): Column[] {
  const columns: Column[] = [];
  let offset = 1;
  for (let at = 32; at + 32 <= end && bytes[at] !== END_OF_FIELDS; at += 32) {
    const name = bytes.subarray(at, at + 11);
    const stop = name.indexOf(0);
    const type = String.fromCharCode(bytes[at + 11]!);
    // A text longer than 255 has its high byte where numbers have their decimals.
    const length = bytes[at + 16]! + (type === 'C' ? bytes[at + 17]! * 256 : 0);
    const decimals = type === 'C' ? 0 : bytes[at + 17]!;
    columns.push({ name: stop < 0 ? name : name.subarray(0, stop), type, offset, length, decimals });
    offset += length;
  }
  return columns;
}

function cell({ bytes, start, size }: Table, index: number, { offset, length }: Column): Uint8Array {
  const at = start + index * size + offset;
  return bytes.subarray(at, at + length);
}

/** A text cut within its last character is read without that character. */
function wholeText({ name, decode }: Codec, bytes: Uint8Array): string {
  return decode(name === 'utf-8' ? bytes.subarray(0, wholeLength(bytes)) : bytes);
}

/** A column of decimals with a whole number that a double cannot hold is a column of texts. */
function typeOf(table: Table, column: Column): FieldType {
  const { type, decimals, length } = column;
  if (type === 'D') return 'date';
  if (type === 'L') return 'boolean';
  if (type !== 'N' && type !== 'F') return 'text';
  if (type === 'N' && decimals === 0) return 'integer';
  if (length >= 16) {
    for (let i = 0; i < table.count; i++) {
      const text = Buffer.from(cell(table, i, column))
        .toString('latin1')
        .trim();
      if (/^-?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text))) return 'text';
    }
  }
  return 'real';
}

function cellOf(type: string, fieldType: FieldType, text: string): Value {
  const end = text.indexOf('\0');
  const value = (end < 0 ? text : text.slice(0, end)).trim();
  if (value === '') return null;
  if (type === 'N' || type === 'F') {
    // Stars mark an overflow. A number that a double cannot hold is an identifier and stays text.
    if (/^\*+$/.test(value)) return null;
    const number = Number(value);
    const isHeld = !Number.isNaN(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
    return isHeld && fieldType !== 'text' ? number : value;
  }
  if (type === 'D' && /^0+$/.test(value)) return null;
  if (type === 'D') return /^\d{8}$/.test(value) ? value.replace(/(....)(..)(..)/, '$1-$2-$3') : value;
  if (type === 'L') return /^[yt]$/i.test(value) ? true : /^[nf]$/i.test(value) ? false : null;
  return value;
}

function codecOf(
  table: Table,
  codePage: string | null,
  given: Encoding | undefined,
): { codec: Codec; notices: string[] } {
  const [hasAccents, isInUtf8] = accentsOf(table);
  if (given !== undefined) {
    if (given === 'utf-8' && !isInUtf8) throw new Error('le .dbf n’est pas en UTF-8 : essayez --encoding iso-8859-1');
    return { codec: codecNamed(given)!, notices: [] };
  }
  const label = codePage?.trim() ?? '';
  const [named, source] =
    label === '' ? [codecOfDriver(table.bytes[29]!), 'son en-tête'] : [codecNamed(label), 'son .cpg'];
  const detected = codecNamed(isInUtf8 ? 'utf-8' : 'windows-1252')!;
  if (!hasAccents) return { codec: named ?? detected, notices: [] };
  if (named === null) {
    const notice =
      label === ''
        ? 'le .dbf ne dit pas son encodage'
        : `le .cpg nomme un encodage inconnu (${label.replaceAll(/\s+/g, ' ').slice(0, 40)})`;
    return { codec: detected, notices: [`${notice} : lu en ${detected.name}`] };
  }
  if (isInUtf8 !== (named.name === 'utf-8') || !isReadableIn(named, table)) {
    const is = isInUtf8 ? 'est' : 'n’est pas';
    const of = isInUtf8 ? 'utf-8' : named.name;
    return { codec: detected, notices: [`le .dbf ${is} en ${of}, quoi qu’en dise ${source} : lu en ${detected.name}`] };
  }
  return { codec: named, notices: [] };
}

/**
 * Whether names and values contain more than ASCII, and whether they are UTF-8; the last character of each may be cut.
 */
function accentsOf(table: Table): readonly [hasAccents: boolean, isInUtf8: boolean] {
  const { bytes, start, size, count, columns } = table;
  const names = columns.map(({ name }) => name);
  const records = bytes.subarray(start, start + size * count);
  const hasAccents = [records, ...names].some((text) => text.some((byte) => byte >= 0x80));
  const isWhole = (text: Uint8Array) => isUtf8(text.subarray(0, wholeLength(text)));
  if (!names.every(isWhole)) return [hasAccents, false];
  if (isUtf8(records)) return [hasAccents, true];
  const texts = columns.filter(({ type }) => type === 'C');
  for (let i = 0; i < count; i++) {
    if (!texts.every((column) => isWhole(cell(table, i, column)))) return [hasAccents, false];
  }
  return [hasAccents, texts.length > 0];
}

function isReadableIn(codec: Codec, table: Table): boolean {
  try {
    for (const { name } of table.columns) wholeText(codec, name);
    for (let i = 0; i < table.count; i++) for (const column of table.columns) wholeText(codec, cell(table, i, column));
    return true;
  } catch {
    return false;
  }
}

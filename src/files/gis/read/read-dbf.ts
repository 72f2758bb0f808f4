import { decoderOf, detectedEncoding, type Encoding } from '../../csv/text.ts';
import type { FieldType, Value } from '../../feature.ts';

export interface Attributes {
  readonly encoding: Encoding;
  readonly fields: readonly { readonly name: string; readonly type: FieldType }[];
  readonly count: number;
  /** The values of a record, in the order of the fields; null where it is marked as deleted. */
  record(index: number): Value[] | null;
  readonly notices: readonly string[];
}

/**
 * The records of a .dbf (dBASE III to V, "Xbase file format description"): text without its padding, numbers, dates as `YYYY-MM-DD`, booleans,
 * null where a field is blank. The encoding is the one given, else that of the .cpg (`codePage`), else that of
 * the header's language driver, else the one detected. Throws an Error when the file is cut short or damaged.
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
  const columns = columnsOf(bytes, start);
  const width = columns.reduce((sum, { length }) => sum + length, 1);
  if (width > size)
    throw new Error(`le .dbf est abîmé : des champs de ${width} octets dans des enregistrements de ${size}`);
  const { encoding, notices } = encodingOf(
    bytes,
    [...columns.map(({ name }) => name), bytes.subarray(start)],
    codePage,
    given,
  );
  const decoder = decoderOf(encoding);
  return {
    encoding,
    fields: columns.map(({ name, type, decimals }) => ({ name: decoder.decode(name), type: typeOf(type, decimals) })),
    count,
    record(index) {
      const offset = start + index * size;
      if (bytes[offset] === DELETED) return null;
      let at = offset + 1;
      return columns.map(({ type, length }) => {
        const cell = cellOf(type, decoder.decode(bytes.subarray(at, at + length)));
        at += length;
        return cell;
      });
    },
    notices,
  };
}

const DELETED = 0x2a;
const END_OF_FIELDS = 0x0d;

interface Column {
  readonly name: Uint8Array;
  readonly type: string;
  readonly length: number;
  readonly decimals: number;
}

function columnsOf(bytes: Uint8Array, end: number): Column[] {
  const columns: Column[] = [];
  for (let offset = 32; offset + 32 <= end && bytes[offset] !== END_OF_FIELDS; offset += 32) {
    const name = bytes.subarray(offset, offset + 11);
    const stop = name.indexOf(0);
    const type = String.fromCharCode(bytes[offset + 11]!);
    // Text longer than 255 keeps its high byte where numbers keep their decimals.
    const length = bytes[offset + 16]! + (type === 'C' ? bytes[offset + 17]! * 256 : 0);
    const decimals = type === 'C' ? 0 : bytes[offset + 17]!;
    columns.push({ name: stop < 0 ? name : name.subarray(0, stop), type, length, decimals });
  }
  if (columns.length === 0) throw new Error('le .dbf est abîmé : il n’a aucun champ');
  return columns;
}

function typeOf(type: string, decimals: number): FieldType {
  if (type === 'N') return decimals === 0 ? 'integer' : 'real';
  if (type === 'F') return 'real';
  return type === 'D' ? 'date' : type === 'L' ? 'boolean' : 'text';
}

function cellOf(type: string, text: string): Value {
  const end = text.indexOf('\0');
  const value = (end < 0 ? text : text.slice(0, end)).trim();
  if (value === '') return null;
  if (type === 'N' || type === 'F') {
    // Stars are what overflowed. A number that a double cannot hold is an identifier: it stays text.
    if (/^\*+$/.test(value)) return null;
    const number = Number(value);
    return Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? value : number;
  }
  if (type === 'D' && /^0+$/.test(value)) return null;
  if (type === 'D') return /^\d{8}$/.test(value) ? value.replace(/(....)(..)(..)/, '$1-$2-$3') : value;
  if (type === 'L') return /^[yt]$/i.test(value) ? true : /^[nf]$/i.test(value) ? false : null;
  return value;
}

/** `texts` is what there is to decode: the rest of the header is binary. */
function encodingOf(
  bytes: Uint8Array,
  texts: readonly Uint8Array[],
  codePage: string | null,
  given: Encoding | undefined,
): { encoding: Encoding; notices: string[] } {
  const detected = texts.some((text) => detectedEncoding(text) !== 'utf-8') ? 'iso-8859-1' : 'utf-8';
  const notices: string[] = [];
  let encoding = given;
  if (encoding === undefined && codePage !== null) {
    encoding = encodingOfCodePage(codePage);
    if (encoding === undefined)
      notices.push(`le .cpg nomme un encodage inconnu (${codePage.trim()}) : lu en ${detected}`);
  } else if (encoding === undefined) {
    encoding = LATIN_DRIVERS.has(bytes[29]!) ? 'iso-8859-1' : undefined;
    if (encoding === undefined) notices.push(`le .dbf ne dit pas son encodage : lu en ${detected}`);
  }
  encoding ??= detected;
  if (encoding === 'utf-8' && detected !== 'utf-8') {
    if (given !== undefined) throw new Error('le .dbf n’est pas en UTF-8 : essayez --encoding iso-8859-1');
    notices.push('le .dbf n’est pas en UTF-8, quoi qu’en dise son .cpg : lu en iso-8859-1');
    encoding = 'iso-8859-1';
  }
  return { encoding, notices };
}

/** Language drivers of windows-1252 (dBASE's 0x03, and ESRI's 0x57, "ANSI"). */
const LATIN_DRIVERS = new Set([0x03, 0x57, 0x58, 0x59]);

function encodingOfCodePage(codePage: string): Encoding | undefined {
  const name = codePage.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (/utf8|65001/.test(name)) return 'utf-8';
  return /1252|88591$|885915|latin1|^ansi$/.test(name) ? 'iso-8859-1' : undefined;
}

import type { Encoding, Properties } from './layer.ts';
import { decoderOf, detectedEncoding } from './text.ts';

export interface Attributes {
  readonly encoding: Encoding;
  /** Null where the record is marked as deleted. */
  readonly records: readonly (Properties | null)[];
  readonly notices: readonly string[];
}

/**
 * The records of a .dbf (dBASE III to V, "Xbase file format description"): text without its padding, numbers, dates as `YYYY-MM-DD`, booleans as
 * `true` and `false`, null where a field is blank. The encoding is the one given, else that of the .cpg (`codePage`), else that of
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
  const fields = fieldsOf(bytes, start);
  const width = fields.reduce((sum, { length }) => sum + length, 1);
  if (width > size)
    throw new Error(`le .dbf est abîmé : des champs de ${width} octets dans des enregistrements de ${size}`);
  const { encoding, notices } = encodingOf(
    bytes,
    [...fields.map(({ name }) => name), bytes.subarray(start)],
    codePage,
    given,
  );
  const decoder = decoderOf(encoding);
  const names = fields.map(({ name }) => decoder.decode(name));
  const records = Array.from({ length: count }, (_, i) => {
    const offset = start + i * size;
    if (bytes[offset] === DELETED) return null;
    let at = offset + 1;
    const record: Properties = {};
    fields.forEach((field, j) => {
      record[names[j]!] = cellOf(field.type, decoder.decode(bytes.subarray(at, at + field.length)));
      at += field.length;
    });
    return record;
  });
  return { encoding, records, notices };
}

const DELETED = 0x2a;
const END_OF_FIELDS = 0x0d;

interface Field {
  readonly name: Uint8Array;
  readonly type: string;
  readonly length: number;
}

function fieldsOf(bytes: Uint8Array, end: number): Field[] {
  const fields: Field[] = [];
  for (let offset = 32; offset + 32 <= end && bytes[offset] !== END_OF_FIELDS; offset += 32) {
    const name = bytes.subarray(offset, offset + 11);
    const stop = name.indexOf(0);
    const type = String.fromCharCode(bytes[offset + 11]!);
    // Text longer than 255 keeps its high byte where numbers keep their decimals.
    const length = bytes[offset + 16]! + (type === 'C' ? bytes[offset + 17]! * 256 : 0);
    fields.push({ name: stop < 0 ? name : name.subarray(0, stop), type, length });
  }
  if (fields.length === 0) throw new Error('le .dbf est abîmé : il n’a aucun champ');
  return fields;
}

function cellOf(type: string, text: string): string | number | null {
  const end = text.indexOf('\0');
  const value = (end < 0 ? text : text.slice(0, end)).trim();
  if (value === '') return null;
  if (type === 'N' || type === 'F') {
    // Stars are what overflowed. A number that a double cannot hold is an identifier: it stays text.
    if (/^\*+$/.test(value)) return null;
    const number = Number(value);
    return Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? value : number;
  }
  if (type === 'D') return /^\d{8}$/.test(value) ? value.replace(/(....)(..)(..)/, '$1-$2-$3') : value;
  if (type === 'L') return /^[yt]$/i.test(value) ? 'true' : /^[nf]$/i.test(value) ? 'false' : null;
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

import { inflateSync } from 'node:zlib';

/** A PDF name: `/Figure` is `{ name: 'Figure' }`. */
export interface Name {
  readonly name: string;
}

export interface Reference {
  readonly object: number;
}

export type Dictionary = Readonly<Record<string, unknown>>;

export interface Stream {
  readonly dictionary: Dictionary;
  readonly bytes: Buffer;
}

/** The objects of a PDF with one table of them, found through that table as a reader does. */
export class PdfFile {
  readonly header: string;
  readonly trailer: Dictionary;
  readonly #bytes: Buffer;
  readonly #offsets: readonly (number | null)[];

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
    const text = this.#bytes.toString('latin1');
    this.header = text.slice(0, text.indexOf('\n'));
    const table = Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1]);
    const [, count] = /^xref\n0 (\d+)\n/.exec(text.slice(table))!;
    const from = table + `xref\n0 ${count}\n`.length;
    this.#offsets = Array.from({ length: Number(count) }, (_, i) => {
      const entry = text.slice(from + i * 20, from + (i + 1) * 20);
      return entry[17] === 'n' ? Number(entry.slice(0, 10)) : null;
    });
    const lexer = new Lexer(this.#bytes, text.indexOf('trailer', table) + 'trailer'.length);
    this.trailer = lexer.value() as Dictionary;
  }

  /** Follows references until a value. */
  resolve(value: unknown): unknown {
    if (!isReference(value)) return value;
    const offset = this.#offsets[value.object];
    if (offset === undefined || offset === null) throw new Error(`no object ${value.object}`);
    const lexer = new Lexer(this.#bytes, offset);
    const head = [lexer.value(), lexer.value(), lexer.value()];
    if (head[0] !== value.object || head[2] !== OBJ) throw new Error(`no object ${value.object} at ${offset}`);
    const found = lexer.value();
    return isDictionary(found) && lexer.isAtStream() ? this.#stream(found, lexer.streamStart()) : this.resolve(found);
  }

  dictionary(value: unknown): Dictionary {
    const found = this.resolve(value);
    if (!isDictionary(found)) throw new Error(`a dictionary was expected, not ${JSON.stringify(found)}`);
    return found;
  }

  stream(value: unknown): Stream {
    const found = this.resolve(value);
    if (!isStream(found)) throw new Error('a stream was expected');
    return found;
  }

  array(value: unknown): readonly unknown[] {
    const found = this.resolve(value);
    return Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
  }

  get catalog(): Dictionary {
    return this.dictionary(this.trailer.Root);
  }

  /** References of the pages, in order. */
  get pages(): readonly Reference[] {
    const under = (node: Reference): readonly Reference[] => {
      const { Type, Kids } = this.dictionary(node);
      return nameOf(Type) === 'Page' ? [node] : this.array(Kids).flatMap((kid) => under(kid as Reference));
    };
    return under(this.catalog.Pages as Reference);
  }

  /** Operators of a page with their operands, in order. */
  operations(page: Reference): readonly Operation[] {
    const { bytes } = this.stream(this.dictionary(page).Contents);
    const lexer = new Lexer(bytes, 0);
    const operations: Operation[] = [];
    let operands: unknown[] = [];
    while (!lexer.isAtEnd()) {
      const value = lexer.value();
      if (value instanceof Keyword) {
        operations.push({ operator: value.word, operands });
        operands = [];
      } else operands.push(value);
    }
    return operations;
  }

  #stream(dictionary: Dictionary, from: number): Stream {
    const raw = this.#bytes.subarray(from, from + Number(this.resolve(dictionary.Length)));
    return { dictionary, bytes: nameOf(dictionary.Filter) === 'FlateDecode' ? inflateSync(raw) : raw };
  }
}

export interface Operation {
  readonly operator: string;
  readonly operands: readonly unknown[];
}

export function nameOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : null;
}

/** A string of the document, written as UTF-16 or as one byte a character. */
export function textOf(value: unknown): string | null {
  if (!Buffer.isBuffer(value)) return null;
  if (value[0] !== 0xfe || value[1] !== 0xff) return value.toString('latin1');
  return Buffer.from(value.subarray(2)).swap16().toString('utf16le');
}

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'object' in value;
}

export function isDictionary(value: unknown): value is Dictionary {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === null &&
    !Array.isArray(value) &&
    !Buffer.isBuffer(value)
  );
}

export function isStream(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && 'dictionary' in value;
}

class Keyword {
  readonly word: string;
  constructor(word: string) {
    this.word = word;
  }
}

const OBJ = Symbol('obj');
const SPACE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set([...'()<>[]{}/%'].map((sign) => sign.charCodeAt(0)));

/** Reads values one after the other: ISO 32000-1, 7.2 and 7.3. */
class Lexer {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, from: number) {
    this.#bytes = bytes;
    this.#at = from;
  }

  isAtEnd(): boolean {
    this.#skip();
    return this.#at >= this.#bytes.length;
  }

  isAtStream(): boolean {
    this.#skip();
    return this.#bytes.toString('latin1', this.#at, this.#at + 6) === 'stream';
  }

  streamStart(): number {
    return this.#bytes.indexOf('\n', this.#at) + 1;
  }

  value(): unknown {
    this.#skip();
    const sign = String.fromCharCode(this.#bytes[this.#at]!);
    const two = this.#bytes.toString('latin1', this.#at, this.#at + 2);
    if (two === '<<') return this.#dictionary();
    if (sign === '<') return this.#hex();
    if (sign === '(') return this.#literal();
    if (sign === '[') return this.#array();
    if (sign === '/') {
      this.#at++;
      return {
        name: this.#word().replace(/#([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      };
    }
    const word = this.#word();
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (word === 'obj') return OBJ;
    if (!/^[-+.\d]+$/.test(word)) return new Keyword(word);
    return /^\d+$/.test(word) ? (this.#referenceAfter(Number(word)) ?? Number(word)) : Number(word);
  }

  #referenceAfter(object: number): Reference | null {
    const rest = /^ \d+ R(?![\w.])/.exec(this.#bytes.toString('latin1', this.#at, this.#at + 12));
    if (rest === null) return null;
    this.#at += rest[0].length;
    return { object };
  }

  #dictionary(): Dictionary {
    this.#at += 2;
    const entries: Record<string, unknown> = Object.create(null);
    while (true) {
      this.#skip();
      if (this.#bytes.toString('latin1', this.#at, this.#at + 2) === '>>') break;
      const key = nameOf(this.value());
      if (key === null) throw new Error(`no key at ${this.#at}`);
      entries[key] = this.value();
    }
    this.#at += 2;
    return entries;
  }

  #array(): unknown[] {
    this.#at++;
    const items: unknown[] = [];
    while (true) {
      this.#skip();
      if (this.#bytes[this.#at] === 0x5d) break;
      items.push(this.value());
    }
    this.#at++;
    return items;
  }

  #hex(): Buffer {
    const end = this.#bytes.indexOf('>', this.#at);
    const digits = this.#bytes.toString('latin1', this.#at + 1, end);
    this.#at = end + 1;
    return Buffer.from(digits, 'hex');
  }

  #literal(): Buffer {
    const bytes: number[] = [];
    let depth = 0;
    while (true) {
      const byte = this.#bytes[this.#at++]!;
      const sign = String.fromCharCode(byte);
      if (sign === '\\') bytes.push(this.#escaped());
      else if (sign === ')' && --depth === 0) return Buffer.from(bytes);
      else if (sign !== '(' || depth++ > 0) bytes.push(byte);
    }
  }

  #escaped(): number {
    const octal = /^[0-7]{1,3}/.exec(this.#bytes.toString('latin1', this.#at, this.#at + 3))?.[0];
    this.#at += octal?.length ?? 1;
    if (octal !== undefined) return Number.parseInt(octal, 8);
    const byte = this.#bytes[this.#at - 1]!;
    return ESCAPES.get(String.fromCharCode(byte)) ?? byte;
  }

  #word(): string {
    const from = this.#at;
    while (
      this.#at < this.#bytes.length &&
      !SPACE.has(this.#bytes[this.#at]!) &&
      !DELIMITERS.has(this.#bytes[this.#at]!)
    ) {
      this.#at++;
    }
    if (this.#at === from) throw new Error(`no value at ${from}`);
    return this.#bytes.toString('latin1', from, this.#at);
  }

  #skip(): void {
    while (SPACE.has(this.#bytes[this.#at]!)) this.#at++;
    if (this.#bytes[this.#at] !== 0x25) return;
    while (this.#at < this.#bytes.length && this.#bytes[this.#at] !== 0x0a) this.#at++;
    this.#skip();
  }
}

const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['b', 8],
  ['f', 12],
]);

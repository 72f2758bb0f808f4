import { isAscii } from 'node:buffer';
import { countUtf8, isMostlyUtf8, wholeLength } from '../text/detect-encoding.ts';
import { decode } from '../text/encoding.ts';

/**
 * The rest of a stream that began in plain ASCII and is therefore taken as UTF-8. When its first accents are in
 * windows-1252, it is converted to UTF-8 from there on: until then, only our own columns have accents.
 */
export class LateAccents {
  /** Null until the first accent. */
  #isUtf8: boolean | null = null;
  /** The start of a character that was cut at the end of a piece. */
  #cut: Buffer = Buffer.alloc(0);

  /** Whether accents in windows-1252 were found. */
  get isWindows1252(): boolean {
    return this.#isUtf8 === false;
  }

  /** Returns the next bytes in UTF-8. */
  take(bytes: Buffer, isLast: boolean): Buffer {
    if (this.#isUtf8 === null) {
      if (this.#cut.length === 0 && isAscii(bytes)) return bytes;
      const whole = this.#cut.length === 0 ? bytes : Buffer.concat([this.#cut, bytes]);
      const length = isLast ? whole.length : wholeLength(whole);
      const ready = whole.subarray(0, length);
      this.#cut = Buffer.from(whole.subarray(length));
      if (!isAscii(ready)) this.#isUtf8 = isMostlyUtf8(countUtf8(ready));
      return this.#isUtf8 === false ? toUtf8(this.#rest(ready)) : this.#isUtf8 ? this.#rest(ready) : ready;
    }
    return this.#isUtf8 ? bytes : toUtf8(bytes);
  }

  /** Returns bytes after which nothing is kept. */
  #rest(ready: Buffer): Buffer {
    const rest = this.#cut.length === 0 ? ready : Buffer.concat([ready, this.#cut]);
    this.#cut = Buffer.alloc(0);
    return rest;
  }
}

function toUtf8(bytes: Buffer): Buffer {
  return Buffer.from(decode(bytes, 'windows-1252'), 'utf8');
}

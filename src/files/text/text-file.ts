import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a new text file in UTF-8, in pieces of about 64 KB. */
export class TextFile {
  readonly #file: number;
  #waiting = '';

  /** Throws when `path` exists or cannot be written. */
  constructor(path: string) {
    this.#file = openSync(path, 'wx');
  }

  /** Adds text to the file. */
  add(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length >= PIECE) this.#flush();
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting, 'utf8');
    this.#waiting = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
  }
}

const PIECE = 1 << 16;

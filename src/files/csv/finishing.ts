import { type Header, readHeader } from './header.ts';
import type { Layout } from './layout.ts';

/** A step applied to answered rows before they are written. */
export interface Finishing {
  /** Takes the header line and returns it as written. */
  begin(line: Buffer, header: Header): Buffer;
  /** Takes whole rows and returns them as written. It neither keeps nor changes `rows`. */
  rows(rows: Buffer): Buffer | Promise<Buffer>;
  /** Runs once all rows are written. */
  end?(): Promise<void>;
  /** The state needed to continue later; undefined for none. */
  toJSON?(): unknown;
}

/** Applies several steps in turn to answered pieces. */
export class Finishings {
  readonly #steps: readonly Finishing[];
  readonly #isResumed: boolean;
  #hasBegun: boolean;

  /** `isResumed`: the header line was written by an earlier run. */
  constructor(steps: readonly Finishing[], isResumed: boolean) {
    this.#steps = steps;
    this.#isResumed = isResumed;
    this.#hasBegun = steps.length === 0 && !isResumed;
  }

  /** Returns an answered piece as written. `header` is that of the input. */
  async take(bytes: Buffer, header: Header | null): Promise<Buffer> {
    if (bytes.length === 0 || header === null) return bytes;
    let rows = bytes;
    let line: Buffer = Buffer.alloc(0);
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      // A file of one column has separators once columns are added to it.
      const layout: Layout = { ...header, separator: header.written.charCodeAt(0) };
      const headerOf = (start: Buffer) => readHeader(start, layout)!;
      const { end } = headerOf(bytes);
      line = bytes.subarray(0, end);
      rows = bytes.subarray(end);
      for (const step of this.#steps) line = step.begin(line, headerOf(line));
      if (this.#isResumed) line = Buffer.alloc(0);
    }
    for (const step of this.#steps) if (rows.length > 0) rows = await step.rows(rows);
    return line.length === 0 ? rows : Buffer.concat([line, rows]);
  }

  async end(): Promise<void> {
    for (const step of this.#steps) await step.end?.();
  }

  toJSON(): unknown[] {
    return this.#steps.map((step) => step.toJSON?.() ?? null);
  }
}

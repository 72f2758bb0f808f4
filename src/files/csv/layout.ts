import type { Encoding } from '../text/encoding.ts';

/** The encoding, separator and line ends of a CSV file. */
export interface Layout {
  readonly encoding: Encoding;
  /** The byte between fields; `NO_SEPARATOR` in a file of one column, whose commas are letters. */
  readonly separator: number;
  readonly eol: Eol;
}

export type Eol = '\n' | '\r\n' | '\r';

/** A value that no byte has. */
export const NO_SEPARATOR = -1;

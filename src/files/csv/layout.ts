import type { Encoding } from '../text/encoding.ts';

/** How a CSV file is written. */
export interface Layout {
  readonly encoding: Encoding;
  /** The byte between fields; `NO_SEPARATOR` in a file of one column, whose commas are letters. */
  readonly separator: number;
  readonly eol: Eol;
}

export type Eol = '\n' | '\r\n' | '\r';

/** No byte. */
export const NO_SEPARATOR = -1;

import type { Random } from '../../shapes.ts';
import type { Line } from './line.ts';
import type { MadeAddress } from './street.ts';
import type { Truth } from './truth.ts';

/** A common way in which a typed address differs from the data. */
export interface Fault {
  readonly name: string;
  /** Two faults in the same part are not combined. */
  readonly touches: readonly Touched[];
  /**
   * Returns the line of `address` with the fault; null where it is not possible. A later check ensures that it still
   * means that address alone.
   */
  spoil(line: Line, subject: Subject, random: Random): Line | null;
}

/** The typed address, and the data around it. */
export interface Subject {
  readonly address: MadeAddress;
  readonly truth: Truth;
}

export type Touched =
  | 'accents'
  | 'after'
  | 'article'
  | 'before'
  | 'blanks'
  | 'case'
  | 'city'
  | 'end'
  | 'hyphens'
  | 'name'
  | 'number'
  | 'order'
  | 'postcode'
  | 'separator'
  | 'title'
  | 'type';

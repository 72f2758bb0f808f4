import type { Random } from '../../shapes.ts';
import type { Line } from './line.ts';
import type { MadeAddress } from './street.ts';
import type { Truth } from './truth.ts';

/** One ordinary way in which an address is typed otherwise than the data writes it. */
export interface Fault {
  readonly name: string;
  /** Two faults that touch the same thing do not go together. */
  readonly touches: readonly Touched[];
  /**
   * The line of `address` with the fault; null where it cannot have it. Whether it still means that address alone is
   * asked afterwards.
   */
  spoil(line: Line, subject: Subject, random: Random): Line | null;
}

/** What is typed, and in which world. */
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

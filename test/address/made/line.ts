import type { MadeAddress } from './street.ts';
import { capital } from './words.ts';

/** An address as typed on one line, in parts, so that each can get a fault. */
export interface Line {
  /** A residence, a floor, a person: text before the number. */
  readonly before: string;
  /** With its repetition index. */
  readonly number: string;
  readonly street: string;
  /** A post box, a hamlet: text between street and commune. */
  readonly after: string;
  readonly postcode: string | null;
  readonly city: string | null;
  /** Text at the end. */
  readonly end: string;
  readonly order: 'usual' | 'commune first' | 'number last';
  readonly separator: ' ' | ', ';
  /** The former commune is named, instead of the new one or beside it. */
  readonly namesOldCity: boolean;
  /** Words of the street's name were left out, so that a count of letters cannot find it. */
  readonly isShortened: boolean;
  /** INSEE code of the commune, given beside the text. */
  readonly citycodeApart: string | null;
  readonly postcodeApart: string | null;
}

/** « 12 bis Rue de la Gare 62400 Béthune ». */
export function cleanLine({ number, suffix, street, postcode, city }: MadeAddress): Line {
  return {
    before: '',
    number: suffix === null ? String(number) : `${number} ${suffix.length === 1 ? capital(suffix) : suffix}`,
    street,
    after: '',
    postcode,
    city,
    end: '',
    order: 'usual',
    separator: ' ',
    namesOldCity: false,
    isShortened: false,
    citycodeApart: null,
    postcodeApart: null,
  };
}

export function written(line: Line): string {
  const joined = (parts: readonly (string | null)[], by: string) => parts.filter(Boolean).join(by);
  const commune = joined([line.postcode, line.city, line.end], ' ');
  const street =
    line.order === 'number last'
      ? joined([line.street, line.number], line.separator)
      : joined([line.number, line.street], ' ');
  const parts =
    line.order === 'commune first'
      ? [commune, line.before, street, line.after]
      : [line.before, street, line.after, commune];
  return joined(parts, line.separator);
}

/** Changes every part that is text. */
export function eachPart(line: Line, change: (text: string) => string): Line {
  const { before, number, street, after, city, end } = line;
  return {
    ...line,
    before: change(before),
    number: change(number),
    street: change(street),
    after: change(after),
    city: city === null ? null : change(city),
    end: change(end),
  };
}

import type { Header } from '../../files/csv/header.ts';
import type { RowReader } from '../../files/csv/row-reader.ts';
import { BatchError } from '../../files/error.ts';
import type { Scheme } from '../../rules/scheme.ts';
import { plainName } from '../columns.ts';
import { talliedTiers } from '../tally.ts';
import type { RowAnswered } from './changes.ts';

/** The columns of an earlier answer: the input columns, then the answer columns. */
export class AnsweredTable {
  readonly header: Header;
  /** The names of the input columns. */
  readonly own: readonly string[];
  /**
   * The number of columns from the first answer column on. Counted from the end of a row, they are found even when the
   * row has too many fields.
   */
  readonly #behind: number;

  /** The positions of the compared columns, counted from the first answer column. */
  readonly #places: Readonly<Record<(typeof COMPARED)[number], number>>;
  /** The positions of the verdicts of the schemes; -1 when the answer does not have the column. */
  readonly #verdicts: readonly number[];

  /**
   * `schemes` are those whose verdicts are compared. An answer of another version may lack some columns and have
   * others. Throws a BatchError when the columns of `path` are not those of an answer.
   */
  constructor(header: Header, path: string, schemes: ComparedSchemes) {
    const { columns } = header;
    const names = columns.map((name) => name.replace(SUFFIX, ''));
    // The last match, since the input may be an answer too.
    const first = names.findLastIndex(
      (name, i) => name === COMPARED[0] && COMPARED.every((one) => names.includes(one, i)),
    );
    if (first < 0) {
      throw new BatchError(
        `${path} n’est pas une réponse de « perimetre batch » : ses colonnes ${COMPARED.join(', ')} ` +
          'sont introuvables',
      );
    }
    const placeOf = (name: string) => names.indexOf(name, first) - first;
    const places = COMPARED.map((name) => [name, placeOf(name)]);
    this.header = header;
    this.own = columns.slice(0, first);
    this.#behind = columns.length - first;
    this.#places = Object.fromEntries(places);
    this.#verdicts = schemes.map(({ id }) => (names.includes(id, first) ? placeOf(id) : -1));
  }

  /** Returns the number of input fields in a row. */
  ownOf({ count }: RowReader): number {
    return Math.max(0, count - this.#behind);
  }

  /** Reads the earlier answer of a row. */
  answerOf(row: RowReader): RowAnswered {
    const first = this.ownOf(row);
    const { status, tier: tierAt, inside, band, certainty } = this.#places;
    const verdicts = this.#verdicts.map((place) => (place < 0 ? null : row.text(first + place)));
    if (row.text(first + status) !== 'ok') return { ...REFUSED, verdicts };
    const tier = row.text(first + tierAt);
    return {
      // A user may have edited the cell.
      tier: talliedTiers.find((known) => known === tier) ?? 'unknown',
      isFirm: row.text(first + certainty) === 'firm',
      inside: row.text(first + inside),
      band: row.text(first + band),
      verdicts,
    };
  }

  /**
   * Returns the position of the input column `name`; case is ignored. Throws a BatchError unless there is exactly one.
   */
  columnOf(name: string, path: string): number {
    const found = this.own.flatMap((column, i) => (plainName(column) === plainName(name) ? [i] : []));
    if (found.length === 1) return found[0]!;
    throw new BatchError(
      found.length === 0
        ? `--key : la colonne « ${name} » est introuvable dans ${path}`
        : `--key : plusieurs colonnes s’appellent « ${name} » dans ${path}`,
    );
  }
}

/** The schemes whose verdicts are compared, in order. */
export type ComparedSchemes = readonly Pick<Scheme, 'id'>[];

/** The compared columns of an answer. The first one is the first answer column. */
const COMPARED = ['status', 'tier', 'inside', 'band', 'certainty'] as const;
const SUFFIX = /(_perimetre)+$/;
const REFUSED: Omit<RowAnswered, 'verdicts'> = { tier: null, isFirm: false, inside: '', band: '' };

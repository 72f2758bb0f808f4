import type { Header } from '../../files/csv/header.ts';
import type { RowReader } from '../../files/csv/row-reader.ts';
import { BatchError } from '../../files/error.ts';
import type { Scheme } from '../../rules/scheme.ts';
import { plainName } from '../columns.ts';
import { talliedTiers } from '../tally.ts';
import type { RowAnswered } from './changes.ts';

/** Where a table that we have answered keeps its own columns, and ours behind them. */
export class AnsweredTable {
  readonly header: Header;
  /** The names of its own columns. */
  readonly own: readonly string[];
  /**
   * Columns from the first of ours to the last one: counted from the end, they are found in a row with fields too many.
   */
  readonly #behind: number;

  /** Of each column of ours that is read, how many behind the first of ours it is. */
  readonly #places: Readonly<Record<(typeof COMPARED)[number], number>>;
  /** The same of the verdict of each scheme; -1 where the answer does not have it. */
  readonly #verdicts: readonly number[];

  /**
   * `schemes` are those whose verdicts are compared. An answer may lack a column that was added since, and have others. Throws a
   * BatchError when the columns of `path` are not those of an answer.
   */
  constructor(header: Header, path: string, schemes: ComparedSchemes) {
    const { columns } = header;
    const names = columns.map((name) => name.replace(SUFFIX, ''));
    // Ours are behind those of the file, which may be an answer itself.
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

  /** How many fields of the row are its own. */
  ownOf({ count }: RowReader): number {
    return Math.max(0, count - this.#behind);
  }

  answerOf(row: RowReader): RowAnswered {
    const first = this.ownOf(row);
    const { status, tier: tierAt, inside, band, certainty } = this.#places;
    const verdicts = this.#verdicts.map((place) => (place < 0 ? null : row.text(first + place)));
    if (row.text(first + status) !== 'ok') return { ...REFUSED, verdicts };
    const tier = row.text(first + tierAt);
    return {
      // Whoever edits the file may write anything there.
      tier: talliedTiers.find((known) => known === tier) ?? 'unknown',
      isFirm: row.text(first + certainty) === 'firm',
      inside: row.text(first + inside),
      band: row.text(first + band),
      verdicts,
    };
  }

  /** Where its own column `name` is, whatever the case. Throws a BatchError when it is not there, or twice. */
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

/** The columns of an answer that are compared, the first of ours before the others. */
const COMPARED = ['status', 'tier', 'inside', 'band', 'certainty'] as const;
const SUFFIX = /(_perimetre)+$/;
const REFUSED: Omit<RowAnswered, 'verdicts'> = { tier: null, isFirm: false, inside: '', band: '' };

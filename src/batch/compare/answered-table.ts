import { outputColumns } from '../columns.ts';
import { BatchError } from '../error.ts';
import { textOf } from '../field.ts';
import type { Header } from '../header.ts';
import type { FileRow } from '../row-fields.ts';
import { talliedTiers } from '../tally.ts';
import type { RowAnswered } from './changes.ts';

/** Where a table that we have answered keeps its own columns, and ours behind them. */
export class AnsweredTable {
  readonly header: Header;
  /** The names of its own columns. */
  readonly own: readonly string[];
  /** Columns from the first of ours to the last one: counted from the end, they are found in a row with fields too many. */
  readonly #behind: number;

  /** Throws a BatchError when the columns of `path` are not those of an answer. */
  constructor(header: Header, path: string) {
    const { columns } = header;
    const first = columns.findLastIndex((_, i) =>
      outputColumns.every((name, j) => columns[i + j]?.replace(SUFFIX, '') === name),
    );
    if (first < 0) {
      throw new BatchError(
        `${path} n’est pas une réponse de « perimetre batch » : ses colonnes ${outputColumns[0]}, ${outputColumns[1]}… sont introuvables`,
      );
    }
    this.header = header;
    this.own = columns.slice(0, first);
    this.#behind = columns.length - first;
  }

  /** How many fields of the row are its own. */
  ownOf({ fields }: FileRow): number {
    return Math.max(0, fields.length - this.#behind);
  }

  answerOf(row: FileRow): RowAnswered {
    const first = this.ownOf(row);
    const fieldOf = (name: (typeof outputColumns)[number]) => {
      const bytes = row.fields[first + outputColumns.indexOf(name)];
      return bytes === undefined || bytes.length === 0 ? '' : textOf(bytes, this.header.encoding);
    };
    if (fieldOf('status') !== 'ok') return REFUSED;
    const tier = fieldOf('tier');
    return {
      // Whoever edits the file may write anything there.
      tier: talliedTiers.find((known) => known === tier) ?? 'unknown',
      isFirm: fieldOf('certainty') === 'firm',
      inside: fieldOf('inside'),
      band: fieldOf('band'),
    };
  }

  /** Where its own column `name` stands, whatever the case. Throws a BatchError when it does not, or twice. */
  columnOf(name: string, path: string): number {
    const found = this.own.flatMap((column, i) => (plain(column) === plain(name) ? [i] : []));
    if (found.length === 1) return found[0]!;
    throw new BatchError(
      found.length === 0
        ? `--key : la colonne « ${name} » est introuvable dans ${path}`
        : `--key : plusieurs colonnes s’appellent « ${name} » dans ${path}`,
    );
  }
}

/** The texts of the first fields of a row, without the apostrophes that keep formulas from being any. */
export function textsOf(row: FileRow, count: number, { encoding }: Header): string[] {
  return row.fields.slice(0, count).map((bytes) => textOf(bytes, encoding).replaceAll("'", ''));
}

const SUFFIX = /(_perimetre)+$/;
const REFUSED: RowAnswered = { tier: null, isFirm: false, inside: '', band: '' };

function plain(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

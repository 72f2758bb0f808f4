import type { Header } from '../../files/csv/header.ts';
import type { RowReader } from '../../files/csv/row-reader.ts';
import { BatchError } from '../../files/error.ts';
import { outputColumns } from '../columns.ts';
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

  /** Throws a BatchError when the columns of `path` are not those of an answer. */
  constructor(header: Header, path: string) {
    const { columns } = header;
    const first = columns.findLastIndex((_, i) =>
      outputColumns.every((name, j) => columns[i + j]?.replace(SUFFIX, '') === name),
    );
    if (first < 0) {
      throw new BatchError(
        `${path} n’est pas une réponse de « perimetre batch » : ses colonnes ${outputColumns[0]}, ` +
          `${outputColumns[1]}… sont introuvables`,
      );
    }
    this.header = header;
    this.own = columns.slice(0, first);
    this.#behind = columns.length - first;
  }

  /** How many fields of the row are its own. */
  ownOf({ count }: RowReader): number {
    return Math.max(0, count - this.#behind);
  }

  answerOf(row: RowReader): RowAnswered {
    const first = this.ownOf(row);
    if (row.text(first + STATUS) !== 'ok') return REFUSED;
    const tier = row.text(first + TIER);
    return {
      // Whoever edits the file may write anything there.
      tier: talliedTiers.find((known) => known === tier) ?? 'unknown',
      isFirm: row.text(first + CERTAINTY) === 'firm',
      inside: row.text(first + INSIDE),
      band: row.text(first + BAND),
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

const [STATUS, TIER, INSIDE, BAND, CERTAINTY] = (['status', 'tier', 'inside', 'band', 'certainty'] as const).map(
  (name) => outputColumns.indexOf(name),
) as [number, number, number, number, number];
const SUFFIX = /(_perimetre)+$/;
const REFUSED: RowAnswered = { tier: null, isFirm: false, inside: '', band: '' };

function plain(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

import { addedNames } from '../columns.ts';
import { BatchError } from '../error.ts';
import { fieldsOf, textOf } from '../field.ts';
import type { Finishing } from '../finishing.ts';
import type { Header } from '../header.ts';
import { type FileRow, rowsOf } from '../row-fields.ts';
import { AnsweredTable, textsOf } from './answered-table.ts';
import { type Change, Changes, type ChangesState, INVALID, type RowAnswered } from './changes.ts';
import { KeyedAnswers } from './keyed-answers.ts';
import { PreviousRows } from './previous-rows.ts';

/** The columns that a comparison adds, behind ours. */
export const comparisonColumns = ['change', 'previous_tier', 'previous_inside'] as const;

/**
 * Compares each row with what an earlier answer said of it, and says so behind it. Rows are the same when they stand at the same
 * place with the same columns of their own; or, with a key, when that column says the same in both.
 */
export class Comparison implements Finishing {
  readonly changes: Changes;
  readonly #previous: Previous;
  readonly #path: string;
  #table: AnsweredTable | null = null;
  #key = -1;
  #lines = 0;

  private constructor(path: string, previous: Previous, state: ComparisonState | null) {
    this.#path = path;
    this.#previous = previous;
    this.changes = state ? Changes.from(state.changes) : new Changes();
    this.#lines = state?.lines ?? 0;
  }

  /**
   * Opens the earlier answer `path`; `key` is a column of it. `state` is what a run that goes on had come to. Throws a BatchError when it
   * cannot be compared with.
   */
  static async open(path: string, key: string | undefined, state: ComparisonState | null): Promise<Comparison> {
    const rows = await PreviousRows.open(path);
    if (key === undefined) {
      await rows.skip(state?.lines ?? 0);
      return new Comparison(path, { rows }, state);
    }
    const keyed = await KeyedAnswers.read(rows, key, path, state?.seen ?? null);
    return new Comparison(path, { keyed, key }, state);
  }

  begin(line: Buffer, header: Header): Buffer {
    const table = new AnsweredTable(header, 'le fichier de sortie');
    this.#table = table;
    if ('keyed' in this.#previous) this.#key = table.columnOf(this.#previous.key, 'le fichier d’entrée');
    else this.#expectSameColumns(table, this.#previous.rows.table);
    const separator = String.fromCharCode(header.separator);
    const names = addedNames(header.columns, comparisonColumns).map((name) => separator + name);
    return Buffer.concat([line.subarray(0, header.lineEnd), Buffer.from(names.join('') + header.eol)]);
  }

  async rows(rows: Buffer): Promise<Buffer> {
    const { header } = this.#table!;
    const separator = String.fromCharCode(header.separator);
    const out: Buffer[] = [];
    for (const row of rowsOf(rows, 0, header, true, this.#lines + 2)) {
      this.#lines++;
      const [change, before] = 'keyed' in this.#previous ? this.#byKey(row) : await this.#byPlace(row);
      const fields = before ? [change, before.tier ?? INVALID, before.inside] : [change, '', ''];
      out.push(row.bytes, fieldsOf(fields, separator, header.encoding), row.eol);
    }
    return Buffer.concat(out);
  }

  async end(): Promise<void> {
    if ('keyed' in this.#previous) this.changes.gone = this.#previous.keyed.unseen;
    else for await (const _ of this.#previous.rows.rest()) this.changes.gone++;
  }

  toJSON(): ComparisonState {
    const seen = 'keyed' in this.#previous ? this.#previous.keyed.seen : null;
    return { changes: this.changes.toJSON(), lines: this.#lines, seen };
  }

  async close(): Promise<void> {
    if ('rows' in this.#previous) await this.#previous.rows.close();
  }

  #byKey(row: FileRow): [Change, RowAnswered | null] {
    const { keyed } = this.#previous as KeyedPrevious;
    const field = row.fields[this.#key];
    const before = field === undefined ? null : keyed.find(textOf(field, this.#table!.header.encoding));
    return before
      ? [this.changes.add(before, this.#table!.answerOf(row)), before]
      : [this.changes.addAlone('new'), null];
  }

  async #byPlace(row: FileRow): Promise<[Change, RowAnswered | null]> {
    const { rows } = this.#previous as OrderedPrevious;
    let before = rows.next();
    // A look at a promise for each row would cost more than the row.
    while (before === null && (await rows.more())) before = rows.next();
    if (before === null) return [this.changes.addAlone('new'), null];
    if (!this.#isSame(row, before, rows.table)) return [this.changes.addAlone('other'), null];
    const answered = rows.table.answerOf(before);
    return [this.changes.add(answered, this.#table!.answerOf(row)), answered];
  }

  /** Whether two rows say the same in their own columns, however they are quoted. */
  #isSame(row: FileRow, before: FileRow, previous: AnsweredTable): boolean {
    const table = this.#table!;
    const count = table.ownOf(row);
    if (previous.ownOf(before) !== count) return false;
    const isAlike = row.fields.every((field, i) => i >= count || field.equals(before.fields[i]!));
    if (isAlike) return true;
    const [now, then] = [textsOf(row, count, table.header), textsOf(before, count, previous.header)];
    return now.every((text, i) => text === then[i]);
  }

  #expectSameColumns(table: AnsweredTable, previous: AnsweredTable): void {
    if (table.own.length === previous.own.length && table.own.every((name, i) => name === previous.own[i])) return;
    throw new BatchError(
      `${this.#path} n’a pas les colonnes du fichier d’entrée : --key COLONNE rapproche les lignes par un identifiant`,
    );
  }
}

export interface ComparisonState {
  readonly changes: ChangesState;
  readonly lines: number;
  /** Of a comparison by key. */
  readonly seen: string | null;
}

type Previous = OrderedPrevious | KeyedPrevious;

interface OrderedPrevious {
  readonly rows: PreviousRows;
}

interface KeyedPrevious {
  readonly keyed: KeyedAnswers;
  readonly key: string;
}

import { fieldsOf } from '../../files/csv/field.ts';
import type { Finishing } from '../../files/csv/finishing.ts';
import type { Header } from '../../files/csv/header.ts';
import { RowReader } from '../../files/csv/row-reader.ts';
import { BatchError } from '../../files/error.ts';
import { comparisonColumns, textOfAnswer, valuesOf } from '../answer-columns.ts';
import { headerLine } from '../columns.ts';
import { AnsweredTable, type ComparedSchemes } from './answered-table.ts';
import { type Change, Changes, type ChangesState, type RowAnswered } from './changes.ts';
import { KeyedAnswers } from './keyed-answers.ts';
import { PreviousRows } from './previous-rows.ts';

/**
 * Compares each row with its earlier answer, and adds the comparison columns after its fields. Rows match when they
 * have the same rank and the same input fields; with a key, when they have the same value in that column.
 */
export class Comparison implements Finishing {
  readonly changes: Changes;
  readonly #previous: Previous;
  readonly #path: string;
  #table: AnsweredTable | null = null;
  #row: RowReader | null = null;
  /** The added fields as bytes, cached since few differ. */
  readonly #fields = new Map<string, Buffer>();
  #key = -1;
  #lines = 0;

  readonly #schemes: ComparedSchemes;
  readonly #columns: ReturnType<typeof comparisonColumns>;

  private constructor(path: string, schemes: ComparedSchemes, previous: Previous, state: ComparisonState | null) {
    this.#path = path;
    this.#schemes = schemes;
    this.#columns = comparisonColumns(schemes);
    this.#previous = previous;
    this.changes = state ? Changes.from(state.changes) : new Changes();
    this.#lines = state?.lines ?? 0;
  }

  /**
   * Opens the earlier answer `path`. `key` is the column that identifies the rows; undefined: rows are compared by
   * rank. `state` is that of a resumed run. `schemes` are those whose verdicts are compared. Throws a BatchError when
   * the file cannot be read, is not an answer, or has a repeated or empty key.
   */
  static async open(
    path: string,
    key: string | undefined,
    state: ComparisonState | null,
    schemes: ComparedSchemes = [],
  ): Promise<Comparison> {
    const rows = await PreviousRows.open(path, schemes);
    if (key === undefined) {
      await rows.skip(state?.lines ?? 0);
      return new Comparison(path, schemes, { rows }, state);
    }
    const keyed = await KeyedAnswers.read(rows, key, path, state?.seen ?? null);
    return new Comparison(path, schemes, { keyed, key }, state);
  }

  begin(line: Buffer, header: Header): Buffer {
    const table = new AnsweredTable(header, 'le fichier de sortie', this.#schemes);
    this.#table = table;
    this.#row = new RowReader(header);
    if ('keyed' in this.#previous) this.#key = table.columnOf(this.#previous.key, 'le fichier d’entrée');
    else this.#expectSameColumns(table, this.#previous.rows.table);
    const added = this.#columns.map(({ name }) => name);
    return headerLine(line, header, added);
  }

  async rows(rows: Buffer): Promise<Buffer> {
    const row = this.#row!;
    row.turnTo(rows);
    // The added fields take some tens of bytes per row. The buffer is doubled when they take more.
    let out = Buffer.allocUnsafe(rows.length * 1.3 + (1 << 16));
    let length = 0;
    while (row.read(true)) {
      this.#lines++;
      const fields = 'keyed' in this.#previous ? this.#byKey(row) : this.#byPlace(row);
      // Awaited only when needed: a promise for each row would take more time than the row.
      const bytes = fields instanceof Buffer ? fields : await fields;
      const size = row.next - row.start + bytes.length;
      if (length + size > out.length) out = Buffer.concat([out.subarray(0, length)], (length + size) * 2);
      length += rows.copy(out, length, row.start, row.end);
      length += bytes.copy(out, length);
      length += rows.copy(out, length, row.end, row.next);
    }
    return out.subarray(0, length);
  }

  async end(): Promise<void> {
    if ('keyed' in this.#previous) this.changes.gone = this.#previous.keyed.unseen;
    else this.changes.gone = await this.#previous.rows.skip(Number.POSITIVE_INFINITY);
  }

  toJSON(): ComparisonState {
    const seen = 'keyed' in this.#previous ? this.#previous.keyed.seen : null;
    return { changes: this.changes.toJSON(), lines: this.#lines, seen };
  }

  /** Closes the earlier answer. */
  async close(): Promise<void> {
    if ('rows' in this.#previous) await this.#previous.rows.close();
  }

  #byKey(row: RowReader): Buffer {
    const { keyed, key } = this.#previous as KeyedPrevious;
    const before = keyed.find(row.text(this.#key));
    if (before === 'repeated') {
      throw new BatchError(
        `--key : la colonne « ${key} » n’identifie pas les lignes du fichier d’entrée, la ligne ` +
          `${this.#lines + 1} répète une ligne d’avant`,
      );
    }
    if (before === null) return this.#fieldsAlone('new');
    return this.#fieldsOf(this.changes.add(before, this.#table!.answerOf(row)), before);
  }

  #byPlace(row: RowReader): Buffer | Promise<Buffer> {
    const { rows } = this.#previous as OrderedPrevious;
    return rows.next() ? this.#beside(row, rows) : this.#besideNext(row, rows);
  }

  async #besideNext(row: RowReader, rows: PreviousRows): Promise<Buffer> {
    return (await rows.nextOfMore()) ? this.#beside(row, rows) : this.#fieldsAlone('new');
  }

  #beside(row: RowReader, rows: PreviousRows): Buffer {
    if (!this.#isSame(row, rows)) return this.#fieldsAlone('other');
    const before = rows.table.answerOf(rows.row);
    return this.#fieldsOf(this.changes.add(before, this.#table!.answerOf(row)), before);
  }

  /** Whether two rows have the same input fields, apart from quotes and from the apostrophes of `--safe-csv`. */
  #isSame(row: RowReader, { table, row: before }: PreviousRows): boolean {
    const count = this.#table!.ownOf(row);
    if (table.ownOf(before) !== count) return false;
    if (row.startsAs(before, count)) return true;
    for (let i = 0; i < count; i++) {
      if (row.text(i).replaceAll("'", '') !== before.text(i).replaceAll("'", '')) return false;
    }
    return true;
  }

  #fieldsAlone(change: 'new' | 'other'): Buffer {
    return this.#fieldsOf(this.changes.addAlone(change), null);
  }

  #fieldsOf(change: Change, before: RowAnswered | null): Buffer {
    const key = before ? `${change} ${before.tier} ${before.inside} ${before.verdicts.join()}` : change;
    let fields = this.#fields.get(key);
    if (!fields) {
      const { written, encoding } = this.#table!.header;
      const values = valuesOf(this.#columns, { change, before });
      const texts = values.map((value, i) => textOfAnswer(value, this.#columns[i]!));
      fields = fieldsOf(texts, written, encoding);
      if (this.#fields.size < 10_000) this.#fields.set(key, fields);
    }
    return fields;
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
  /** The `KeyedAnswers.seen` of a comparison by key; null by rank. */
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

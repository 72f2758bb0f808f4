import type { Value } from '../../files/feature.ts';
import type { DayOrder } from '../../french/day-order.ts';
import type { Refusal } from '../refusal.ts';
import { FactCells } from '../schemes/fact-cells.ts';
import type { RowFacts } from '../schemes/row-facts.ts';
import type { SchemeQuestion } from '../schemes/scheme-question.ts';
import { type AddressColumns, type AddressPositions, findAddressColumns, namesOf } from './address-columns.ts';
import { questionFrom, type RowQuestion, textOfValue } from './address-question.ts';

/** Reads the question and the facts of each row of a file of addresses, in any format. */
export class AskedRows {
  /** The positions of all columns to read; -1 for a column that the user did not name. */
  readonly positions: readonly number[];
  readonly #columns: AddressPositions;
  readonly #facts: FactCells | undefined;
  readonly #usualDate: string;
  readonly #days: DayOrder;

  /**
   * `names` are the column names of the file. `days` collects the dates as they are written. Throws a BatchError when a
   * named column is missing.
   */
  constructor(names: readonly string[], { columns, schemes, date }: AskedRowsOptions, days: DayOrder) {
    this.#columns = findAddressColumns(names, columns);
    this.#facts = schemes && new FactCells(schemes, names);
    this.#usualDate = date;
    this.#days = days;
    this.positions = [...Object.values(this.#columns).flat(), ...(this.#facts?.positions ?? [])];
  }

  /** Reads a row, or returns a refusal. `cellOf` returns the cell of a column by its position. */
  read(cellOf: (column: number) => Value): AskedRow | Refusal {
    const textAt = (column: number) => textOfValue(cellOf(column));
    const question = questionFrom(textAt, this.#columns, this.#usualDate, this.#days);
    if ('problem' in question) return question;
    const facts = this.#facts?.read(cellOf);
    return facts && 'problem' in facts ? facts : { question, facts };
  }
}

/** Returns every column name to search for in the file. */
export function namesAsked({ columns, schemes }: Pick<AskedRowsOptions, 'columns' | 'schemes'>): string[] {
  return [...namesOf(columns), ...(schemes?.columns ?? []).map(({ column }) => column)];
}

export interface AskedRowsOptions {
  readonly columns: AddressColumns;
  /** The schemes to judge for each row, with their facts. */
  readonly schemes?: SchemeQuestion | undefined;
  /** The date of rows without a date, `YYYY-MM-DD`. */
  readonly date: string;
}

export interface AskedRow {
  readonly question: RowQuestion;
  /** Undefined when no schemes are requested. */
  readonly facts: RowFacts | undefined;
}

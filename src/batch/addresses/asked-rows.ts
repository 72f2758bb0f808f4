import type { Value } from '../../files/feature.ts';
import type { DayOrder } from '../../french/day-order.ts';
import type { Refusal } from '../refusal.ts';
import { FactCells } from '../schemes/fact-cells.ts';
import type { RowFacts } from '../schemes/row-facts.ts';
import type { SchemeQuestion } from '../schemes/scheme-question.ts';
import { type AddressColumns, type AddressPositions, findAddressColumns, namesOf } from './address-columns.ts';
import { questionFrom, type RowQuestion, textOfValue } from './address-question.ts';

/** Reads what each row of a file of addresses asks, whatever the format. */
export class AskedRows {
  /** Every column that is read; -1 for one that is not asked for. */
  readonly positions: readonly number[];
  readonly #columns: AddressPositions;
  readonly #facts: FactCells | undefined;
  readonly #usualDate: string;
  readonly #days: DayOrder;

  /** `names` are those of the file's columns; `days` takes the dates. Throws a BatchError where one that is asked for is missing. */
  constructor(names: readonly string[], { columns, schemes, date }: AskedRowsOptions, days: DayOrder) {
    this.#columns = findAddressColumns(names, columns);
    this.#facts = schemes && new FactCells(schemes, names);
    this.#usualDate = date;
    this.#days = days;
    this.positions = [...Object.values(this.#columns).flat(), ...(this.#facts?.positions ?? [])];
  }

  /** What a row asks, from its cells by their column, or what is wrong with it. */
  read(cellOf: (column: number) => Value): AskedRow | Refusal {
    const textAt = (column: number) => textOfValue(cellOf(column));
    const question = questionFrom(textAt, this.#columns, this.#usualDate, this.#days);
    if ('problem' in question) return question;
    const facts = this.#facts?.read(cellOf);
    return facts && 'problem' in facts ? facts : { question, facts };
  }
}

/** Every name of a column that is looked for. */
export function namesAsked({ columns, schemes }: Pick<AskedRowsOptions, 'columns' | 'schemes'>): string[] {
  return [...namesOf(columns), ...(schemes?.columns ?? []).map(({ column }) => column)];
}

export interface AskedRowsOptions {
  readonly columns: AddressColumns;
  /** What is asked of each row beside its place, where `--schemes` asks it. */
  readonly schemes?: SchemeQuestion | undefined;
  /** The date of rows that bear none, `YYYY-MM-DD`. */
  readonly date: string;
}

export interface AskedRow {
  readonly question: RowQuestion;
  /** Undefined where no scheme is asked. */
  readonly facts: RowFacts | undefined;
}

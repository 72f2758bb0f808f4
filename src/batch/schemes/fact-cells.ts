import type { Value } from '../../files/feature.ts';
import { type Declaration, declarations, declaredFrom, type FactValue } from '../../rules/application.ts';
import { alikeFor } from '../../rules/facts/alike.ts';
import { expectedText, factFrom } from '../../rules/facts/fact-value.ts';
import { columnNamed } from '../columns.ts';
import { type Refusal, refused } from '../refusal.ts';
import { KnownVerdicts, RowFacts } from './row-facts.ts';
import type { SchemeQuestion } from './scheme-question.ts';

/** Reads the facts of each row: those that all rows share, and those in its cells. */
export class FactCells {
  /** The facts of a row with empty cells. */
  readonly usual: RowFacts;
  /** The positions of the columns to read. */
  readonly positions: readonly number[];
  /** Whether all rows have the same facts, without a side of a street. */
  readonly areThoseOfAll: boolean;
  readonly #question: SchemeQuestion;
  readonly #columns: readonly FactsOfColumn[];
  readonly #alike: (fact: Declaration, value: FactValue) => FactValue | undefined;
  /** The facts by the key of the cells of a row. */
  readonly #rowFacts = new Map<string, RowFacts>();
  readonly #verdicts = new KnownVerdicts();

  /** `columns` are the names of the columns of the file. Throws a BatchError when a column with a fact is missing. */
  constructor(question: SchemeQuestion, columns: readonly string[]) {
    const alike = alikeFor(question.schemes);
    this.#alike = (fact, value) => (fact === 'streetSide' ? value : alike(fact, value));
    this.#question = question;
    this.#columns = question.columns.map(({ fact, column }) => {
      return new FactsOfColumn(fact, columnNamed(columns, column), this.#alike);
    });
    this.positions = this.#columns.map(({ position }) => position);
    this.usual = this.#made(() => null, '');
    this.areThoseOfAll = this.#columns.length === 0 && this.usual.streetSide === undefined;
  }

  /** Reads the facts of a row, or returns a refusal. `cellOf` returns the cell of a column by its position. */
  read(cellOf: (column: number) => Value): RowFacts | Refusal {
    if (this.#columns.length === 0) return this.usual;
    let key = '';
    for (let i = 0; i < this.#columns.length; i++) {
      const { refusal, key: ofCell } = this.#columns[i]!.read(cellOf(this.#columns[i]!.position));
      if (refusal !== null) return refusal;
      key += ofCell;
    }
    return this.#rowFacts.get(key) ?? this.#made(cellOf, key);
  }

  /** Facts that get the same verdicts share an object. */
  #made(cellOf: (column: number) => Value, key: string): RowFacts {
    const { schemes, facts } = this.#question;
    const values: Partial<Record<Declaration, FactValue | undefined>> = {};
    for (const [fact, value] of Object.entries(facts) as [Declaration, FactValue][])
      values[fact] = this.#alike(fact, value);
    for (const column of this.#columns) {
      const { value } = column.read(cellOf(column.position));
      if (value !== null) values[column.fact] = value;
    }
    const rowFacts = new RowFacts(schemes, declaredFrom(values), key, this.#verdicts);
    // A limit, since each row may have another amount.
    if (this.#rowFacts.size >= MOST_KNOWN) this.#rowFacts.clear();
    this.#rowFacts.set(key, rowFacts);
    return rowFacts;
  }
}

/** A line or a polygon shows on which side of a street it is, so the fact only applies to points. */
export const STREET_SIDE_OF_SHAPE = refused('streetSide dit de quel côté de la rue est un point : un tracé le montre');

/** The content of a cell. */
interface FactCell {
  /**
   * A value that gets the same verdicts as the cell; undefined when no scheme uses the fact, null for an empty cell.
   */
  readonly value: FactValue | undefined | null;
  /** Equal for equal values. It ends with a space, so that the keys of a row can be concatenated. */
  readonly key: string;
  /** Set when the cell is invalid. */
  readonly refusal: Refusal | null;
}

/** Reads the cells of a column with a fact, and caches the repeated ones. */
class FactsOfColumn {
  readonly fact: Declaration;
  readonly position: number;
  readonly #alike: (fact: Declaration, value: FactValue) => FactValue | undefined;
  readonly #known = new Map<Value, FactCell>();

  constructor(
    fact: Declaration,
    position: number,
    alike: (fact: Declaration, value: FactValue) => FactValue | undefined,
  ) {
    this.fact = fact;
    this.position = position;
    this.#alike = alike;
  }

  read(cell: Value): FactCell {
    let read = this.#known.get(cell);
    if (!read) {
      read = this.#read(cell);
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      this.#known.set(cell, read);
    }
    return read;
  }

  #read(cell: Value): FactCell {
    if (cell === null || (typeof cell === 'string' && cell.trim() === '')) return EMPTY;
    const type = declarations[this.fact];
    const value = factFrom(type, cell);
    if (value === undefined) {
      return { value: null, key: '', refusal: refused(`${this.fact} invalide : ${expectedText(type)}`) };
    }
    const alike = this.#alike(this.fact, value);
    return { value: alike, key: `${JSON.stringify(alike)} `, refusal: null };
  }
}

const EMPTY: FactCell = { value: null, key: ' ', refusal: null };
const MOST_KNOWN = 1000;

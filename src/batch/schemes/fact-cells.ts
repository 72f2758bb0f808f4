import type { Value } from '../../files/feature.ts';
import { type Declaration, declarations, declaredFrom, type FactValue } from '../../rules/application.ts';
import { alikeFor } from '../../rules/facts/alike.ts';
import { expectedText, factFrom } from '../../rules/facts/fact-value.ts';
import { columnNamed } from '../columns.ts';
import { type Refusal, refused } from '../refusal.ts';
import { KnownVerdicts, RowFacts } from './row-facts.ts';
import type { SchemeQuestion } from './scheme-question.ts';

/** Reads the facts of each row: those of all rows, and those in its cells. */
export class FactCells {
  /** Those of a row whose cells are empty. */
  readonly usual: RowFacts;
  /** The columns that are read. */
  readonly positions: readonly number[];
  /** Whether every row has the same facts, and none of its place. */
  readonly areThoseOfAll: boolean;
  readonly #question: SchemeQuestion;
  readonly #columns: readonly FactsOfColumn[];
  readonly #alike: (fact: Declaration, value: FactValue) => FactValue | undefined;
  /** By what the cells of a row hold. */
  readonly #rowFacts = new Map<string, RowFacts>();
  readonly #verdicts = new KnownVerdicts();

  /** `columns` are the names of the file's. Throws a BatchError where one that holds a fact is missing. */
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

  /** The facts of the row whose cells `cellOf` gives, by their column; or what is wrong with one. */
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

  /** Facts that are judged alike are made once. */
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
    // A column of amounts that bound a ceiling has as many as there are rows.
    if (this.#rowFacts.size >= MOST_KNOWN) this.#rowFacts.clear();
    this.#rowFacts.set(key, rowFacts);
    return rowFacts;
  }
}

/** A drawn place shows on which side of a street it is. */
export const STREET_SIDE_OF_SHAPE = refused('streetSide dit de quel côté de la rue est un point : un tracé le montre');

/** What a cell holds: a fact, judged alike; undefined where no scheme looks at it, null where the cell is empty. */
interface FactCell {
  readonly value: FactValue | undefined | null;
  /** The same for the same value, and ended: keys one after the other are one key. */
  readonly key: string;
  /** What is wrong with it. */
  readonly refusal: Refusal | null;
}

/** Reads the cells of a column that holds a fact, those that come again from memory. */
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

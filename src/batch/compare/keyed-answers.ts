import { BatchError } from '../../files/error.ts';
import { figure } from '../../french/numbers.ts';
import type { RowAnswered } from './changes.ts';
import type { PreviousRows } from './previous-rows.ts';

/**
 * What an earlier answer said of each row, by a column that identifies it: all in memory, a few bytes a row beside the
 * key.
 */
export class KeyedAnswers {
  readonly #places = new Map<string, number>();
  /** For each place, which of the answers below. */
  #answers = new Uint32Array(1 << 12);
  #seen = new Uint8Array(1 << 12);
  #seenCount = 0;
  /** Answers are few: each is kept once. */
  readonly #distinct: RowAnswered[] = [];
  readonly #distinctPlaces = new Map<string, number>();

  /** Reads the whole of `rows`, from the file `path`; `seen` is what `seen` was when a run that goes on was stopped. */
  static async read(rows: PreviousRows, key: string, path: string, seen: string | null): Promise<KeyedAnswers> {
    const answers = new KeyedAnswers();
    const { table, row } = rows;
    const column = table.columnOf(key, path);
    while (rows.next() || (await rows.nextOfMore())) {
      const text = row.text(column);
      if (!answers.#add(text, table.answerOf(row))) {
        throw new BatchError(
          text === ''
            ? `--key : la ligne ${rows.line} de ${path} n’a rien dans la colonne « ${key} »`
            : `--key : la colonne « ${key} » n’identifie pas les lignes de ${path}, la ligne ${rows.line} répète ` +
                'une ligne d’avant',
        );
      }
    }
    if (seen !== null) answers.#restore(seen);
    return answers;
  }

  /** What was answered to the row with this key; null when there was none, and 'repeated' when it was asked before. */
  find(key: string): RowAnswered | 'repeated' | null {
    const place = this.#places.get(key);
    if (place === undefined) return null;
    if (this.#seen[place] === 1) return 'repeated';
    this.#seenCount++;
    this.#seen[place] = 1;
    return this.#distinct[this.#answers[place]!]!;
  }

  /** Rows that nobody asked for. */
  get unseen(): number {
    return this.#places.size - this.#seenCount;
  }

  /** Which rows were asked for, as text. */
  get seen(): string {
    const bits = Buffer.alloc(Math.ceil(this.#places.size / 8));
    for (let place = 0; place < this.#places.size; place++) {
      if (this.#seen[place] === 1) bits[place >> 3] = bits[place >> 3]! | (1 << (place & 7));
    }
    return bits.toString('base64');
  }

  #restore(seen: string): void {
    const bits = Buffer.from(seen, 'base64');
    for (let place = 0; place < this.#places.size; place++) {
      this.#seen[place] = ((bits[place >> 3] ?? 0) >> (place & 7)) & 1;
      this.#seenCount += this.#seen[place]!;
    }
  }

  /** False when the key is empty, or known. */
  #add(key: string, answer: RowAnswered): boolean {
    if (key === '' || this.#places.has(key)) return false;
    const place = this.#places.size;
    if (place >= MOST_KEYS) {
      throw new BatchError(`--key ne rapproche pas plus de ${figure(MOST_KEYS)} lignes`);
    }
    if (place >= this.#answers.length) this.#grow();
    this.#places.set(key, place);
    this.#answers[place] = this.#distinctPlace(answer);
    return true;
  }

  #distinctPlace(answer: RowAnswered): number {
    const key = JSON.stringify(answer);
    let place = this.#distinctPlaces.get(key);
    if (place === undefined) {
      place = this.#distinct.push(answer) - 1;
      this.#distinctPlaces.set(key, place);
    }
    return place;
  }

  #grow(): void {
    const [answers, seen] = [this.#answers, this.#seen];
    this.#answers = new Uint32Array(answers.length * 2);
    this.#answers.set(answers);
    this.#seen = new Uint8Array(answers.length * 2);
    this.#seen.set(seen);
  }
}

/** As many as a Map takes. */
const MOST_KEYS = 16_000_000;

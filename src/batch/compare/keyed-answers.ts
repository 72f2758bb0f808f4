import { BatchError } from '../../files/error.ts';
import { figure } from '../../french/numbers.ts';
import type { RowAnswered } from './changes.ts';
import type { PreviousRows } from './previous-rows.ts';

/**
 * The earlier answers by the key of their row. All are in memory, with a few bytes per row besides the key.
 */
export class KeyedAnswers {
  readonly #places = new Map<string, number>();
  /** The index in `#distinct` of the answer to each row. */
  #answers = new Uint32Array(1 << 12);
  #seen = new Uint8Array(1 << 12);
  #seenCount = 0;
  /** The different answers. They are few, so each is stored once. */
  readonly #distinct: RowAnswered[] = [];
  readonly #distinctPlaces = new Map<string, number>();

  /**
   * Reads all `rows` of the file `path`. `seen` is the value of the property in a resumed run. Throws a BatchError when
   * a key is empty or repeated, or when there are too many.
   */
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

  /** Returns the earlier answer of a key; null when there is none, 'repeated' when the key was searched before. */
  find(key: string): RowAnswered | 'repeated' | null {
    const place = this.#places.get(key);
    if (place === undefined) return null;
    if (this.#seen[place] === 1) return 'repeated';
    this.#seenCount++;
    this.#seen[place] = 1;
    return this.#distinct[this.#answers[place]!]!;
  }

  /** The number of keys that were never searched. */
  get unseen(): number {
    return this.#places.size - this.#seenCount;
  }

  /** The searched keys, as the base64 of one bit per row. */
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

  /** Returns false when the key is empty or repeated. */
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

/** Slightly less than the limit of a Map, 2^24 entries. */
const MOST_KEYS = 16_000_000;

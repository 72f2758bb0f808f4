import { Spelling } from './spelling.ts';
import { REPETITIONS, type Token } from './typed.ts';
import { streetTypes } from './words.ts';

/** The words that names bear, how much each tells, and which of them a typed word may be. */
export class Vocabulary {
  readonly #spelling: Spelling;
  /** For each word, how much it tells: 0.25 for what streets are called, 1 for a word that a single entry bears. */
  readonly weights: Float32Array;
  /** For each word, `TELLING`, `NUMBER` or `TYPE`. */
  readonly kinds: Uint8Array;

  /**
   * `words` are sorted; `bearers` says where the entries that bear each of them begin in a list; `entries` how many
   * there are.
   */
  constructor(words: readonly string[], bearers: Uint32Array, entries: number) {
    this.#spelling = new Spelling(words);
    this.weights = new Float32Array(words.length);
    this.kinds = new Uint8Array(words.length);
    words.forEach((word, i) => {
      const count = Math.max(1, bearers[i + 1]! - bearers[i]!);
      const rarity = entries > 1 ? Math.log(entries / count) / Math.log(entries) : 1;
      this.kinds[i] = streetTypes.has(word) ? TYPE : /^\d/.test(word) ? NUMBER : TELLING;
      this.weights[i] = streetTypes.has(word) ? TYPE_WEIGHT : LEAST_WEIGHT + (1 - LEAST_WEIGHT) * rarity;
    });
  }

  wordAt(position: number): string {
    return this.#spelling.words[position]!;
  }

  /**
   * A typed word as it stands; with `isUnfinished`, as the beginning of words too. One that is unknown is taken for its
   * likes.
   */
  read(token: Token, isUnfinished: boolean): Read {
    const at = this.#spelling.find(token.word);
    const read: Read = { token, isUnfinished, matches: at < 0 ? new Map() : new Map([[at, 1]]), isMended: false };
    if (isUnfinished) this.#finish(read);
    if (read.matches.size === 0 && !token.isArticle) this.mend(read);
    return read;
  }

  /** Adds the words that begin like an unfinished one: as good as each other, lest the order jump with each letter. */
  #finish({ token, matches }: Read): void {
    const { word } = token;
    if (word === '' || token.isNumber) return;
    const { words } = this.#spelling;
    for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) {
      if (!matches.has(i)) matches.set(i, BEGUN);
    }
  }

  /** Adds the words that are spelt nearly alike. */
  mend(read: Read): void {
    const { isUnfinished: isBeginning } = read;
    const { word, isNumber } = read.token;
    read.isMended = true;
    const errors = isNumber ? 0 : word.length >= 6 ? 2 : word.length >= 3 ? 1 : 0;
    if (errors === 0) {
      this.#asInitial(read);
      return;
    }
    this.#spelling.near(word, errors, isBeginning, (position, distance) => {
      const longest = Math.max(word.length, isBeginning ? 0 : this.#spelling.words[position]!.length);
      const likeness = 1 - (distance * ERROR_COST) / longest - 0.05;
      if (likeness > (read.matches.get(position) ?? 0)) read.matches.set(position, likeness);
    });
  }

  /** A letter alone may be a forename's first. */
  #asInitial({ token: { word, isNumber }, matches }: Read): void {
    if (isNumber || word.length !== 1) return;
    const { words } = this.#spelling;
    for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) matches.set(i, INITIAL);
  }

  /** How much a typed word tells, whether or not a name bears it. */
  weightOf({ token: { word, isNumber }, matches }: Read): number {
    if (REPETITIONS.has(word)) return 0.2;
    // Four figures that are no house's number are a postcode of another country.
    if (isNumber) return word.length === 4 ? 1 : 0.4;
    if (streetTypes.has(word)) return TYPE_WEIGHT;
    const exact = this.#spelling.find(word);
    if (exact >= 0) return this.weights[exact]!;
    return matches.size > 0 || word.length > 1 ? 0.9 : 0.2;
  }
}

/** A typed word, and what it may be. */
export interface Read {
  readonly token: Token;
  /** Words of the vocabulary that it may be, and how like each it is: 1 when it is that word. */
  readonly matches: Map<number, number>;
  readonly isUnfinished: boolean;
  /** Whether those spelt nearly alike are among them. */
  isMended: boolean;
}

/** Words of the vocabulary: those that tell a name from others, numbers, and what streets are called. */
export const TELLING = 0;
export const NUMBER = 1;
export const TYPE = 2;

const TYPE_WEIGHT = 0.25;
const LEAST_WEIGHT = 0.35;
/** How much one error takes from the likeness of a word of one letter; of a longer word, its share. */
const ERROR_COST = 1.2;
/** The likeness of a beginning to a word. */
const BEGUN = 0.95;
/** The likeness of a letter alone to a word that begins with it. */
const INITIAL = 0.6;

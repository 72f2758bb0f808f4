import { REPETITIONS, type Token } from '../typed.ts';
import { severalLongForms, streetTypes } from '../words.ts';
import { Spelling, sharedPrefixes } from './spelling.ts';

/** The words of all names, their weights, and the lookup of typed words among them. */
export class Vocabulary {
  readonly #spelling: Spelling;
  /** Weight of each word: 0.25 for a type of street, up to 1 for a word of a single entry. */
  readonly weights: Float32Array;
  /** For each word, `DISTINCTIVE`, `NUMBER` or `TYPE`. */
  readonly kinds: Uint8Array;

  /** `words` are sorted, and `figures` are those of `figuresOfWords`. */
  constructor(words: readonly string[], { weights, kinds, shared }: WordFigures) {
    this.#spelling = new Spelling(words, shared);
    this.weights = weights;
    this.kinds = kinds;
  }

  wordAt(position: number): string {
    return this.#spelling.words[position]!;
  }

  /**
   * Looks up a typed word; with `isUnfinished`, also as the beginning of words. An unknown word matches words with a
   * similar spelling.
   */
  read(token: Token, isUnfinished: boolean): Read {
    const at = this.#spelling.find(token.word);
    const read: Read = {
      token,
      isUnfinished,
      matches: at < 0 ? new Map() : new Map([[at, 1]]),
      withoutArticle: this.#withoutArticle(token.word),
      isMended: false,
    };
    for (const word of severalLongForms.get(token.word) ?? []) {
      const position = this.find(word);
      if (position >= 0) read.matches.set(position, 1);
    }
    if (isUnfinished) this.#finish(read);
    if (read.matches.size === 0 && !token.isArticle && !token.isIndex) this.mend(read);
    return read;
  }

  /** The position of « buissiere » for « labuissiere »; -1 where the word begins with no article. */
  #withoutArticle(word: string): number {
    const [article] = GLUED_ARTICLE.exec(word) ?? [''];
    return article === '' || article.length > word.length - 4 ? -1 : this.find(word.slice(article.length));
  }

  /** Counts the errors between a typed word and the word of the vocabulary that it matches; 0 for an initial. */
  errorsOf({ token, matches }: Read, position: number): number {
    const likeness = matches.get(position) ?? 1;
    if (likeness === 1 || token.word.length === 1) return 0;
    const longest = Math.max(token.word.length, this.wordAt(position).length);
    return Math.round(((1 - likeness - MENDED_COST) * longest) / ERROR_COST);
  }

  /** The position of a word; -1 where no name has it. */
  find(word: string): number {
    return this.#spelling.find(word);
  }

  /** The positions, from the first to before the last, of the words that begin so. */
  rangeOf(beginning: string): readonly [number, number] {
    return [this.#spelling.firstFrom(beginning), this.#spelling.firstFrom(`${beginning}\uffff`)];
  }

  /** Whether a typed word is a distinctive word of names. */
  has(word: string): boolean {
    const at = this.#spelling.find(word);
    return at >= 0 && this.kinds[at] === DISTINCTIVE;
  }

  /**
   * Adds the words that begin with an unfinished one, all with one likeness, so that the order does not change with
   * each letter.
   */
  #finish({ token, matches }: Read): void {
    const { word } = token;
    if (word === '' || token.isNumber) return;
    const { words } = this.#spelling;
    for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) {
      if (!matches.has(i)) matches.set(i, BEGUN);
    }
  }

  /** Adds the words with a similar spelling. */
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
      const likeness = 1 - (distance * ERROR_COST) / longest - MENDED_COST;
      if (likeness > (read.matches.get(position) ?? 0)) read.matches.set(position, likeness);
    });
  }

  /** A single letter may be the initial of a forename. */
  #asInitial({ token: { word, isNumber }, matches }: Read): void {
    if (isNumber || word.length !== 1) return;
    const { words } = this.#spelling;
    for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) matches.set(i, INITIAL);
  }

  /** Weight of a typed word, whether or not a name has it. */
  weightOf({ token: { word, isNumber }, matches }: Read): number {
    if (REPETITIONS.has(word)) return 0.2;
    // Four digits that are no house number are a foreign postcode.
    if (isNumber) return word.length === 4 ? 1 : 0.4;
    if (streetTypes.has(word)) return TYPE_WEIGHT;
    const exact = this.#spelling.find(word);
    if (exact >= 0) return this.weights[exact]!;
    return matches.size > 0 || word.length > 1 ? 0.9 : 0.2;
  }
}

/** What is known of each word before any question. */
export interface WordFigures {
  readonly weights: Float32Array;
  readonly kinds: Uint8Array;
  /** As `Spelling` takes it. */
  readonly shared: Uint8Array;
}

/**
 * Returns the figures of sorted words. `bearers` are the starts of the lists of entries of each word; `entries` is the
 * number of entries.
 */
export function figuresOfWords(words: readonly string[], bearers: Uint32Array, entries: number): WordFigures {
  const weights = new Float32Array(words.length);
  const kinds = new Uint8Array(words.length);
  words.forEach((word, i) => {
    const count = Math.max(1, bearers[i + 1]! - bearers[i]!);
    const rarity = entries > 1 ? Math.log(entries / count) / Math.log(entries) : 1;
    kinds[i] = streetTypes.has(word) ? TYPE : /^\d/.test(word) ? NUMBER : DISTINCTIVE;
    weights[i] = streetTypes.has(word) ? TYPE_WEIGHT : LEAST_WEIGHT + (1 - LEAST_WEIGHT) * rarity;
  });
  return { weights, kinds, shared: sharedPrefixes(words) };
}

/** A typed word, and the words that it may mean. */
export interface Read {
  readonly token: Token;
  /** Words of the vocabulary that it may mean, with their likeness: 1 for the same word. */
  readonly matches: Map<number, number>;
  readonly isUnfinished: boolean;
  /** The word of the vocabulary that an article is glued to; -1 for none. Names of communes are written so. */
  readonly withoutArticle: number;
  /** Whether similar spellings were added. */
  isMended: boolean;
}

/** Kinds of words: those that distinguish names, numbers, and types of streets. */
export const DISTINCTIVE = 0;
export const NUMBER = 1;
export const TYPE = 2;

const TYPE_WEIGHT = 0.25;
const LEAST_WEIGHT = 0.35;
/** Likeness lost by one error, divided by the length of the word. */
const ERROR_COST = 1.2;
const GLUED_ARTICLE = /^(?:la|les|le|l)/;
/** Likeness that any error costs besides. */
const MENDED_COST = 0.05;
/** Likeness of a word that begins with the typed one. */
const BEGUN = 0.95;
/** Likeness of a word to its typed initial. */
const INITIAL = 0.6;

import type { Token } from '../typed.ts';
import { severalLongForms } from '../words.ts';
import type { BegunText } from './begun-text.ts';

/** The words of an address. */
export interface LabelWords {
  /** As they are written, without accents. */
  readonly written: readonly string[];
  /** Those of the name, as the index has them. */
  readonly indexed: readonly string[];
  readonly postcode: string;
}

/** Compares the words of an address with a text being typed. */
export class BegunLabel {
  readonly #words: LabelWords;
  readonly #text: BegunText;
  #hasBeginning: boolean | undefined;

  constructor(words: LabelWords, text: BegunText) {
    this.#words = words;
    this.#text = text;
  }

  has({ word }: Pick<Token, 'word'>): boolean {
    const { written, indexed } = this.#words;
    return (
      written.includes(word) ||
      indexed.includes(word) ||
      severalLongForms.get(word)?.some((long) => indexed.includes(long)) === true
    );
  }

  hasAll(tokens: readonly Token[]): boolean {
    return tokens.every((token) => this.has(token));
  }

  /** Whether a word begins with the last typed one. */
  get hasBeginning(): boolean {
    this.#hasBeginning ??= this.#begins();
    return this.#hasBeginning;
  }

  #begins(): boolean {
    const { beginning, longForms } = this.#text;
    const begins = (word: string) => word.startsWith(beginning);
    const { written, indexed, postcode } = this.#words;
    return written.some(begins) || indexed.some((word) => begins(word) || longForms.has(word)) || begins(postcode);
  }

  /** Whether the name has a number and, right behind it, the word typed behind it, or its beginning. */
  hasFollowed({ word }: Token): boolean {
    const { indexed } = this.#words;
    const after = indexed[indexed.indexOf(word) + 1];
    if (!indexed.includes(word) || after === undefined) return false;
    const { whole, beginning } = this.#text;
    const next = whole[1]?.word;
    return next === undefined ? beginning !== '' && after.startsWith(beginning) : after === next;
  }
}

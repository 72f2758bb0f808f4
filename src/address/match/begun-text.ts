import { REPETITIONS, readTyped, type Token } from '../typed.ts';
import { articles, longFormsFrom, plainWordsOf } from '../words.ts';

/** An address being typed: its whole words, and the beginning of the word that it ends with. */
export interface BegunText {
  readonly whole: readonly Token[];
  readonly postcode: string | null;
  /** In small letters without accents; empty after a blank. */
  readonly beginning: string;
  /** The words that an abbreviation which begins so stands for. */
  readonly longForms: ReadonlySet<string>;
  /** Whether the last word may be an article or the letter of a number, which names of the index lack. */
  readonly mayBeNoWord: boolean;
  /** All words as they are written. */
  readonly written: readonly string[];
}

/** Parses an address being typed; null for a postcode alone, or several numbers of a street. */
export function readBegun(text: string): BegunText | null {
  const written = plainWordsOf(text);
  const [last = ''] = /[\p{L}\p{M}\p{N}]+$/u.exec(text) ?? [];
  // A number alone is that of a house.
  const isWhole = /^\d{5}$/.test(last) || (written.length === 1 && /^\d+$/.test(last));
  const { tokens, postcode, also } = readTyped(isWhole ? text : text.slice(0, text.length - last.length));
  const [beginning = ''] = isWhole ? [] : plainWordsOf(last);
  if (also !== null || (tokens.length === 0 && beginning === '')) return null;
  const longForms = new Set(beginning === '' ? [] : longFormsFrom(beginning));
  const mayBeArticle = [...articles].some((article) => article.startsWith(beginning));
  const mayBeNoWord = mayBeArticle || (isNumberAlone(tokens) && mayBeSuffix(beginning));
  return { whole: tokens, postcode, beginning, longForms, mayBeNoWord, written };
}

/** Whether a word that begins so may be the repetition index of a number. */
export function mayBeSuffix(beginning: string): boolean {
  return /^[a-z]$/.test(beginning) || [...REPETITIONS.keys()].some((suffix) => suffix.startsWith(beginning));
}

/** Whether the whole words are a house number alone. */
export function isNumberAlone(whole: readonly Token[]): boolean {
  return whole.length === 1 && isHouseNumber(whole[0]!);
}

export function isHouseNumber({ isNumber, word }: Token): boolean {
  return isNumber && word.length <= 4;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsOf } from './words.ts';

/**
 * The communes of France, present and former, whether or not their addresses are loaded. Read from `communes.csv` of
 * the shipped data at the first question.
 */
export function communesOfFrance(): CommunesOfFrance {
  shipped ??= new CommunesOfFrance(readFileSync(PATH, 'utf8'));
  return shipped;
}

/** The INSEE code of today's commune, of a stated code that may be a former one. */
export function todaysCitycode<T extends string | undefined>(citycode: T): T {
  return citycode === undefined ? citycode : (communesOfFrance().today(citycode) as T);
}

let shipped: CommunesOfFrance | undefined;
const PATH = join(import.meta.dirname, '..', '..', 'data', 'communes.csv');

export class CommunesOfFrance {
  readonly #names = new Map<string, string>();
  readonly #into = new Map<string, string>();
  readonly #postcodes = new Map<string, string[]>();
  readonly #words = new Set<string>();
  readonly #wholeNames = new Set<string>();

  /** `text` has the columns code, name, postcodes and, of a former commune, the code of the commune that it is in. */
  constructor(text: string) {
    for (const line of text.trimEnd().split('\n').slice(1)) {
      const [code = '', name = '', postcodes = '', into = ''] = line.split(';');
      if (into === '') {
        this.#names.set(code, name);
        for (const postcode of postcodes.split(' ')) {
          const codes = this.#postcodes.get(postcode);
          if (codes) codes.push(code);
          else this.#postcodes.set(postcode, [code]);
        }
      } else if (into !== code) this.#into.set(code, into);
      const words = wordsOf(name);
      for (const word of words) if (word.length > 2) this.#words.add(word);
      this.#wholeNames.add(words.join(' '));
    }
  }

  /** Whether a word, as `wordsOf` gives it, is the name of a commune or a part of one. */
  hasWord(word: string): boolean {
    return this.#words.has(word);
  }

  /** Whether words, as `wordsOf` gives them, are the whole name of a commune. */
  hasName(words: readonly string[]): boolean {
    return this.#wholeNames.has(words.join(' '));
  }

  /** The name of a commune of today; undefined for another code. */
  nameOf(citycode: string): string | undefined {
    return this.#names.get(citycode);
  }

  /** The INSEE code of today's commune, of a code that may be a former one; any other code is returned as it is. */
  today(citycode: string): string {
    return this.#names.has(citycode) ? citycode : (this.#into.get(citycode) ?? citycode);
  }

  /** The INSEE codes of the communes of a postcode. */
  ofPostcode(postcode: string): readonly string[] {
    return this.#postcodes.get(postcode) ?? [];
  }
}

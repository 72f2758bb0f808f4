import { Spelling, sharedPrefixes } from '../../address/match/spelling.ts';
import { articles, plainWordsOf, typedWordsOf, wordsOf } from '../../address/words.ts';

/**
 * Finds names by a text that may be unfinished or misspelt. Accents, case, hyphens and articles do not count, nor do
 * words such as « Quartier » and « Cité » where a name lacks them. Every other word of the text has to be one of the
 * name or of its surroundings, and at least one of the name itself.
 */
export class PlaceNames<T> {
  readonly #entries: readonly Entry<T>[];
  readonly #spelling: Spelling;

  constructor(named: readonly Named<T>[]) {
    this.#entries = named.map(({ value, names, surroundings, isQuarter }) => ({
      value,
      isQuarter,
      keys: names.flatMap(partsOf).map(toKey),
      around: new Set(surroundings.flatMap((name) => wordsOf(name))),
    }));
    const words = this.#entries.flatMap(({ keys, around }) => [...keys.flatMap(({ words }) => [...words]), ...around]);
    const sorted = [...new Set(words)].sort();
    this.#spelling = new Spelling(sorted, sharedPrefixes(sorted));
  }

  /**
   * Returns what the text may name, the best first: misspelt names only where no other fits, and the quarters around
   * (« quartier de Lillers ») only where the text has no word of a name.
   */
  find(text: string): Found<T>[] {
    const isOver = /[^\p{L}\p{M}\p{N}]$/u.test(text);
    const readings = [typedWordsOf(text), plainWordsOf(text)].map((words) => this.#read(words, isOver));
    const found = this.#entries.flatMap((entry) => {
      const matches = readings.flatMap((reading) => (reading === null ? [] : (bestMatch(entry, reading) ?? [])));
      const [best] = matches.sort(byLikeness);
      return best === undefined ? [] : [{ value: entry.value, ...best }];
    });
    const hasName = found.some(({ isByName }) => isByName);
    const named = found.filter(({ isByName }) => isByName === hasName);
    const isWellSpelt = named.some(({ errors }) => errors === 0);
    return named.filter(({ errors }) => errors === 0 || !isWellSpelt).sort(byLikeness);
  }

  /** The words of a text with the words of names that each may mean; null where nothing distinguishes a name. */
  #read(words: readonly string[], isOver: boolean): Reading | null {
    const meant = words.filter((word) => !articles.has(word));
    const distinctive = meant.filter((word) => !GENERIC.has(word));
    const needed = distinctive.length > 0 ? distinctive : meant;
    if (needed.length === 0) return null;
    const last = words.at(-1)!;
    return {
      isOfQuarters: meant.some((word) => GENERIC_OF_QUARTERS.has(word)),
      words: needed.map((word, i) => this.#meaningsOf(word, !isOver && word === last && i === needed.length - 1)),
    };
  }

  #meaningsOf(word: string, isUnfinished: boolean): Meanings {
    const { words } = this.#spelling;
    const meanings = new Map<string, number>();
    const at = this.#spelling.find(word);
    if (at >= 0) meanings.set(word, 0);
    if (isUnfinished) {
      for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) {
        if (!meanings.has(words[i]!)) meanings.set(words[i]!, BEGUN);
      }
    }
    const errors = /^\d/.test(word) ? 0 : word.length >= 6 ? 2 : word.length >= 3 ? 1 : 0;
    if (meanings.size === 0 && errors > 0) {
      this.#spelling.near(word, errors, isUnfinished, (position, distance) => {
        meanings.set(words[position]!, distance);
      });
    }
    return meanings;
  }
}

export interface Named<T> {
  readonly value: T;
  /** Its spellings. */
  readonly names: readonly string[];
  /** Names that people add to it, such as those of its communes. */
  readonly surroundings: readonly string[];
  /** Whether words such as « Quartier » and « Cité » may stand before it. */
  readonly isQuarter: boolean;
}

export interface Found<T> extends Match {
  readonly value: T;
}

interface Match {
  /** Letters that are wrong. */
  readonly errors: number;
  /** Whether the whole name was typed. */
  readonly isWhole: boolean;
  /** Whether a word of the name was typed, and not only one of its surroundings. */
  readonly isByName: boolean;
}

interface Entry<T> {
  readonly value: T;
  readonly isQuarter: boolean;
  readonly keys: readonly Key[];
  readonly around: ReadonlySet<string>;
}

/** The words of a spelling: all, joined pairs included, and those that have to be typed for a whole name. */
interface Key {
  readonly words: ReadonlySet<string>;
  readonly needed: readonly string[];
  /** For a joined pair, its two words. */
  readonly joined: ReadonlyMap<string, readonly string[]>;
}

interface Reading {
  readonly words: readonly Meanings[];
  /** Whether a word says that a quarter is meant. */
  readonly isOfQuarters: boolean;
}

/** Words of names, each with its number of wrong letters, or `BEGUN`. */
type Meanings = ReadonlyMap<string, number>;

function bestMatch<T>({ keys, around, isQuarter }: Entry<T>, { words, isOfQuarters }: Reading): Match | undefined {
  if (isOfQuarters && !isQuarter) return undefined;
  return keys.flatMap((key) => matchOf(key, around, words, isOfQuarters) ?? []).sort(byLikeness)[0];
}

function matchOf(
  key: Key,
  around: ReadonlySet<string>,
  typed: readonly Meanings[],
  isOfQuarters: boolean,
): Match | undefined {
  const taken = new Set<string>();
  let errors = 0;
  for (const meanings of typed) {
    let best: string | undefined;
    let cost = Number.POSITIVE_INFINITY;
    let isOfName = false;
    for (const [word, distance] of meanings) {
      const isHere = key.words.has(word);
      if (!isHere && !around.has(word)) continue;
      if (distance > cost || (distance === cost && (isOfName || !isHere))) continue;
      [best, cost, isOfName] = [word, distance, isHere];
    }
    if (best === undefined) return undefined;
    if (cost !== BEGUN) errors += cost;
    if (isOfName) for (const word of key.joined.get(best) ?? [best]) taken.add(cost === BEGUN ? `${word}…` : word);
  }
  const isByName = taken.size > 0;
  if (!isByName && !isOfQuarters) return undefined;
  return { errors, isByName, isWhole: errors === 0 && isByName && key.needed.every((word) => taken.has(word)) };
}

function byLikeness(a: Match, b: Match): number {
  return a.errors - b.errors || Number(b.isByName) - Number(a.isByName) || Number(b.isWhole) - Number(a.isWhole);
}

/** « Cité 5 - Cité de Marles » is also known as « Cité 5 » and as « Cité de Marles ». */
function partsOf(name: string): string[] {
  const parts = name.split(/ - | – |\//);
  return parts.length > 1 ? [name, ...parts] : [name];
}

function toKey(name: string): Key {
  const all = wordsOf(name).filter((word) => !articles.has(word));
  const distinctive = all.filter((word) => !GENERIC.has(word));
  const pairs = all.slice(1).map((word, i) => [all[i]! + word, [all[i]!, word]] as const);
  return {
    words: new Set([...all, ...pairs.map(([pair]) => pair)]),
    needed: distinctive.length > 0 ? distinctive : all,
    joined: new Map(pairs),
  };
}

/** The number of wrong letters of an unfinished word: less than one, more than none. */
const BEGUN = 0.5;

/** Words that people add to the name of a quarter, or leave out. */
const GENERIC_OF_QUARTERS: ReadonlySet<string> = new Set('quartier quartiers cite cites qpv qic'.split(' '));
const GENERIC: ReadonlySet<string> = new Set([...GENERIC_OF_QUARTERS, 'commune', 'mairie']);

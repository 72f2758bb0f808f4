/**
 * Finds the words of a vocabulary within a number of spelling errors: a letter added, removed or replaced, or two
 * neighbours exchanged (optimal string alignment distance). The vocabulary is sorted, so that words with a common
 * prefix share its computation, and a prefix that is already too far excludes all its words.
 */
export class Spelling {
  readonly words: readonly string[];
  /** For each word, the length of the prefix that it shares with the previous one. */
  readonly #shared: Uint8Array;
  /** Rows of the distance table, one for each letter of the current word; three are needed at a time. */
  readonly #rows: Uint8Array[] = Array.from({ length: LONGEST + 1 }, () => new Uint8Array(LONGEST + 1));

  /** `words` are sorted by code unit, each once; `shared` is their `sharedPrefixes`. */
  constructor(words: readonly string[], shared: Uint8Array = sharedPrefixes(words)) {
    this.words = words;
    this.#shared = shared;
  }

  /** The position of a word, -1 when the vocabulary does not have it. */
  find(word: string): number {
    const at = this.firstFrom(word);
    return this.words[at] === word ? at : -1;
  }

  /** The position of the first word that is not before `start`. */
  firstFrom(start: string): number {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle]! < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Calls `found` with the position and the distance of each word at most `errors` away from `word`. With
   * `isBeginning`, a prefix of the word is enough.
   */
  near(word: string, errors: number, isBeginning: boolean, found: (position: number, distance: number) => void): void {
    const size = word.length;
    if (size > LONGEST) return;
    const rows = this.#rows;
    for (let j = 0; j <= size; j++) rows[0]![j] = j;
    const atEnd = (row: Uint8Array, length: number) => (Math.abs(length - size) <= errors ? row[size]! : FAR);
    const { words } = this;
    let depth = 0;
    let i = 0;
    while (i < words.length) {
      const candidate = words[i]!;
      depth = Math.min(depth, this.#shared[i]!);
      const length = Math.min(candidate.length, LONGEST);
      let isTooFar = false;
      while (!isTooFar && depth < length) {
        depth++;
        const least = this.#fillRow(word, candidate, depth, errors);
        isTooFar = least > errors;
      }
      if (!isTooFar) {
        const distance = isBeginning ? this.#leastAtEnd(size, length, errors) : atEnd(rows[length]!, length);
        if (distance <= errors) found(i, distance);
        i++;
        continue;
      }
      // Too far at this depth, so every word with this prefix is, unless a shorter prefix was near enough.
      const reached = isBeginning ? this.#leastAtEnd(size, depth, errors) : errors + 1;
      const beginning = depth;
      do {
        if (reached <= errors) found(i, reached);
        i++;
      } while (i < words.length && this.#shared[i]! >= beginning);
      depth = beginning - 1;
    }
  }

  /**
   * Fills the row for the letter at `depth` (from 1), and returns its smallest value. Only the columns that may be
   * within `errors` are filled: each column away from the diagonal costs one.
   */
  #fillRow(word: string, candidate: string, depth: number, errors: number): number {
    const row = this.#rows[depth]!;
    const above = this.#rows[depth - 1]!;
    const letter = candidate.charCodeAt(depth - 1);
    const before = depth > 1 ? candidate.charCodeAt(depth - 2) : -1;
    const from = Math.max(1, depth - errors);
    const to = Math.min(word.length, depth + errors);
    row[0] = depth;
    let least = from > 1 ? FAR : depth;
    if (from > 1) row[from - 1] = FAR;
    if (to < word.length) row[to + 1] = FAR;
    for (let j = from; j <= to; j++) {
      const typed = word.charCodeAt(j - 1);
      let cost = above[j - 1]! + (typed === letter ? 0 : 1);
      if (above[j]! + 1 < cost) cost = above[j]! + 1;
      if (row[j - 1]! + 1 < cost) cost = row[j - 1]! + 1;
      if (j > 1 && depth > 1 && typed === before && word.charCodeAt(j - 2) === letter) {
        const swapped = this.#rows[depth - 2]![j - 2]! + 1;
        if (swapped < cost) cost = swapped;
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    return least;
  }

  /** Smallest distance of a prefix of the current word to the whole typed one. */
  #leastAtEnd(size: number, depth: number, errors: number): number {
    let least = FAR;
    const from = Math.max(0, size - errors);
    const to = Math.min(depth, size + errors);
    for (let d = from; d <= to; d++) if (this.#rows[d]![size]! < least) least = this.#rows[d]![size]!;
    return least;
  }
}

/** More than any distance in the table; one or two more still fit in a byte. */
const FAR = 100;
/** Letters that count; the rest of a longer word is ignored. */
const LONGEST = 30;

/** For each word, the length of the prefix that it shares with the previous one. */
export function sharedPrefixes(words: readonly string[]): Uint8Array {
  const shared = new Uint8Array(words.length + 1);
  for (let i = 1; i < words.length; i++) shared[i] = sharedLetters(words[i - 1]!, words[i]!);
  return shared;
}

function sharedLetters(a: string, b: string): number {
  const most = Math.min(a.length, b.length, LONGEST);
  let i = 0;
  while (i < most && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

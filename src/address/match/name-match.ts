import type { Lists } from '../local/search-index.ts';
import { DISTINCTIVE, type Read, TYPE, type Vocabulary } from './vocabulary.ts';

/**
 * Matches each word of a name, list `list` of `names`, with the most similar typed word, and scores the result. `taken`
 * marks the typed words that names have taken, and is updated.
 */
export function explain(
  { starts, items }: Lists,
  list: number,
  tokens: readonly Read[],
  { used, words }: Taken,
  what: 'name' | 'place',
  { weights, kinds }: Vocabulary,
): Explained {
  let whole = 0;
  let took = 0;
  let score = 0;
  let distinctive = 0;
  let matched = 0;
  let isDistinctive = false;
  let isIdentified = false;
  let isLastMatched = false;
  let missedType = -1;
  let first = tokens.length;
  let last = -1;
  let inversions = 0;
  let before = -1;
  for (let i = starts[list]!; i < starts[list + 1]!; i++) {
    const word = items[i]!;
    const weight = weights[word]!;
    whole += weight;
    const isDistinctiveWord = kinds[word] === DISTINCTIVE;
    if (kinds[word] !== TYPE) distinctive += weight;
    if (isDistinctiveWord) isDistinctive = true;
    let best = -1;
    let likeness = 0;
    for (let t = 0; t < tokens.length; t++) {
      if (used[t] || (what === 'name' && tokens[t]!.token.isPlace)) continue;
      const isGlued = what === 'place' && tokens[t]!.withoutArticle === word;
      const like = tokens[t]!.matches.get(word) ?? (isGlued ? GLUED : 0);
      if (like === 0) continue;
      // Between two equal words, takes the one after the previous word: « 8 rue du 8 mai », « rue de Lens 62300 Lens ».
      const isNext = before >= 0 && t > before;
      if (like > likeness || (like === likeness && isNext && best < before)) {
        best = t;
        likeness = like;
      }
    }
    if (best < 0) {
      if (kinds[word] === TYPE && missedType < 0) missedType = word;
      continue;
    }
    // Where a number is typed twice, the first is left for the house.
    if (tokens[best]!.token.isNumber && before < 0) best = lastAlike(tokens, used, best);
    used[best] = what === 'place' ? (likeness === 1 ? PLACED : NEARLY_PLACED) : likeness === 1 ? TAKEN : MENDED;
    words[best] = word;
    took += weight;
    score += weight * likeness;
    if (kinds[word] !== TYPE) matched += weight * likeness;
    if (isDistinctiveWord) isIdentified = true;
    isLastMatched = likeness >= WELL_SPELT && i === starts[list + 1]! - 1;
    if (best < before) inversions++;
    before = best;
    if (best < first) first = best;
    if (best > last) last = best;
  }
  if (whole === 0) return NOTHING;
  const disorder = what === 'name' ? Math.min(2, inversions) * INVERSION_COST : 0;
  // A name made of a type and numbers alone must be typed in full.
  if (!isDistinctive) isIdentified = score > whole * 0.7;
  const share = distinctive > 0 ? matched / distinctive : score / whole;
  return {
    share,
    score: score / whole,
    isDistinctive,
    isIdentified,
    isLastMatched,
    missedType,
    took,
    likeness: took > 0 ? score / took : 0,
    first,
    last,
    disorder,
  };
}

/** Use of each typed word. */
export interface Taken {
  /** 0, `TAKEN`, `MENDED`, `PLACED` or `NEARLY_PLACED`. */
  readonly used: Uint8Array;
  /** The word of the vocabulary that it was taken for. */
  readonly words: Uint32Array;
}

export function nothingTaken(count: number): Taken {
  return { used: new Uint8Array(count), words: new Uint32Array(count) };
}

/** How well typed words explain a name. */
export interface Explained {
  /** Share of the distinctive part of the name that was typed. */
  readonly share: number;
  /** Share of the whole name, with the type of street. */
  readonly score: number;
  /** Whether the name has a word that is neither a number nor a type of street, and whether one was typed. */
  readonly isDistinctive: boolean;
  readonly isIdentified: boolean;
  /** Whether its last word was typed correctly. */
  readonly isLastMatched: boolean;
  /** Type of the street (rue, cité…) where it was not typed, as a word of the vocabulary; -1 for none. */
  readonly missedType: number;
  /** Weight of its typed words, and their likeness. */
  readonly took: number;
  readonly likeness: number;
  /** Positions of its first and last typed word. */
  readonly first: number;
  readonly last: number;
  /** Penalty for words in another order. */
  readonly disorder: number;
}

/** The match of a name without any typed word. */
export const NOTHING: Explained = {
  share: 0,
  score: 0,
  isDistinctive: false,
  isIdentified: false,
  isLastMatched: false,
  missedType: -1,
  took: 0,
  likeness: 0,
  first: -1,
  last: -1,
  disorder: 0,
};

/** The last unused number equal to the one at `first`. */
function lastAlike(tokens: readonly Read[], used: Uint8Array, first: number): number {
  let last = first;
  for (let i = first + 1; i < tokens.length; i++) {
    if (!used[i] && tokens[i]!.token.word === tokens[first]!.token.word) last = i;
  }
  return last;
}

/** Marks of a typed word: matched exactly or nearly by a street's name, or by the name of its commune. */
export const TAKEN = 1;
export const MENDED = 2;
export const PLACED = 3;
export const NEARLY_PLACED = 4;

/** Likeness of a commune's word to the same word joined to its article. */
const GLUED = 0.98;
const INVERSION_COST = 0.05;
/** From this likeness on, a word counts as typed correctly. */
const WELL_SPELT = 0.75;

import type { Lists } from './local/search-index.ts';
import { REPETITIONS } from './typed.ts';
import { type Read, TELLING, TYPE, type Vocabulary } from './vocabulary.ts';
import { streetTypes } from './words.ts';

/**
 * Gives each word of a name, list number `list` of `names`, the typed word that is most like it, and says how much of
 * the name that makes. `used` tells which typed words names have taken, and is told of those that this one takes.
 */
export function explain(
  { starts, items }: Lists,
  list: number,
  tokens: readonly Read[],
  used: Uint8Array,
  what: 'name' | 'place',
  { weights, kinds }: Vocabulary,
): Explained {
  let whole = 0;
  let took = 0;
  let score = 0;
  let telling = 0;
  let matched = 0;
  let isTelling = false;
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
    const tells = kinds[word] === TELLING;
    if (kinds[word] !== TYPE) telling += weight;
    if (tells) isTelling = true;
    let best = -1;
    let likeness = 0;
    for (let t = 0; t < tokens.length; t++) {
      if (used[t]) continue;
      const like = tokens[t]!.matches.get(word) ?? 0;
      if (like === 0) continue;
      // Of two alike, the one that follows the word before: « 8 rue du 8 mai », « rue de Lens 62300 Lens ».
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
    // A number that could be the house's is left to it where another one is there for the name.
    if (tokens[best]!.token.isNumber && before < 0) best = lastAlike(tokens, used, best);
    used[best] = what === 'place' ? (likeness === 1 ? PLACED : NEARLY_PLACED) : likeness === 1 ? TAKEN : MENDED;
    took += weight;
    score += weight * likeness;
    if (kinds[word] !== TYPE) matched += weight * likeness;
    if (tells) isIdentified = true;
    isLastMatched = likeness >= WELL_SPELT && i === starts[list + 1]! - 1;
    if (best < before) inversions++;
    before = best;
    if (best < first) first = best;
    if (best > last) last = best;
  }
  if (whole === 0) return NOTHING;
  const disorder = what === 'name' ? Math.min(2, inversions) * INVERSION_COST : 0;
  // A name of a type and numbers alone has to be told whole.
  if (!isTelling) isIdentified = score > whole * 0.7;
  const share = telling > 0 ? matched / telling : score / whole;
  return {
    share,
    score: score / whole,
    isTelling,
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

/** How well typed words explain a name. */
export interface Explained {
  /** How much of what tells the name from others was typed. */
  readonly share: number;
  /** The same of the whole name, what it is called included. */
  readonly score: number;
  /** Whether it has a word that is neither a number nor what streets are called, and whether one was typed. */
  readonly isTelling: boolean;
  readonly isIdentified: boolean;
  /** Whether its last word was, and well spelt. */
  readonly isLastMatched: boolean;
  /** What the street is called (rue, cité…), where that was not typed, as a word of the vocabulary; -1 for none. */
  readonly missedType: number;
  /** The weight of its words that were typed, and how like they are. */
  readonly took: number;
  readonly likeness: number;
  /** Positions of the first and the last typed word that it took. */
  readonly first: number;
  readonly last: number;
  /** What its words in another order take off. */
  readonly disorder: number;
}

/** Of a name that nothing explains. */
export const NOTHING: Explained = {
  share: 0,
  score: 0,
  isTelling: false,
  isIdentified: false,
  isLastMatched: false,
  missedType: -1,
  took: 0,
  likeness: 0,
  first: -1,
  last: -1,
  disorder: 0,
};

/** The number of the house among the typed words that no name took: before the street's name rather than behind it. */
export function numberIn(tokens: readonly Read[], used: Uint8Array, { first }: Explained) {
  let at = -1;
  for (let i = 0; i < tokens.length; i++) {
    const { word, isNumber } = tokens[i]!.token;
    if (!isNumber || used[i] || word.length > 4) continue;
    if (at < 0 || (i < first && i > at)) at = i;
  }
  if (at < 0) return null;
  used[at] = TAKEN;
  const next = tokens[at + 1]?.token;
  if (next === undefined || used[at + 1]) return { number: Number(tokens[at]!.token.word), suffix: '', at };
  const after = tokens[at + 2]?.token;
  // « 14 L’Épinette »: the letter is an article, unless a street begins behind it.
  const isLetter = /^[a-z]$/.test(next.word) && (!next.isArticle || after === undefined || streetTypes.has(after.word));
  let suffix = '';
  if (next.isIndex || isLetter) {
    suffix = REPETITIONS.get(next.word) ?? next.word;
    used[at + 1] = TAKEN;
  }
  return { number: Number(tokens[at]!.token.word), suffix, at };
}

/** Of the unused numbers equal to that at `first`, the last one. */
function lastAlike(tokens: readonly Read[], used: Uint8Array, first: number): number {
  let last = first;
  for (let i = first + 1; i < tokens.length; i++) {
    if (!used[i] && tokens[i]!.token.word === tokens[first]!.token.word) last = i;
  }
  return last;
}

/** A typed word that a street's name bears as it is, or nearly; that the name of its commune does. */
export const TAKEN = 1;
export const MENDED = 2;
export const PLACED = 3;
export const NEARLY_PLACED = 4;

const INVERSION_COST = 0.05;
/** From this likeness on, a word is that word. */
const WELL_SPELT = 0.75;

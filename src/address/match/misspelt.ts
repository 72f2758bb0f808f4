import { communesOfFrance } from '../communes-of-france.ts';
import { frequentWords } from './frequent-words.ts';
import type { Read, Vocabulary } from './vocabulary.ts';

/**
 * Whether a typed word that was taken for a nearly alike one (`position` in the vocabulary) may well be meant as it is:
 * « Mairie » is no misspelling of « Prairie ». Two errors in a short word make another one, and one error in the
 * shortest; a single error does too where the typed word is a word. A plural is no other word.
 */
export function isAnotherWord(read: Read, position: number, vocabulary: Vocabulary): boolean {
  const typed = read.token.word;
  const errors = vocabulary.errorsOf(read, position);
  if (errors === 0) return false;
  const meant = vocabulary.wordAt(position);
  if (withoutPlural(typed) === withoutPlural(meant)) return false;
  const shortest = Math.min(typed.length, meant.length);
  if (errors > 1 && shortest <= SHORT_WORD) return true;
  if (shortest <= SHORTEST_WORD && !isSlip(typed, meant)) return true;
  return vocabulary.has(typed) || isFrequent(typed) || communesOfFrance().hasWord(typed);
}

/** Whether two words differ as fingers slip: two letters exchanged, or one typed twice. */
function isSlip(typed: string, meant: string): boolean {
  const single = (word: string) => word.replace(/(.)\1+/g, '$1');
  return [...typed].sort().join('') === [...meant].sort().join('') || single(typed) === single(meant);
}

function isFrequent(word: string): boolean {
  return frequentWords.has(word) || frequentWords.has(withoutPlural(word));
}

function withoutPlural(word: string): string {
  return word.length > 3 ? word.replace(/[sx]$/, '') : word;
}

/** Letters: in a word this short, two errors make another word; in the shortest, one does, unless fingers slipped. */
export const SHORT_WORD = 9;
const SHORTEST_WORD = 4;

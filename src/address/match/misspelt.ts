import { communesOfFrance } from '../communes-of-france.ts';
import { frequentWords } from './frequent-words.ts';
import type { Read, Vocabulary } from './vocabulary.ts';

/**
 * Whether a typed word that was taken for a nearly alike one (`position` in the vocabulary) may well be meant as it is:
 * « Mairie » is no misspelling of « Prairie ». Two errors in a short word make another one; a single error does where
 * the typed word is a word. A plural is no other word.
 */
export function isAnotherWord(read: Read, position: number, vocabulary: Vocabulary): boolean {
  const typed = read.token.word;
  const errors = vocabulary.errorsOf(read, position);
  if (errors === 0) return false;
  const meant = vocabulary.wordAt(position);
  if (withoutPlural(typed) === withoutPlural(meant)) return false;
  if (errors > 1 && Math.min(typed.length, meant.length) <= SHORT_WORD) return true;
  return vocabulary.has(typed) || isFrequent(typed) || communesOfFrance().hasWord(typed);
}

function isFrequent(word: string): boolean {
  return frequentWords.has(word) || frequentWords.has(withoutPlural(word));
}

function withoutPlural(word: string): string {
  return word.length > 3 ? word.replace(/[sx]$/, '') : word;
}

/** Letters. */
const SHORT_WORD = 9;

import type { Candidate } from '../../src/address/candidate.ts';
import { plainWordsOf, wordsOf } from '../../src/address/words.ts';

/**
 * Whether a completion agrees with a text being typed: its label has every whole word, written so or in full, in any
 * order, and one of its words begins with the last. Where the text begins with the number of the house, the other typed
 * words are compared with the rest of the label.
 */
export function agreesWith({ label, housenumber }: Candidate, text: string): boolean {
  const typed = plainWordsOf(text);
  const number = housenumber === null ? [] : plainWordsOf(housenumber);
  const isNumberTyped = number.length < typed.length && number.every((word, i) => typed[i] === word);
  const own = plainWordsOf(label).slice(isNumberTyped ? number.length : 0);
  const inFull = [...own, ...wordsOf(own.join(' '))];
  const has = (word: string) => own.includes(word) || wordsOf(word).every((long) => inFull.includes(long));
  const whole = typed.slice(isNumberTyped ? number.length : 0);
  const beginning = /[\p{L}\p{M}\p{N}]$/u.test(text) ? (whole.pop() ?? '') : '';
  return whole.every(has) && (own.some((word) => word.startsWith(beginning)) || has(beginning));
}

/** Whether a text is the whole of an address, with or without its postcode. */
export function isWholeOf({ label, name, city }: Candidate, text: string): boolean {
  const typed = wordsOf(text).join(' ');
  return [label, `${name} ${city}`].some((line) => wordsOf(line).join(' ') === typed);
}

import type { Random } from '../../shapes.ts';
import { oneOf } from './words.ts';

/** Typing errors in a word of four letters or more; its first letter and anything before an apostrophe are kept. */
export const letterErrors: readonly { name: string; err(word: string, random: Random): string }[] = [
  {
    name: 'letter dropped',
    err: (word, random) => changed(word, random, (text, at) => text.slice(0, at) + text.slice(at + 1)),
  },
  {
    name: 'letter doubled',
    err: (word, random) => changed(word, random, (text, at) => text.slice(0, at) + text.slice(at - 1)),
  },
  {
    name: 'letters swapped',
    err: (word, random) =>
      changed(word, random, (text, at) => text.slice(0, at - 1) + text[at] + text[at - 1] + text.slice(at + 1), 2),
  },
  {
    name: 'letter replaced',
    err: (word, random) =>
      changed(word, random, (text, at) => text.slice(0, at) + another(text[at]!, random) + text.slice(at + 1)),
  },
];

function another(letter: string, random: Random): string {
  const drawn = oneOf(random, LETTERS);
  return letter === letter.toLowerCase() ? drawn : drawn.toUpperCase();
}

const LETTERS = [...'abcdefghijlmnopqrstuvyz'];

/** Changes a letter that has letters on its left; the same word where the change has no effect. */
function changed(word: string, random: Random, change: (text: string, at: number) => string, first = 1): string {
  const places = [...word].flatMap((_, i) =>
    i >= first && /^[\p{L}]+$/u.test(word.slice(i - first, i + 1)) ? [i] : [],
  );
  return places.length === 0 ? word : change(word, oneOf(random, places));
}

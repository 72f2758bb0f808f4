import { expect, it } from 'vitest';
import { verdictOrder, verdictWords } from '../../src/french/verdict-words.ts';
import { answers } from '../../src/rules/answer.ts';

it('every answer of a scheme has its words and its sign, in the order of the rules', () => {
  expect(verdictOrder).toEqual(answers);
  const words = Object.values(verdictWords);
  expect(new Set(words.map(({ label }) => label)).size).toBe(answers.length);
  expect(new Set(words.map(({ sign }) => sign)).size).toBe(answers.length);
});

import { expect, it } from 'vitest';
import { reasonInWords } from '../../src/web/answer/reason-in-words.ts';

const reason = { code: 'missing-perimeter', message: 'Le périmètre n’est pas disponible.' };
const address = (label: string, isConcerned: boolean) => ({ label, reasons: isConcerned ? [reason] : [] });

it('a reason names the addresses that it concerns', () => {
  expect(reasonInWords(reason, [address('A', true), address('B', false)])).toBe(`A : ${reason.message}`);
  expect(reasonInWords(reason, [address('A', true), address('B', false), address('C', true)])).toBe(
    `A et C : ${reason.message}`,
  );
  const many = ['A', 'B', 'C', 'D', 'E'].map((label) => address(label, true));
  expect(reasonInWords(reason, [...many, address('F', false)])).toBe(`A, B, C et 2 autres : ${reason.message}`);
});

it.each([
  ['all of them', [address('A', true), address('B', true)]],
  ['none of them, but the text', [address('A', false), address('B', false)]],
  ['one address at two places', [address('A', true), address('A', false)]],
  ['no address', []],
])('and none where it concerns %s', (_name, candidates) => {
  expect(reasonInWords(reason, candidates)).toBe(reason.message);
});

import { describe, expect, it } from 'vitest';
import { bound } from '../../src/french/spacing.ts';

describe('French spaces', () => {
  it.each([
    ['Laquelle : « la bonne » ?', 'Laquelle\u00A0: «\u00A0la bonne\u00A0»\u00A0?'],
    ['à 300 m ; 60 % et 70 000 €', 'à 300\u00A0m\u00A0; 60\u00A0% et 70 000\u00A0€'],
    ['12 rue ; 3 mètres', '12 rue\u00A0; 3 mètres'],
    ['rien', 'rien'],
  ])('%s', (text, expected) => expect(bound(text)).toBe(expected));
});

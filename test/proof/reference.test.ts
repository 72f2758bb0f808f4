import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newReference, readReference } from '../../src/proof/reference.ts';

describe('a reference', () => {
  it('is 26 letters in groups, without I, L, O or U', () => {
    for (let i = 0; i < 500; i++) {
      expect(newReference()).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{5}){3}-[0-9A-HJKMNP-TV-Z]{6}$/);
    }
  });

  it('is random to the last of its 128 bits', () => {
    const made = Array.from({ length: 2000 }, newReference);
    expect(new Set(made).size).toBe(made.length);
    // Each letter takes all its possible values: 8 for the first, 32 for the others.
    const letters = made.map((reference) => reference.replaceAll('-', ''));
    for (let i = 0; i < 26; i++) expect(new Set(letters.map((text) => text[i])).size).toBe(i === 0 ? 8 : 32);
  });

  it.each([
    ['as it was written', '7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE'],
    ['in small letters', '7kq2m-9zd4t-0xw8b-h3npr-6yv1ce'],
    ['without dashes', '7KQ2M9ZD4T0XW8BH3NPR6YV1CE'],
    ['with spaces', ' 7KQ2M 9ZD4T 0XW8B H3NPR 6YV1CE '],
    ['with the dashes that a word processor makes', '7KQ2M–9ZD4T—0XW8B‑H3NPR−6YV1CE'.replace('−', '-')],
    ['with O for 0 and l or I for 1', '7KQ2M-9ZD4T-OXW8B-H3NPR-6YVlCE'],
    ['with i for 1', '7KQ2M-9ZD4T-oXW8B-H3NPR-6YViCE'],
  ])('is read in the form %s', (_, text) => {
    expect(readReference(text)).toBe('7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE');
  });

  it.each([
    [''],
    ['7KQ2M'],
    ['7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1C'],
    ['7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CEE'],
    ['8KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE'],
    ['UKQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE'],
    ['7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1C/'],
  ])('is not %j', (text) => {
    expect(readReference(text)).toBeNull();
  });

  it('that is read has its stored form', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '-', ' '), fc.boolean(), (separator, isSmall) => {
        const reference = newReference();
        const copied = reference.replaceAll('-', separator);
        expect(readReference(isSmall ? copied.toLowerCase() : copied)).toBe(reference);
      }),
    );
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/address/candidate.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { agreesWith, isWholeOf } from './agreeing.ts';
import { type BookRow, madeBook, openBookOf } from './book.ts';

const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const lens = { city: 'Lens', citycode: '62498', postcode: '62300' };

/** A street with the numbers 1 to `count`. */
const street = (name: string, place: Omit<BookRow, 'street' | 'lon' | 'lat'>, lat: number, count: number) =>
  Array.from(
    { length: count },
    (_, i): BookRow => ({ ...place, street: name, number: i + 1, lon: 2.6 + i / 1e4, lat }),
  );

const rows: BookRow[] = [
  ...street('Grande Rue', bethune, 50.51, 60),
  ...street('Rue de la Grande Ourse', lens, 50.52, 55),
  ...street('Rue Jean Jaurès', lens, 50.53, 30),
  ...street('Rue Jean Lebas', bethune, 50.54, 20),
  ...street('Rue Sous les Vignes', bethune, 50.55, 5),
  ...street('Rue Jean XXIII', bethune, 50.56, 6),
  ...street('Place du 8 Mai 1945', bethune, 50.57, 6),
  ...street('Boulevard Victor Hugo', bethune, 50.58, 12),
  ...street('Rue du Président Wilson', bethune, 50.61, 4),
  ...street('Avenue de Lens', bethune, 50.59, 40),
  { ...bethune, street: 'Rue du Puits', number: 2, suffix: 'bis', lon: 2.6, lat: 50.6 },
  { ...bethune, street: 'Rue du Puits', number: 2, lon: 2.6, lat: 50.6 },
  { ...bethune, street: 'Rue du Puits', number: 6, lon: 2.6003, lat: 50.6 },
];

describe('a completion', () => {
  let book: LocalAddresses;
  let close: () => void;
  beforeAll(async () => {
    ({ book, close } = await openBookOf(rows));
  });
  afterAll(() => close());
  const labels = (text: string, more = {}) =>
    book.search({ text, limit: 6, autocomplete: true, ...more }).map(({ label }) => label);

  it.each(['49 grande', '49 grande r', '49 grande ru', '49 Grande Rue B'])('stays first: %s', (text) => {
    expect(labels(text)[0]).toBe('49 Grande Rue 62400 Béthune');
  });

  it.each([
    ['rue jean l', 'Rue Jean Jaurès 62300 Lens'],
    ['rue jean leb', 'Rue Jean Lebas 62400 Béthune'],
    ['bethune jean l', 'Rue Jean Lebas 62400 Béthune'],
    ['bd vic', 'Boulevard Victor Hugo 62400 Béthune'],
    ['4 bl', '4 Boulevard Victor Hugo 62400 Béthune'],
    ['rue so', 'Rue Sous les Vignes 62400 Béthune'],
    ['rue jean xx', 'Rue Jean XXIII 62400 Béthune'],
    ['8 ma', 'Place du 8 Mai 1945 62400 Béthune'],
    ['3 place du 8 m', '3 Place du 8 Mai 1945 62400 Béthune'],
    ['2 bi', '2 bis Rue du Puits 62400 Béthune'],
    ['2b rue du p', '2 bis Rue du Puits 62400 Béthune'],
    ['rue du puits 2 b', '2 Rue du Puits 62400 Béthune'],
    ['4 rue du pu', '4 Rue du Puits 62400 Béthune'],
    ['3 rue du pr', '3 Rue du Président Wilson 62400 Béthune'],
    ['3 rue du pr w', '3 Rue du Président Wilson 62400 Béthune'],
    ['len', 'Lens'],
    ['avenue de lens 624', 'Avenue de Lens 62400 Béthune'],
  ])('of « %s » is first', (text, label) => {
    expect(labels(text)[0]).toBe(label);
  });

  it('has no misspelt word where some word begins with the last one', () => {
    expect(labels('rue jean lens')).toEqual(['Rue Jean Jaurès 62300 Lens']);
    expect(labels('rue jean leba')).toEqual(['Rue Jean Lebas 62400 Béthune']);
    expect(labels('rue jean lebqs')).toContain('Rue Jean Lebas 62400 Béthune');
  });

  it('is of the commune, the postcode and the type asked for, and the nearest first', () => {
    expect(labels('rue j', { citycode: bethune.citycode })[0]).toBe('Rue Jean Lebas 62400 Béthune');
    expect(labels('rue j', { postcode: '62400' })[0]).toBe('Rue Jean Lebas 62400 Béthune');
    expect(labels('3 le', { type: 'housenumber' })[0]).toBe('3 Rue de la Grande Ourse 62300 Lens');
    expect(labels('len', { type: 'street' })[0]).toBe('Rue de la Grande Ourse 62300 Lens');
    expect(labels('3 rue jean', { near: { lon: 2.6, lat: 50.54 } })[0]).toBe('3 Rue Jean Lebas 62400 Béthune');
  });
});

describe('typing an address of the made-up file letter by letter', () => {
  let book: LocalAddresses;
  let sample: readonly Candidate[];
  beforeAll(async () => {
    book = LocalAddresses.open(await madeBook());
    sample = book.sample(2000);
  });
  afterAll(() => book.close());

  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const ways: readonly ((address: Candidate) => string)[] = [
    ({ name, city }) => `${name} ${city}`,
    ({ label }) => label,
    ({ street, city }) => `${street} ${city}`,
    ({ city }) => city,
    ({ name, city }) => plain(`${name} ${city}`),
    ({ name, city }) =>
      plain(`${name} ${city}`)
        .replace(/\brue\b/, 'r')
        .replace('avenue', 'av')
        .replace('boulevard', 'bd'),
    ({ street, city }) => plain(`${city} ${street}`),
  ];

  it('keeps the first completion while it agrees, unless another address is typed whole', () => {
    const addresses = fc.nat({ max: sample.length - 1 }).map((i) => sample[i]!);
    fc.assert(
      fc.property(addresses, fc.constantFrom(...ways), (address, way) => {
        const text = way(address);
        let before: Candidate | undefined;
        for (let at = 3; at <= text.length; at++) {
          const typed = text.slice(0, at);
          const [first] = book.search({ text: typed, limit: 6, autocomplete: true });
          const mustStay = before !== undefined && agreesWith(before, typed) && !(first && isWholeOf(first, typed));
          if (mustStay) expect({ typed, label: first?.label }).toEqual({ typed, label: before!.label });
          before = first;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('ends with the right address first', () => {
    for (const address of sample.slice(0, 300)) {
      const [first] = book.search({ text: address.label, limit: 6, autocomplete: true });
      expect(first!.label).toBe(address.label);
    }
  });
});

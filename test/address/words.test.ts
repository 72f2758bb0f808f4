import { describe, expect, it } from 'vitest';
import { readTyped } from '../../src/address/typed.ts';
import { distinctiveWords, wordsOf } from '../../src/address/words.ts';

describe('words', () => {
  it.each([
    ['Rue de l’Église', 'rue de l eglise'],
    ['AV. DU GAL DE GAULLE', 'avenue du general de gaulle'],
    ['Bd St-Éloi', 'boulevard saint eloi'],
    ['rte d’Arras', 'route d arras'],
    ['Place du Sacré-Cœur', 'place du sacre coeur'],
    ['Nœux-les-Mines', 'noeux les mines'],
    ['RN43', 'route nationale 43'],
    ['D943', 'route departementale 943'],
    ['Rue du Onze Novembre', 'rue du 11 novembre'],
    ['rue du 1er Mai', 'rue du 1 mai'],
    ['73e Régiment', '73 regiment'],
    ['Rue du dix-neuf Mars 1962', 'rue du 19 mars 1962'],
    ['vingt-et-un', '21'],
    ['19/3/1962', '19 mars 1962'],
    ['8-5-1945', '8 mai 1945'],
    ['8/10/12', '8 10 12'],
    ['8 mai 45', '8 mai 1945'],
    ['11 novembre 12', '11 novembre 12'],
    ['Jean XXIII', 'jean 23'],
    ['Ier Mai', '1 mai'],
    ['XIXe siècle', '19 siecle'],
    ['Rue de la Vie', 'rue de la vie'],
    ['QRT VC VX VLLE HTS MLN CHT', 'quartier voie communale vieux vieille hauts moulin chateau'],
    ['REP Cl GAL DR CDT PDT MAL PR', 'republique colonel general docteur commandant president marechal professeur'],
    ['12bis', '12 bis'],
    ['  N°  5 ,, ', 'n 5'],
    ['', ''],
    ['!?', ''],
  ])('%s', (text, words) => {
    expect(wordsOf(text).join(' ')).toBe(words);
  });

  it.each([
    ['Rue de la Gare', 'rue gare'],
    ['La Couture', 'couture'],
    ['Hesdigneul-lès-Béthune', 'hesdigneul bethune'],
    ['Rue D', 'rue d'],
    ['Les', 'les'],
  ])('distinctive words of %s: %s', (text, words) => {
    expect(distinctiveWords(wordsOf(text)).join(' ')).toBe(words);
  });
});

describe('a typed address', () => {
  it.each<[string, string, string | null, number | null]>([
    ['12 rue de Lille 62400 Béthune', '12 rue de lille bethune', '62400', null],
    ['12 à 14 rue de Lille', '12 rue de lille', null, 14],
    ['143-157 rue de Lille', '143 rue de lille', null, 157],
    ['12 bis/14 rue de Lille', '12 bis rue de lille', null, 14],
    ['8-5 rue de Lille', '8 5 rue de lille', null, null],
    ['5 r de Lille', '5 rue de lille', null, null],
    ['5 b r. Neuve', '5 b rue neuve', null, null],
    ['22 rue d’Aire BP 808 62408 BÉTHUNE CEDEX', '22 rue d aire bethune', '62408', null],
    ['22 rue d’Aire B.P. 808 BÉTHUNE CEDEX 2', '22 rue d aire bethune', null, null],
    ['5 rue Neuve BP Lens', '5 rue neuve bp lens', null, null],
    ['5 rue Neuve CS 12 Lens', '5 rue neuve lens', null, null],
    ['Béthune Cedex 4 Place Foch', 'bethune 4 place foch', null, null],
    ['Appt 12, bât. B, 3e étage, 5 rue Neuve, Lillers, FRANCE', '5 rue neuve lillers', null, null],
    ['chez M. Exemple 5 rue Neuve', '5 rue neuve', null, null],
    ['5 rue de France', '5 rue de', null, null],
    ['rue de la Porte d’Aire', 'rue de la porte d aire', null, null],
  ])('%s', (text, words, postcode, also) => {
    const typed = readTyped(text);
    expect(typed.tokens.map(({ word }) => word).join(' ')).toBe(words);
    expect({ postcode: typed.postcode, also: typed.also }).toEqual({ postcode, also });
  });

  it('a letter attached to its number is an index', () => {
    expect(readTyped('5a le Rivage').tokens[1]).toMatchObject({ word: 'a', isIndex: true });
    expect(readTyped('5 a le Rivage').tokens[1]).toMatchObject({ word: 'a', isIndex: false });
  });

  it('is cut beyond a reasonable length', () => {
    expect(readTyped('mot '.repeat(1000)).tokens.length).toBeLessThanOrEqual(24);
  });
});

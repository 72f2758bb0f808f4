import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_CANDIDATES } from '../../src/address/candidate.ts';
import type { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { plausibleOf } from '../../src/address/plausible.ts';
import { groundDistance } from '../../src/geo/ground.ts';
import { type BookRow, openBookOf } from './book.ts';

const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const lillers = { city: 'Lillers', citycode: '62516', postcode: '62190' };
const noeux = { city: 'Nœux-les-Mines', citycode: '62617', postcode: '62290' };
const bruay = { city: 'Bruay-la-Buissière', citycode: '62178', postcode: '62700' };
const labuissiere = { ...bruay, oldcity: 'Labuissière', oldcitycode: '62482' };
const vendin = { city: 'Vendin-lès-Béthune', citycode: '62841', postcode: '62232' };

/** A street of made-up addresses, every second number on its side, running east. */
const street = (name: string, place: Omit<BookRow, 'street' | 'lon' | 'lat'>, lon: number, lat: number, count = 10) =>
  Array.from({ length: count }, (_, i): BookRow => {
    const number = i + 1;
    return { ...place, street: name, number, lon: lon + i * 0.0002, lat: lat + (number % 2 ? 0.0001 : -0.0001) };
  });

const rows: BookRow[] = [
  ...street('Rue de la Gare', bethune, 2.64, 50.52),
  ...street('Place de la Gare', bethune, 2.645, 50.521, 4),
  ...street('Rue de la Gare', vendin, 2.6, 50.55),
  ...street('Rue de la Gare', lillers, 2.48, 50.56),
  ...street('Avenue du Général de Gaulle', lillers, 2.481, 50.561),
  ...street('Rue du 8 Mai 1945', lillers, 2.482, 50.562),
  ...street('Rue de Béthune', lillers, 2.483, 50.563),
  ...street('Rue de Lillers', bethune, 2.641, 50.523),
  ...street('Rue Jean Jaurès', noeux, 2.66, 50.475),
  ...street('Rue Saint-Éloi', noeux, 2.661, 50.476),
  ...street('Résidence du Sacré-Cœur', noeux, 2.662, 50.477),
  ...street('Rue Pasteur', bruay, 2.55, 50.48),
  ...street('Rue Pasteur', labuissiere, 2.56, 50.49),
  ...street('La Place', labuissiere, 2.561, 50.491),
  { ...bethune, street: 'Rue de l’Essai', number: 12, lon: 2.63, lat: 50.53 },
  { ...bethune, street: 'Rue de l’Essai', number: 12, suffix: 'bis', lon: 2.6301, lat: 50.53 },
  { ...bethune, street: 'Rue de l’Essai', number: 12, suffix: 'c', lon: 2.6302, lat: 50.53 },
  { ...bethune, street: 'Rue de l’Essai', number: 20, lon: 2.631, lat: 50.53 },
  { ...bethune, street: 'Rue de l’Essai', number: 20, lon: 2.6312, lat: 50.53, position: 'parcelle' },
  { ...bethune, street: 'Rue de l’Essai', number: 22, lon: 2.64, lat: 50.53, position: 'parcelle' },
  { ...bethune, street: 'Rue de l’Essai', number: 22, lon: 2.632, lat: 50.53 },
];

let book: LocalAddresses;
let close: () => void;
beforeAll(async () => {
  ({ book, close } = await openBookOf(rows));
});
afterAll(() => close());

describe('search', () => {
  it.each([
    ['3 rue du Sacré-Cœur Nœux-les-Mines', ['other-type']],
    ['3 avenue de la Gare Béthune', []],
    ['3 résidence de la Gare Béthune', ['other-type']],
  ])('doubts a residence typed as a road, but not a road typed as another: %s', (text, doubts) => {
    expect(book.search({ text, limit: 1 })[0]!.doubts ?? []).toEqual(doubts);
  });

  it.each([
    ['3 rue de la gare, Béthune', '3 Rue de la Gare 62400 Béthune'],
    ['3 RUE DE LA GARE BETHUNE', '3 Rue de la Gare 62400 Béthune'],
    ['béthune 3 rue de la gare', '3 Rue de la Gare 62400 Béthune'],
    ['rue de la gare 3 béthune', '3 Rue de la Gare 62400 Béthune'],
    ['3 pl de la gare béthune', '3 Place de la Gare 62400 Béthune'],
    ['3 rue de la gare vendin les bethune', '3 Rue de la Gare 62232 Vendin-lès-Béthune'],
    ['3 rue de la gare 62190', '3 Rue de la Gare 62190 Lillers'],
    ['3 rue de la gare 62999 lillers', '3 Rue de la Gare 62190 Lillers'],
    ['5 av du gal de gaulle lillers', '5 Avenue du Général de Gaulle 62190 Lillers'],
    ['5 avenue de gaulle lilers', '5 Avenue du Général de Gaulle 62190 Lillers'],
    ['8 rue du 8 mai lillers', '8 Rue du 8 Mai 1945 62190 Lillers'],
    ['rue du 8 mai 1945 lillers', 'Rue du 8 Mai 1945 62190 Lillers'],
    ['5 rue du huit mai 1945 lillers', '5 Rue du 8 Mai 1945 62190 Lillers'],
    ['5 rue de béthune lillers', '5 Rue de Béthune 62190 Lillers'],
    ['5 rue de lillers béthune', '5 Rue de Lillers 62400 Béthune'],
    ['béthune, 5 rue de lillers', '5 Rue de Lillers 62400 Béthune'],
    ['lillers, rue de béthune 5', '5 Rue de Béthune 62190 Lillers'],
    ['4 rue jaurès noeux', '4 Rue Jean Jaurès 62290 Nœux-les-Mines'],
    ['4 rue jean joures nœux-les-mines', '4 Rue Jean Jaurès 62290 Nœux-les-Mines'],
    ['4 rue st eloi 62290 noeux les mines cedex', '4 Rue Saint-Éloi 62290 Nœux-les-Mines'],
    ['4 res sacre coeur noeux les mines', '4 Résidence du Sacré-Cœur 62290 Nœux-les-Mines'],
    ['Résidence des Tests, 4 rue Jean Jaurès, Nœux-les-Mines', '4 Rue Jean Jaurès 62290 Nœux-les-Mines'],
    ['12 bis rue de l essai béthune', '12 bis Rue de l’Essai 62400 Béthune'],
    ['12b rue de l essai béthune', '12 bis Rue de l’Essai 62400 Béthune'],
    ['12 C rue de l essai béthune', '12 c Rue de l’Essai 62400 Béthune'],
    ['6 la place labuissiere', '6 La Place 62700 Bruay-la-Buissière'],
    ['lillers', 'Lillers'],
    ['labuissière', 'Labuissière 62700 Bruay-la-Buissière'],
  ])('%s', (text, label) => {
    expect(book.search({ text, limit: 1 })[0]?.label).toBe(label);
  });

  it.each([
    ['3 rue de la paix béthune'],
    ['3 rue jean jaurès lillers'],
    ['3 rue pasteur 59000 lille'],
    ['rue'],
    ['12'],
    ['zzz qqq'],
    ['   '],
    ['%%%'],
  ])('finds nothing for %s', (text) => {
    expect(book.search({ text, limit: 5 })).toEqual([]);
  });

  it('a stated commune excludes the others, a stated postcode does not', () => {
    const inLillers = book.search({ text: '3 rue de la gare', citycode: '62516', limit: 5 });
    expect(inLillers.map(({ city }) => city)).toEqual(['Lillers']);
    expect(book.search({ text: '3 rue de la gare', citycode: '62000', limit: 5 })).toEqual([]);
    const [first, ...others] = book.search({ text: '3 rue de la gare', postcode: '62190', limit: 5 });
    expect(first!.city).toBe('Lillers');
    expect(others.every(({ score }) => score < first!.score)).toBe(true);
  });

  it('homonyms have equal scores: former communes of one commune, or without a commune', () => {
    const pasteur = book.search({ text: '2 rue pasteur bruay la buissiere', limit: 5 });
    expect(pasteur.map(({ oldcity }) => oldcity).sort()).toEqual(['Labuissière', null]);
    expect(pasteur[0]!.score - pasteur[1]!.score).toBeLessThan(0.08);
    const gare = book.search({ text: '2 rue de la gare', limit: 5 });
    expect(
      gare
        .slice(0, 3)
        .map(({ city }) => city)
        .sort(),
    ).toEqual(['Béthune', 'Lillers', 'Vendin-lès-Béthune']);
    expect(gare[0]!.score).toBe(gare[2]!.score);
  });

  it('puts the nearest to a point first among equals', () => {
    const near = (lon: number, lat: number) =>
      book.search({ text: '2 rue de la gare', limit: 1, near: { lon, lat } })[0]!.city;
    expect([near(2.48, 50.56), near(2.6, 50.55)]).toEqual(['Lillers', 'Vendin-lès-Béthune']);
  });

  it('a missing number is placed between its neighbours of the same side', () => {
    const [found] = book.search({ text: '16 rue de l essai béthune', limit: 1 });
    expect(found).toMatchObject({ type: 'interpolated', housenumber: '16', positionType: 'interpolated' });
    expect(found!.lon).toBeCloseTo(2.6306, 4);
    const toEnds = [2.6302, 2.631].map((lon) => groundDistance(lon, 50.53, found!.lon, found!.lat));
    expect(found!.uncertainty).toBeGreaterThanOrEqual(Math.max(...toEnds));
  });

  it('a number beyond the last one of the street may be anywhere in it', () => {
    const [found] = book.search({ text: '200 rue de l essai béthune', limit: 1 });
    expect(found).toMatchObject({ type: 'street', housenumber: null });
    const numbers = found!.numbers!().map(({ number, suffix }) => `${number}${suffix}`);
    expect(numbers).toEqual(['12', '12bis', '12c', '20', '22', '22']);
  });

  it('a missing index is next door to the number', () => {
    const [found] = book.search({ text: '20 ter rue de l essai béthune', limit: 1 });
    expect(found).toMatchObject({ type: 'interpolated', uncertainty: 30, lon: 2.631 });
  });

  it('the most precise of several positions is used', () => {
    const [found] = book.search({ text: '20 rue de l essai béthune', limit: 1 });
    expect(found).toMatchObject({ lon: 2.631, positionType: 'entrance', uncertainty: 5 });
  });

  it('positions of a number that are farther apart than their uncertainties are two candidates', () => {
    const found = book.search({ text: '22 rue de l essai béthune', limit: 5 });
    expect(found.filter(({ housenumber }) => housenumber === '22').map(({ lon }) => lon)).toEqual([2.632, 2.64]);
    expect(found[0]!.numbers!().filter(({ number }) => number === 22)).toHaveLength(2);
  });

  it('a range is its two ends, and the numbers between them', () => {
    const found = book.search({ text: '2 à 4 rue pasteur labuissiere', limit: 5 });
    expect(found.map(({ housenumber }) => housenumber)).toEqual(['2', '4', '3']);
  });

  it('filters by type', () => {
    expect(book.search({ text: 'lillers', type: 'street', limit: 9 }).map(({ type }) => type)).toEqual(['street']);
    expect(book.search({ text: 'lillers', type: 'municipality', limit: 9 })[0]!.label).toBe('Lillers');
  });

  it('answers anything without failing', () => {
    for (const text of ['"', "' OR 1=1", '\\', '\u0000', '🏠', '٣', 'a'.repeat(10_000), '1 '.repeat(5000)]) {
      expect(Array.isArray(book.search({ text, limit: 5 }))).toBe(true);
      expect(Array.isArray(book.search({ text, limit: 5, autocomplete: true }))).toBe(true);
    }
  });
});

describe('homonyms', () => {
  it('a number that only one of thirty streets has is found there', async () => {
    const communes = Array.from({ length: 30 }, (_, i) => `62${100 + i}`);
    const homonyms = communes.flatMap((citycode, i) =>
      Array.from({ length: i === 29 ? 1 : 5 }, (_, n) => ({
        ...{ street: 'Rue Jean Jaurès', city: `Essai-${i}`, citycode, number: i === 29 ? 112 : n + 1 },
        ...{ lon: 2.4 + i / 100, lat: 50.5 + n / 10_000 },
      })),
    );
    const own = await openBookOf(homonyms);
    const [first] = own.book.search({ text: '112 rue jean jaurès', limit: 10 });
    expect(first).toMatchObject({ housenumber: '112', citycode: '62129', doubts: ['no-commune'] });
    expect(own.book.search({ text: '2 rue jean jaurès', limit: 10 })).toHaveLength(10);
    own.close();
  });

  it('two streets of one name in one commune remain two', async () => {
    const twin = { street: 'Rue Pasteur', city: 'Béthune', citycode: '62119', number: 12, lat: 50.52 };
    const other = { ...twin, oldcity: 'Ancienne', oldcitycode: '62900', lon: 2.66 };
    const own = await openBookOf([{ ...twin, lon: 2.64 }, { ...twin, number: 14, lon: 2.641 }, other]);
    expect(own.book.search({ text: '12 rue pasteur béthune', limit: 10 })).toHaveLength(2);
    own.close();
  });

  it('that differ by an article alone come in the order of the typed article', async () => {
    const annequin = { city: 'Annequin', citycode: '62034', postcode: '62149' };
    const { book: both, close: closeBoth } = await openBookOf([
      ...street('Rue des Marais', lillers, 2.48, 50.56, 12),
      ...street('Rue du Marais', lillers, 2.49, 50.56, 4),
      ...street('Rue des Marais', annequin, 2.7, 50.5, 12),
      ...street('Rue du Marais', annequin, 2.71, 50.5, 4),
    ]);
    const found = (text: string, autocomplete: boolean) =>
      both.search({ text, limit: 6, autocomplete }).map(({ name }) => name);
    for (const isTyping of [true, false]) {
      expect(found('4 Rue du Marais', isTyping).slice(0, 2)).toEqual(['4 Rue du Marais', '4 Rue du Marais']);
      expect(found('4 rue des marais', isTyping).slice(0, 2)).toEqual(['4 Rue des Marais', '4 Rue des Marais']);
      expect(found('4 r du Marais Lillers', isTyping)[0]).toBe('4 Rue du Marais');
    }
    expect(found('4 rue du mar', true)[0]).toBe('4 Rue du Marais');
    closeBoth();
  });

  it('an address typed as in the file, commune and postcode included, is that one', async () => {
    const { book: both, close: closeBoth } = await openBookOf([
      ...street('Rue des Marais', lillers, 2.48, 50.56),
      ...street('Rue du Marais', lillers, 2.49, 50.56),
    ]);
    const meant = (text: string) => {
      const question = { text, citycode: lillers.citycode };
      return plausibleOf(both.search({ ...question, limit: MOST_CANDIDATES, autocomplete: false }), question);
    };
    for (const label of ['4 Rue du Marais 62190 Lillers', '4 Rue des Marais 62190 Lillers']) {
      expect(meant(label).candidates.map((candidate) => candidate.label)).toEqual([label]);
      expect(meant(label).doubts).toEqual([]);
    }
    expect(meant('4 rue marais 62190 Lillers').doubts).toEqual(['address-ambiguous']);
    expect(meant('4 rue du marais').candidates).toHaveLength(2);
    closeBoth();
  });

  it('made-up numbers place no other number', async () => {
    const fiscal = (number: number, lon: number) => ({ street: 'Rue Fiscale', ...bethune, number, lon, lat: 50.52 });
    const own = await openBookOf([fiscal(1, 2.64), fiscal(20, 2.641), fiscal(5012, 2.6405), fiscal(5013, 2.6406)]);
    expect(own.book.search({ text: '200 rue fiscale béthune', limit: 1 })[0]).toMatchObject({
      type: 'street',
      doubts: ['unknown-number'],
    });
    own.close();
  });
});

describe('autocompletion', () => {
  it.each([
    ['3 rue de la ga', 'Rue de la Gare'],
    ['rue de la gare lil', 'Rue de la Gare 62190 Lillers'],
    ['avenue du gen', 'Avenue du Général de Gaulle'],
    ['8 mai', 'Rue du 8 Mai 1945'],
    ['lill', 'Lillers'],
    ['rue jean jaru', 'Rue Jean Jaurès'],
  ])('%s', (text, name) => {
    const labels = book.search({ text, limit: 6, autocomplete: true }).map(({ label }) => label);
    expect(labels.some((label) => label.includes(name))).toBe(true);
  });
});

describe('reverse', () => {
  it('gives the nearest numbers, the nearest first', () => {
    const found = book.reverse({ lon: 2.4801, lat: 50.56, limit: 3 });
    expect(found.map(({ street }) => street)).toEqual(['Rue de la Gare', 'Rue de la Gare', 'Rue de la Gare']);
    const distances = found.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    for (const { lon, lat, distance } of found)
      expect(groundDistance(2.4801, 50.56, lon, lat)).toBeCloseTo(distance, 6);
  });

  it('agrees with a search of all numbers', () => {
    const [lon, lat] = [2.6415, 50.5215];
    const plain = rows.map((row) => groundDistance(lon, lat, row.lon, row.lat)).sort((a, b) => a - b);
    const found = book.reverse({ lon, lat, limit: 8 });
    expect(found.map(({ distance }) => distance)).toEqual(plain.slice(0, 8).map((metres) => expect.closeTo(metres, 6)));
  });

  it('returns nothing a kilometre away from all numbers', () => {
    expect(book.reverse({ lon: 2, lat: 50, limit: 5 })).toEqual([]);
    expect(book.reverse({ lon: -179.9999, lat: 89.9999, limit: 5 })).toEqual([]);
  });
});

describe('streets of a commune', () => {
  it('lists all, or those with a name', () => {
    const names = (name?: string) => book.streetsOf('62516', name).map((street) => street.name);
    expect(names()).toEqual([
      ...['Avenue du Général de Gaulle', 'Rue de Béthune', 'Rue de la Gare', 'Rue du 8 Mai 1945'],
    ]);
    expect(names('gal de gaulle')).toEqual(['Avenue du Général de Gaulle']);
    expect(names('pasteur')).toEqual([]);
    expect(book.streetsOf('62000')).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_CANDIDATES } from '../../src/address/candidate.ts';
import type { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { plausibleOf } from '../../src/address/plausible.ts';
import { type BookRow, openBookOf } from './book.ts';

/*
 * What keeps an address from being sure, and what does not. Each case is a text as people type it; the book has made-up
 * streets in real communes.
 */

const camares = { city: 'Camarès', citycode: '12044', postcode: '12360' };
const belfort = { city: 'Belfort', citycode: '90010', postcode: '90000' };
const nubecourt = { city: 'Nubécourt', citycode: '55389', postcode: '55250' };
const digne = { city: 'Digne-les-Bains', citycode: '04070', postcode: '04000' };
const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const essars = { city: 'Essars', citycode: '62310', postcode: '62400' };
const lillers = { city: 'Lillers', citycode: '62516', postcode: '62190' };
const sanMartino = { city: 'San-Martino-di-Lota', citycode: '2B305', postcode: '20200' };
const aguessac = { city: 'Aguessac', citycode: '12002', postcode: '12520' };
const bruay = { city: 'Bruay-la-Buissière', citycode: '62178', postcode: '62700' };
const labuissiere = { ...bruay, oldcity: 'Labuissière', oldcitycode: '62482' };

const saintDenis = { city: 'Saint-Denis', citycode: '93066', postcode: '93200' };

let longitude = 2;
/** A street with the numbers 1 to 20, some kilometres from the one before. */
function street(name: string, place: Omit<BookRow, 'street' | 'lon' | 'lat'>): BookRow[] {
  longitude += 0.05;
  return Array.from({ length: 20 }, (_, i) => {
    const number = i + 1;
    const side = number % 2 === 1 ? 0.0001 : -0.0001;
    return { ...place, street: name, number, lon: longitude + i * 0.0001, lat: 50.5 + side };
  });
}

const rows: BookRow[] = [
  ...[camares, belfort, nubecourt].flatMap((place) => street('Rue de la République', place)),
  ...street('Avenue des Bains', digne),
  ...street('Rue de la Prairie', bethune),
  ...street('Rue de Lille', bethune),
  ...street('Rue des Jardins', bethune),
  ...street('Rue des Carmes', bethune),
  ...street('Rue Bellevue', bethune),
  ...street('Rue de Bel Air', bethune),
  ...street('Rue du Port', bethune),
  ...street('Rue Gustave Flaubert', bethune),
  ...street('Route Nationale', bethune),
  ...street('Rue Jean XXIII', bethune),
  ...street('Rue du 19 Mars 1962', bethune),
  ...street('Rue du 8 Mai 1945', bethune),
  ...street('Rue du Vieux Moulin', bethune),
  ...street('Rue du Général Leclerc', bethune),
  ...street('Quartier des Fontaines', bethune),
  ...street('Voie Communale des Prés', bethune),
  ...street('Rue Berger', lillers),
  ...street('Rue du Berger', lillers),
  ...street('Rue Philippe Berger', lillers),
  ...street('Rue Étienne Cabrol', lillers),
  ...street('Rue Urbain Cabrol', lillers),
  ...street('Rue de la Croix Blanche', lillers),
  ...street('Rue de l’Hôtel de la Croix Blanche', lillers),
  ...street('Passe du Couvent', lillers),
  ...street('Rue du Couvent', lillers),
  ...street('Rue du Bois Fleuri', essars),
  ...street('Route de San-Martino', sanMartino),
  ...street('Rue du Parc', aguessac),
  ...street('Rue des Glaïeuls', saintDenis),
  ...street('Rue du Professeur Calmette', bethune),
  ...street('Rue du Président Wilson', bethune),
  ...street('Avenue du Président Roux', bethune),
  ...street('Avenue du Professeur Roux', bethune),
  ...street('Rue Pasteur', bruay),
  ...street('Rue du Marais', labuissiere),
];

let book: LocalAddresses;
let close: () => void;
beforeAll(async () => {
  ({ book, close } = await openBookOf(rows));
});
afterAll(() => close());

const meant = (text: string) => plausibleOf(book.search({ text, limit: MOST_CANDIDATES }), { text });

describe('is never sure:', () => {
  it.each([
    // A commune that is not loaded, whose name resembles one that is.
    ['12 rue de la République 12800 Cabanès', '12 Rue de la République 12360 Camarès'],
    ['12 rue de la République Cabanès', '12 Rue de la République 12360 Camarès'],
    ['12 rue de la République Belmont', '12 Rue de la République 90000 Belfort'],
    ['12 rue de la République 55250 Vaubecourt', '12 Rue de la République 55250 Nubécourt'],
    // A postcode of another département, loaded or not.
    ['43370 Bains', null],
    ['12 avenue des Bains 43370 Bains', null],
    ['12 rue de la République 62400 Belfort', '12 Rue de la République 90000 Belfort'],
    ['12 rue de la République 75001 Belfort', '12 Rue de la République 90000 Belfort'],
    // Another street.
    ['3 rue de la Mairie 62400 Béthune', '3 Rue de la Prairie 62400 Béthune'],
    ['3 rue de Paille 62400 Béthune', '3 Rue de Lille 62400 Béthune'],
    ['3 rue des Tarins 62400 Béthune', '3 Rue des Jardins 62400 Béthune'],
    ['3 rue Barbès 62400 Béthune', '3 Rue des Carmes 62400 Béthune'],
    ['3 rue du Pont 62400 Béthune', '3 Rue du Port 62400 Béthune'],
    ['3 rue des Cartes 62400 Béthune', '3 Rue des Carmes 62400 Béthune'],
    ['3 rue de Lilas 62400 Béthune', null],
    // A number of something else.
    ['RN2 62400 Béthune', null],
    ['RN 2, point kilométrique 4, 62400 Béthune', null],
    ['route nationale PK 12 62400 Béthune', null],
    // The commune's words in the name of a street.
    ['Rue des Castors San-Martino', null],
    ['5 rue des Castors 20200 San-Martino-di-Lota', null],
    // A place beside a number.
    ['face au 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['derrière le 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['à côté du 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['en face du n° 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['près du 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['entre le 7 et le 9 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['rue de Lille au niveau du 7 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['à 50 m du 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['au-dessus du 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['au bout du 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['jouxtant le 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['contigu au 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    // A word behind the postcode names a commune, not a street.
    ['3 rue 62400 Lille', null],
    ['3 rue de l’Esplanade 62400 Lille', null],
    ['3 rue 62400 Pasteur', null],
    // A commune of the same name elsewhere in France.
    ['12 rue des Glaïeuls Saint-Denis', '12 Rue des Glaïeuls 93200 Saint-Denis'],
    ['12 rue des Glaïeuls St Denis', '12 Rue des Glaïeuls 93200 Saint-Denis'],
    ['12 rue des Glaïeuls Saint-Dennis', '12 Rue des Glaïeuls 93200 Saint-Denis'],
    ['Saint-Denis', 'Saint-Denis'],
    // Two streets.
    ['8 rue de Lille et 10 rue des Jardins 62400 Béthune', null],
    ['8 rue de Lille et 10 rue de Lille 62400 Béthune', null],
    ['8 rue de Lille / 10 rue des Jardins 62400 Béthune', null],
    ['8 rue de Lille et rue des Jardins 62400 Béthune', null],
    // The neighbour commune under a shared postcode.
    ['3 rue du Bois Fleuri 62400 Béthune', '3 Rue du Bois Fleuri 62400 Essars'],
  ])('%s', (text, label) => {
    const { candidates, mayBeElsewhere } = meant(text);
    expect(mayBeElsewhere).toBe(true);
    if (label !== null) expect(candidates[0]?.label).toBe(label);
  });
});

describe('is sure:', () => {
  it.each([
    ['3 rue de Belair 62400 Béthune', '3 Rue de Bel Air 62400 Béthune'],
    ['3 rue du PR Calmette 62400 Béthune', '3 Rue du Professeur Calmette 62400 Béthune'],
    ['3 rue Pr. Wilson 62400 Béthune', '3 Rue du Président Wilson 62400 Béthune'],
    ['12 rue des Glaïeuls 93200 Saint-Denis', '12 Rue des Glaïeuls 93200 Saint-Denis'],
    ['12 rue des Glaïeuls Saint-Denis Seine-Saint-Denis', '12 Rue des Glaïeuls 93200 Saint-Denis'],
    ['3 rue Belle vue 62400 Béthune', '3 Rue Bellevue 62400 Béthune'],
    ['3 rue gustaveflaubert 62400 Béthune', '3 Rue Gustave Flaubert 62400 Béthune'],
    ['3 rue Gustave Flauberrt 62400 Béthune', '3 Rue Gustave Flaubert 62400 Béthune'],
    ['3 rue Jean 23 62400 Béthune', '3 Rue Jean XXIII 62400 Béthune'],
    ['3 rue du dix-neuf mars 1962 62400 Béthune', '3 Rue du 19 Mars 1962 62400 Béthune'],
    ['3 rue du 19/3/1962 62400 Béthune', '3 Rue du 19 Mars 1962 62400 Béthune'],
    ['3 rue du 19/03/62 62400 Béthune', '3 Rue du 19 Mars 1962 62400 Béthune'],
    ['3 rue du 8 mai 45 62400 Béthune', '3 Rue du 8 Mai 1945 62400 Béthune'],
    ['3 rue du VX MLN 62400 Béthune', '3 Rue du Vieux Moulin 62400 Béthune'],
    ['3 R DU GAL LECLERC 62400 BETHUNE', '3 Rue du Général Leclerc 62400 Béthune'],
    ['3 QRT des Fontaines 62400 Béthune', '3 Quartier des Fontaines 62400 Béthune'],
    ['3 VC des Prés 62400 Béthune', '3 Voie Communale des Prés 62400 Béthune'],
    ['2 rue du Parc 12520 Aguessac', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc 12520 Aguessac Aveyron', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc Aguessac (12)', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc 12520 Aguessac, Occitanie, France', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc Aguessac 12520 Aguessac', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc Immeuble Le Concorde 12520 Aguessac', '2 Rue du Parc 12520 Aguessac'],
    ['Immeuble Le Concorde 2 rue du Parc 12520 Aguessac', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc F-12520 Aguessac', '2 Rue du Parc 12520 Aguessac'],
    ['2 rue du Parc 12 520 Aguessac', '2 Rue du Parc 12520 Aguessac'],
    ['12bisRue de Lille 62400 Béthune', '12 bis Rue de Lille 62400 Béthune'],
    ['3 rue de Lille 3e étage porte gauche 62400 Béthune', '3 Rue de Lille 62400 Béthune'],
    ['12 rue du Marais BRUAY LABUISSIERE', '12 Rue du Marais 62700 Bruay-la-Buissière'],
    ['12 rue Pasteur BRUAY LABUISSIERE', '12 Rue Pasteur 62700 Bruay-la-Buissière'],
    ['Mme Durand, demeurant au 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['locataire du 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['au 7 rue de Lille 62400 Béthune', '7 Rue de Lille 62400 Béthune'],
    ['62400 Béthune 7 rue de Lille', '7 Rue de Lille 62400 Béthune'],
    ['62400 Béthune, rue de Lille, 7', '7 Rue de Lille 62400 Béthune'],
    ['Résidence du Parc, 62400 Béthune, 7 rue de Lille', '7 Rue de Lille 62400 Béthune'],
  ])('%s', (text, label) => {
    const { candidates, doubts, mayBeElsewhere } = meant(text);
    expect(candidates.map((one) => one.label)).toEqual([label]);
    expect({ mayBeElsewhere, doubts: doubts.filter((doubt) => doubt !== 'address-interpolated') }).toEqual({
      mayBeElsewhere: false,
      doubts: [],
    });
  });

  it('a day in a street is no number of it', () => {
    expect(meant('rue du 8 mai 62400 Béthune').candidates[0]).toMatchObject({ type: 'street', housenumber: null });
  });
});

describe('several numbers are as many candidates', () => {
  it.each([
    '8-10',
    '8/10',
    '8 à 10',
    '8 et 10',
    '8, 10',
    '8 & 10',
    '8+10',
    '8 ou 10',
    '8 au 10',
    'du 8 au 10',
    'n° 8 et n° 10',
    '8 10',
    '10-8',
    '10 et 8',
    '10, 8',
    '10 8',
    'n°8 n°10',
  ])('%s', (numbers) => {
    const { candidates } = meant(`${numbers} rue de Lille 62400 Béthune`);
    const found = candidates.map(({ housenumber }) => housenumber);
    expect(found).toContain('8');
    expect(found).toContain('10');
    expect(candidates.every(({ street }) => street === 'Rue de Lille')).toBe(true);
  });

  it.each(['8 et aussi 10', '8 puis 10', '8 ainsi que le 10', '8|10', '8;10', '8 -> 10'])('%s', (numbers) => {
    const found = meant(`${numbers} rue de Lille 62400 Béthune`).candidates.map(({ housenumber }) => housenumber);
    expect(found).toEqual(expect.arrayContaining(['8', '10']));
  });

  it.each(['20 et 26', '26, 20', 'du 20 au 26', '20-26'])('%s, of which the street has no 26', (numbers) => {
    const { candidates, mayBeElsewhere } = meant(`${numbers} rue de Lille 62400 Béthune`);
    expect(candidates.map(({ type }) => type)).toEqual(expect.arrayContaining(['housenumber', 'street']));
    expect(mayBeElsewhere).toBe(true);
  });

  it.each(['8, 10 et 12', '8 10 12', '12, 8 & 10', '8 et 10 et 12', '8/10/12', 'n° 8, 10 et 12'])('%s', (numbers) => {
    const found = meant(`${numbers} rue de Lille 62400 Béthune`).candidates.map(({ housenumber }) => housenumber);
    expect(found).toEqual(expect.arrayContaining(['8', '10', '12']));
  });

  it.each(['8 & 10', '8+10', '8 ou 10', '8 au 10', '10 à 8', 'du 8 au 10', '8 bis et 10', 'n° 8 et n° 10'])(
    'behind a building too: %s',
    (numbers) => {
      const { candidates } = meant(`Immeuble Le Concorde, ${numbers} rue de Lille 62400 Béthune`);
      const found = candidates.map(({ housenumber }) => housenumber);
      expect(found).toContain('10');
      expect(found.some((number) => number?.startsWith('8'))).toBe(true);
    },
  );

  it('but the number of a building is none of them', () => {
    const { candidates } = meant('Résidence 3, 12 rue de Lille 62400 Béthune');
    expect(candidates.map(({ housenumber }) => housenumber)).toEqual(['12']);
  });

  it('behind the street too', () => {
    const found = meant('rue de Lille 8, 10 62400 Béthune').candidates.map(({ housenumber }) => housenumber);
    expect(found).toEqual(expect.arrayContaining(['8', '10']));
  });

  it.each(['8 bis', '8 rue', '8'])('but not %s', (number) => {
    const text = `${number} ${number.endsWith('rue') ? '' : 'rue '}de Lille 62400 Béthune`;
    expect(meant(text).candidates).toHaveLength(1);
  });
});

describe('an abbreviation that may be one of two words', () => {
  it('finds both', () => {
    const labels = meant('3 avenue du Pr Roux 62400 Béthune').candidates.map(({ label }) => label);
    expect(labels.sort()).toEqual([
      '3 Avenue du Professeur Roux 62400 Béthune',
      '3 Avenue du Président Roux 62400 Béthune',
    ]);
  });
});

describe('homonyms but for a forename or an article are each a candidate', () => {
  it.each(['3 rue Berger 62190 Lillers', '3 rue du berger lillers', '3 r. Berger, Lillers'])('%s', (text) => {
    const names = meant(text).candidates.map(({ name }) => name);
    expect(names.sort()).toEqual(['3 Rue Berger', '3 Rue Philippe Berger', '3 Rue du Berger']);
  });

  it.each([
    ['3 rue Cabrol 62190 Lillers', ['3 Rue Urbain Cabrol', '3 Rue Étienne Cabrol']],
    ['3 rue Blanche 62190 Lillers', ['3 Rue de la Croix Blanche', '3 Rue de l’Hôtel de la Croix Blanche']],
    ['3 du Couvent 62190 Lillers', ['3 Passe du Couvent', '3 Rue du Couvent']],
  ])('where no street has the typed name alone: %s', (text, names) => {
    expect(
      meant(text)
        .candidates.map(({ name }) => name)
        .sort(),
    ).toEqual(names);
  });

  it('but the forename that is typed decides', () => {
    expect(meant('3 rue Philippe Berger 62190 Lillers').candidates.map(({ name }) => name)).toEqual([
      '3 Rue Philippe Berger',
    ]);
  });

  it.each(['3 Rue Berger 62190 Lillers', '3 Rue du Berger 62190 Lillers'])(
    'and the whole label as the data writes it decides: %s',
    (label) => {
      expect(meant(label).candidates.map((one) => one.label)).toEqual([label]);
    },
  );
});

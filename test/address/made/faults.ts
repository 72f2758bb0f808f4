import { communeFaults } from './commune-faults.ts';
import type { Fault } from './fault.ts';
import { eachPart } from './line.ts';
import { numberFaults } from './number-faults.ts';
import { unaccented, withoutLigatures } from './spelling.ts';
import { streetFaults } from './street-faults.ts';
import { surroundingsFaults } from './surroundings-faults.ts';
import { oneOf } from './words.ts';

/** Faults of the line as a whole: its writing, its order. */
const lineFaults: readonly Fault[] = [
  {
    name: 'complement before',
    touches: ['before'],
    spoil: (line, _, random) => ({ ...line, before: oneOf(random, COMPLEMENTS)(random), separator: ', ' }),
  },
  {
    name: 'trailing FRANCE',
    touches: ['end'],
    spoil: (line, _, random) => ({ ...line, end: oneOf(random, ['FRANCE', 'France', '(France)']) }),
  },
  {
    name: 'commune first',
    touches: ['order'],
    spoil: (line) => (line.postcode === null && line.city === null ? null : { ...line, order: 'commune first' }),
  },
  {
    name: 'number last',
    touches: ['order', 'number'],
    // « Rue du 8 Mai 1945 12 » has several numbers that may be the house's.
    spoil: (line) => (/\d/.test(line.street) ? null : { ...line, order: 'number last' }),
  },
  { name: 'commas', touches: ['separator'], spoil: (line) => ({ ...line, separator: ', ' }) },
  {
    name: 'hyphens and apostrophes missing',
    touches: ['hyphens'],
    spoil: (line) => eachPart(line, (text) => text.replace(/(?<=\p{L})[-'’](?=\p{L})/gu, ' ')),
  },
  {
    name: 'typographic apostrophe',
    touches: ['hyphens'],
    spoil: (line) => eachPart(line, (text) => text.replaceAll("'", '’')),
  },
  { name: 'accents missing', touches: ['accents'], spoil: (line) => eachPart(line, unaccented) },
  { name: 'oe for œ', touches: ['accents'], spoil: (line) => eachPart(line, withoutLigatures) },
  { name: 'all capitals', touches: ['case'], spoil: (line) => eachPart(line, (text) => text.toUpperCase()) },
  { name: 'all small letters', touches: ['case'], spoil: (line) => eachPart(line, (text) => text.toLowerCase()) },
  {
    name: 'duplicated blanks',
    touches: ['blanks'],
    spoil: (line, _, random) => eachPart(line, (text) => text.replaceAll(' ', random() < 0.7 ? '  ' : ' ')),
  },
];

/** Faults of ordinary people and ordinary files, in the order in which they are applied. */
export const ordinaryFaults: readonly Fault[] = [
  ...numberFaults,
  ...streetFaults,
  ...communeFaults,
  ...surroundingsFaults,
  ...lineFaults,
];

const COMPLEMENTS: readonly ((random: () => number) => string)[] = [
  (random) => `Bât ${oneOf(random, ['A', 'B', 'C', 'D'])}`,
  (random) => `Bâtiment ${oneOf(random, ['A', 'B', 'Chopin', 'Ravel'])} Appt ${1 + Math.floor(60 * random())}`,
  (random) => `Appt ${1 + Math.floor(60 * random())}`,
  (random) => `${oneOf(random, ['1er', '2e', '3e', '4ème'])} étage`,
  (random) =>
    `Chez ${oneOf(random, ['M.', 'Mme', 'Mlle'])} ${oneOf(random, ['Dupont', 'Martin', 'Lefebvre', 'Caron'])}`,
  (random) => `Résidence ${oneOf(random, ['Bellevue', 'Panorama', 'Horizon', 'Aquarelle'])}`,
  (random) =>
    `Résidence ${oneOf(random, ['Bellevue', 'Panorama'])}, Entrée ${oneOf(random, ['2', '3', 'B'])}, Appt ` +
    `${1 + Math.floor(60 * random())}`,
  () => 'Logement 2',
];

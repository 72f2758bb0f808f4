import type { Fault } from './fault.ts';
import { oneOf } from './words.ts';

/** What people write around an address, or join and split in it: nothing of it is another address. */
export const surroundingsFaults: readonly Fault[] = [
  {
    name: 'words joined',
    touches: ['name', 'case'],
    spoil: (line) => {
      const street = line.street.replace(/(?<= )(\p{Lu}\p{L}{2,}) (\p{L}{3,})/u, (_, a, b) => a + b.toLowerCase());
      return street === line.street ? null : { ...line, street };
    },
  },
  {
    name: 'word split',
    touches: ['name'],
    spoil: (line) => {
      const street = line.street.replace(/(?<= )(\p{L}{4})(?!aux|ea|la|le|du|de|des|les)(\p{L}{4,})/u, '$1 $2');
      return street === line.street ? null : { ...line, street };
    },
  },
  {
    name: 'date in figures',
    touches: ['name'],
    spoil: (line) => {
      const street = line.street
        .replace(/(\d+) Mai (\d{4})/, '$1/5/$2')
        .replace(/(\d+) Mars (\d{4})/, '$1/03/$2')
        .replace(/(\d+) Novembre (\d{4})/, '$1-11-$2');
      return street === line.street ? null : { ...line, street };
    },
  },
  {
    name: 'département behind',
    touches: ['end'],
    spoil: (line, _, random) => ({
      ...line,
      end: oneOf(random, ['Pas-de-Calais', '(62)', 'Hauts-de-France', 'FRANCE']),
    }),
  },
  {
    name: 'commune twice',
    touches: ['after', 'city'],
    spoil: (line) => (line.city === null ? null : { ...line, after: line.city }),
  },
  {
    name: 'building behind',
    touches: ['after'],
    spoil: (line, _, random) => ({
      ...line,
      after: oneOf(random, ['Immeuble Horizon', 'bât Ravel', 'Résidence Opale']),
    }),
  },
  {
    name: 'country code',
    touches: ['postcode'],
    spoil: (line) => (line.postcode === null ? null : { ...line, postcode: `F-${line.postcode}` }),
  },
  {
    name: 'postcode in two pieces',
    touches: ['postcode', 'separator', 'order'],
    spoil: (line) => (line.postcode === null ? null : { ...line, postcode: line.postcode.replace(/^(..)/, '$1 ') }),
  },
];

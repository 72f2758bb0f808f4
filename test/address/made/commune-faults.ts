import type { Random } from '../../shapes.ts';
import type { Fault, Subject } from './fault.ts';
import { letterErrors } from './letters.ts';
import { oneOf } from './words.ts';

/** Faults of the commune, its postcode, and postal additions. */
export const communeFaults: readonly Fault[] = [
  {
    name: 'wrong postcode',
    touches: ['postcode'],
    spoil: (line, subject, random) => {
      const postcode = foreignPostcode(subject, random);
      return postcode === null ? null : { ...line, postcode };
    },
  },
  {
    name: 'postcode missing',
    touches: ['postcode'],
    spoil: (line) => ({ ...line, postcode: null }),
  },
  {
    name: 'commune missing, postcode kept',
    touches: ['postcode', 'city', 'end'],
    spoil: (line) => ({ ...line, city: null }),
  },
  {
    name: 'commune given apart',
    touches: ['postcode', 'city', 'end'],
    spoil: (line, { address }) => ({ ...line, city: null, postcode: null, citycodeApart: address.citycode }),
  },
  {
    name: 'postcode given apart',
    touches: ['postcode', 'city', 'end'],
    spoil: (line, { address }) => ({ ...line, city: null, postcode: null, postcodeApart: address.postcode }),
  },
  {
    name: 'CEDEX',
    touches: ['postcode', 'end', 'after'],
    spoil: (line, subject, random) => {
      const box = random() < 0.3 ? '' : `${oneOf(random, ['BP', 'CS', 'B.P.'])} ${Math.floor(1 + 999 * random())}`;
      const postcode = random() < 0.5 ? line.postcode : cedexPostcode(subject, random);
      return { ...line, after: box, postcode, end: oneOf(random, ['CEDEX', 'Cedex', 'CEDEX 2']) };
    },
  },
  {
    name: 'former commune instead',
    touches: ['city'],
    spoil: (line, { address: { oldcity } }) =>
      oldcity === null ? null : { ...line, city: oldcity, namesOldCity: true },
  },
  {
    name: 'former commune as well',
    touches: ['city', 'after'],
    spoil: (line, { address: { oldcity } }, random) => {
      if (oldcity === null) return null;
      return random() < 0.5
        ? { ...line, after: oldcity, separator: ', ', namesOldCity: true }
        : { ...line, end: `(${oldcity})`, namesOldCity: true };
    },
  },
  {
    name: 'commune: one letter',
    touches: ['city'],
    spoil: (line, _, random) => withErrors(line, 5, 1, random),
  },
  {
    name: 'commune: two letters',
    touches: ['city'],
    spoil: (line, _, random) => withErrors(line, 8, 2, random),
  },
];

/** A postcode of the set that the commune does not have. */
function foreignPostcode({ address, truth }: Subject, random: Random): string | null {
  const own = truth.set.communes.find(({ citycode }) => citycode === address.citycode)!.postcodes;
  const other = oneOf(random, truth.set.communes).postcodes[0]!;
  return own.includes(other) ? null : other;
}

/** A postcode of post boxes: the next free one, as 62408 after 62400. */
function cedexPostcode({ address, truth }: Subject, random: Random): string {
  let number = Number(address.postcode) + Math.ceil(9 * random());
  while (truth.streetsOfPostcode.has(String(number))) number = number === 62_999 ? 62_001 : number + 1;
  return String(number);
}

function withErrors(line: Parameters<Fault['spoil']>[0], shortest: number, count: number, random: Random) {
  if (line.city === null) return null;
  let city = line.city;
  for (let i = 0; i < count; i++) {
    const words = city.split(/(?<=[- ])/);
    const long = words.flatMap((word, at) => (word.length >= shortest ? [at] : []));
    if (long.length === 0) return null;
    const at = oneOf(random, long);
    city = words.with(at, oneOf(random, letterErrors).err(words[at]!, random)).join('');
  }
  return { ...line, city };
}

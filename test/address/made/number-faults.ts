import type { Fault } from './fault.ts';
import type { MadeAddress } from './street.ts';
import { oneOf } from './words.ts';

/** Faults of the number and its repetition index. */
export const numberFaults: readonly Fault[] = [
  {
    name: 'b for bis',
    touches: ['number'],
    spoil: (line, { address, truth }, random) => {
      const { number, suffix } = address;
      if (suffix !== 'bis' && suffix !== 'ter') return null;
      const letter = suffix[0]!;
      // Where 12 B exists beside 12 bis, « 12b » means it.
      if (truth.ids.has(idOf(address, number, letter))) return null;
      const spelled = oneOf(random, [
        `${number}${letter}`,
        `${number} ${letter.toUpperCase()}`,
        `${number}${letter.toUpperCase()}`,
      ]);
      return { ...line, number: spelled };
    },
  },
  {
    name: 'index without a blank',
    touches: ['number'],
    spoil: (line, { address: { number, suffix } }, random) =>
      suffix === null ? null : { ...line, number: `${number}${random() < 0.7 ? suffix : suffix.toUpperCase()}` },
  },
  {
    name: 'number to number',
    touches: ['number'],
    spoil: (line, { address, truth }, random) => {
      const { number, suffix } = address;
      const second = number + 2;
      // Only where the second number is no address: otherwise both would be right.
      if (suffix !== null || truth.ids.has(idOf(address, second, null))) return null;
      return {
        ...line,
        number: oneOf(random, [`${number} à ${second}`, `${number}-${second}`, `${number}/${second}`]),
      };
    },
  },
  {
    name: 'n° before the number',
    touches: ['number', 'order'],
    spoil: (line, _, random) => ({ ...line, number: `${oneOf(random, ['n°', 'N° ', 'no '])}${line.number}` }),
  },
];

function idOf({ streetId }: MadeAddress, number: number, suffix: string | null): string {
  return `${streetId}_${String(number).padStart(5, '0')}${suffix === null ? '' : `_${suffix}`}`;
}

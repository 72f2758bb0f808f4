import type { Random } from '../../shapes.ts';
import type { Fault } from './fault.ts';
import { letterErrors } from './letters.ts';
import { TYPE_ABBREVIATIONS, WORD_ABBREVIATIONS } from './spelling.ts';
import { FORENAMES, oneOf } from './words.ts';

/** Faults of the street's name. */
export const streetFaults: readonly Fault[] = [
  {
    name: 'type abbreviated',
    touches: ['type'],
    spoil: (line, _, random) => {
      const [type, ...rest] = line.street.split(' ');
      const short = TYPE_ABBREVIATIONS[type!];
      if (short === undefined || rest.length === 0) return null;
      return { ...line, street: [oneOf(random, short), ...rest].join(' ') };
    },
  },
  { name: 'St for Saint', touches: ['title'], spoil: (line, _, random) => abbreviated(line, random, /^Sainte?$/) },
  {
    name: 'title abbreviated',
    touches: ['title'],
    spoil: (line, _, random) => abbreviated(line, random, /^(?!Sainte?$)/),
  },
  {
    name: 'forename left out',
    touches: ['name', 'title'],
    spoil: (line) => {
      const [type, forename, ...surname] = line.street.split(' ');
      if (!FORENAMES.includes(forename!) || !/^[A-ZÀ-Ý]/.test(surname[0] ?? '')) return null;
      return { ...line, street: [type, ...surname].join(' '), isShortened: true };
    },
  },
  {
    name: 'title left out',
    touches: ['name', 'title'],
    spoil: (line) => {
      const [type, title, ...surname] = line.street.replace(/ (?:du |de l')/, ' ').split(' ');
      if (WORD_ABBREVIATIONS[title!] === undefined || /^Sainte?/.test(title!) || !/^[A-ZÀ-Ý]/.test(surname[0] ?? ''))
        return null;
      return { ...line, street: [type, ...surname].join(' '), isShortened: true };
    },
  },
  {
    name: 'article missing',
    touches: ['article'],
    spoil: (line) => ({ ...line, street: line.street.replace(/ (?:de la |de l'|du |des |de |d')(?=\S)/, ' ') }),
  },
  {
    name: 'article too many',
    touches: ['article'],
    spoil: (line, _, random) =>
      // « Rue Jean Jaurès », not « La Place » nor « Cité 34 ».
      /^\S{3,} (?!Les )[A-ZÀ-Ý]\S{2}/.test(line.street)
        ? { ...line, street: line.street.replace(' ', ` ${oneOf(random, ['de', 'du', 'de la'])} `) }
        : null,
  },
  ...letterErrors.map(
    ({ name, err }): Fault => ({
      name: `street: ${name}`,
      touches: ['name'],
      spoil: (line, _, random) => {
        const words = line.street.split(' ');
        // Not in the type, which the rest of the name would hardly need.
        const long = words.flatMap((word, i) => (i > 0 && /^(?:[dl]['’])?\p{L}[\p{L}-]{3,}$/u.test(word) ? [i] : []));
        if (long.length === 0) return null;
        const at = oneOf(random, long);
        return { ...line, street: words.with(at, err(words[at]!, random)).join(' ') };
      },
    }),
  ),
];

function abbreviated(line: Parameters<Fault['spoil']>[0], random: Random, which: RegExp) {
  const street = line.street.replace(/\p{L}+/gu, (word) => {
    const short = which.test(word) ? WORD_ABBREVIATIONS[word] : undefined;
    return short === undefined ? word : oneOf(random, short);
  });
  // Both « St-Éloi » and « St Éloi » are common.
  return { ...line, street: random() < 0.5 ? street.replace(/\b(ste?)-/i, '$1 ') : street };
}

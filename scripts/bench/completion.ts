import type { Candidate } from '../../src/address/candidate.ts';
import type { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { agreesWith, isWholeOf } from '../../test/address/agreeing.ts';

/** Types addresses from all parts of a file letter by letter, and follows the first completion. */
export function typeLetterByLetter(book: LocalAddresses, count: number): Typing {
  const typing = { agreeing: 0, changed: 0, untilFirst: 0, untilFive: 0, wholeRight: 0, count: 0 };
  book.sample(count).forEach((address, i) => {
    const { text, isRight } = WAYS[i % WAYS.length]!(address);
    let before: Candidate | undefined;
    let first = 0;
    let five = 0;
    for (let at = FEWEST; at <= text.length; at++) {
      const typed = text.slice(0, at);
      const found = book.search({ text: typed, limit: 6, autocomplete: true });
      if (before && agreesWith(before, typed)) {
        typing.agreeing++;
        const isSame = found[0]?.label === before.label || (found[0] && isWholeOf(found[0], typed));
        if (!isSame) {
          typing.changed++;
          if (process.env.CHANGED) process.stderr.write(`${typed}\t${before.label}\t${found[0]?.label}\n`);
        }
      }
      before = found[0];
      if (!(before && isRight(before))) first = at;
      if (!found.slice(0, 5).some(isRight)) five = at;
    }
    typing.count++;
    typing.untilFirst += first + 1;
    typing.untilFive += five + 1;
    typing.wholeRight += Number(before !== undefined && isRight(before));
  });
  return {
    changed: (typing.changed / typing.agreeing) * 100,
    untilFirst: typing.untilFirst / typing.count,
    untilFive: typing.untilFive / typing.count,
    wholeRight: (typing.wholeRight / typing.count) * 100,
  };
}

/** What happens while addresses are typed. */
export interface Typing {
  /** Per cent of the keystrokes with which the first completion agrees that change it. */
  readonly changed: number;
  /** Letters typed until the right address is first for good, or among the first five. */
  readonly untilFirst: number;
  readonly untilFive: number;
  /** Per cent of whole texts whose right address is first. */
  readonly wholeRight: number;
}

type Way = (address: Candidate) => { text: string; isRight: (candidate: Candidate) => boolean };

/** The ways of typing an address. */
const WAYS: readonly Way[] = [
  (address) => houseAs(address, `${address.name} ${address.city}`),
  (address) => houseAs(address, address.label),
  (address) => houseAs(address, plain(`${address.name} ${address.city}`)),
  (address) => houseAs(address, abbreviated(plain(`${address.name} ${address.city}`))),
  (address) => ({
    text: `${address.street} ${address.city}`,
    isRight: ({ street, citycode }) => street === address.street && citycode === address.citycode,
  }),
  ({ city, citycode }) => ({
    text: city,
    isRight: (candidate) => candidate.type === 'municipality' && candidate.citycode === citycode,
  }),
];

function houseAs({ name, citycode }: Candidate, text: string): ReturnType<Way> {
  return { text, isRight: (candidate) => candidate.name === name && candidate.citycode === citycode };
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function abbreviated(text: string): string {
  const short: Readonly<Record<string, string>> = {
    rue: 'r',
    avenue: 'av',
    boulevard: 'bd',
    place: 'pl',
    chemin: 'che',
  };
  return text.replace(/(?<=^\d+(?: [a-z]+)? )[a-z]+/, (type) => short[type] ?? type);
}

const FEWEST = 3;

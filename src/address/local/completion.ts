import { type AddressQuestion, type Candidate, importanceOf } from '../candidate.ts';
import { BegunLabel, type LabelWords } from '../match/begun-label.ts';
import { type BegunText, isHouseNumber, isNumberAlone, mayBeSuffix, readBegun } from '../match/begun-text.ts';
import { REPETITIONS, type Token } from '../typed.ts';
import { plainWordsOf, wordsOf } from '../words.ts';
import type { AddressTables, EntryRow } from './address-tables.ts';
import { awayFrom } from './candidate-order.ts';
import type { LocalCandidates } from './local-candidates.ts';
import type { AddressSearch } from './search.ts';

/**
 * Completes an address being typed. A candidate agrees with the text when its label has every typed word, in any order,
 * and begins one with the last. Candidates come in the fixed order of their entries, so that the first one stays as
 * long as it agrees with the letters that are added.
 */
export class Completion {
  readonly #search: AddressSearch;
  readonly #tables: AddressTables;
  readonly #candidates: LocalCandidates;
  /** The entries compared last: the order is fixed, so that the same ones are compared with most texts. */
  readonly #recent = new Map<number, RecentEntry>();

  constructor(search: AddressSearch, tables: AddressTables, candidates: LocalCandidates) {
    this.#search = search;
    this.#tables = tables;
    this.#candidates = candidates;
  }

  /**
   * At most `limit` candidates that agree with a text, the nearest first where `near` is given. Where no street has the
   * typed number, it may lie between known ones.
   */
  complete(question: AddressQuestion): Candidate[] {
    const begun = readBegun(question.text);
    if (begun === null) return [];
    const found = this.#agreeing(begun, question);
    // Too many entries have the other words for each to be compared with what may be an article.
    return found.length > 0 || !begun.mayBeNoWord ? found : this.#agreeing({ ...begun, mayBeNoWord: false }, question);
  }

  #agreeing(begun: BegunText, { text, citycode, postcode, type, limit, near }: AddressQuestion): Candidate[] {
    const kind = type === 'housenumber' ? 'street' : type;
    const wanted = near ? Math.max(limit, AROUND) : limit;
    const found: Candidate[] = [];
    const without: Match[] = [];
    let tried = 0;
    for (const entry of this.#search.begunBy(begun, { citycode, postcode, kind })) {
      const match = this.#match(entry, begun);
      if (match?.isKnown === true) found.push(...this.#candidatesOf(match, type));
      else if (match && without.length < limit) without.push(match);
      if (found.length >= wanted || ++tried >= MOST_TRIED) break;
    }
    if (near) found.sort((a, b) => awayFrom(a, near) - awayFrom(b, near));
    const whole = wordsOf(text).join(' ');
    const at = found.findIndex((candidate) => isWhole(candidate, whole));
    if (at > 0) found.unshift(...found.splice(at, 1));
    if (found.length < limit) {
      // Where other streets may have the number, it is not placed between others: it would not stay.
      const others = tried < MOST_TRIED ? without : without.map((match) => ({ ...match, number: null }));
      const candidates = others.flatMap((match) => this.#candidatesOf(match, type));
      found.push(...candidates.sort((a, b) => b.score - a.score));
    }
    return found.slice(0, limit);
  }

  /** How an entry agrees with the text; null where it does not. */
  #match(entry: number, begun: BegunText): Match | null {
    const recent = this.#entry(entry);
    const { row, words } = recent;
    const label = new BegunLabel(words, begun);
    const [first] = begun.whole;
    // « 8 m » begins « Rue du 8 Mai » rather than a house.
    const isHouse = first !== undefined && isHouseNumber(first) && row.kind === 'street' && !label.hasFollowed(first);
    if (isHouse) {
      const house = houseOf(label, begun, () => this.#suffixesOf(recent, Number(first.word)));
      return house && { row, ...house };
    }
    const missing = begun.whole.filter((token) => !label.has(token));
    if (missing.length === 0 && label.hasBeginning) return { row, number: null, suffix: '', isKnown: true };
    // A number behind its street.
    const number = missing.length === 0 ? begun.beginning : missing[0]!.word;
    const suffix = missing[1]?.isIndex === true ? indexOf(missing[1]) : '';
    const isNumber = /^\d{1,4}$/.test(number) && missing.length <= (suffix === '' ? 1 : 2);
    const isAsWritten = suffix !== '' || begun.written.includes(number);
    if (row.kind !== 'street' || !isNumber || !isAsWritten || (missing.length > 0 && !label.hasBeginning)) return null;
    const isKnown = this.#suffixesOf(recent, Number(number)).some((known) => isSuffix(known, suffix));
    return { row, number: Number(number), suffix, isKnown };
  }

  #candidatesOf({ row, number, suffix }: Match, type: AddressQuestion['type']): Candidate[] {
    const importance = importanceOf(row.size);
    const rest = { others: [], maybe: '', also: null, doubts: [] };
    return this.#candidates
      .of({ entry: row.entry, score: SCORE, number, suffix, importance, ...rest })
      .filter((candidate) => type === undefined || candidate.type === type);
  }

  #entry(entry: number): RecentEntry {
    const recent = this.#recent.get(entry);
    if (recent) return recent;
    const row = this.#tables.entry(entry);
    const made: RecentEntry = {
      row,
      words: {
        written: plainWordsOf(`${row.name} ${row.city} ${row.oldcity}`),
        indexed: this.#search.wordsOf(entry),
        postcode: row.postcode,
      },
      houses: undefined,
    };
    if (this.#recent.size >= MOST_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
    this.#recent.set(entry, made);
    return made;
  }

  /** The repetition indices of a number of a street; an empty one for the number alone. */
  #suffixesOf(recent: RecentEntry, number: number): readonly string[] {
    recent.houses ??= this.#housesOf(recent.row.entry);
    const suffixes = recent.houses.suffixed.get(number) ?? [];
    return recent.houses.plain.includes(number) ? ['', ...suffixes] : suffixes;
  }

  #housesOf(entry: number): Houses {
    const plain: number[] = [];
    const suffixed = new Map<number, string[]>();
    for (const { number, suffix } of this.#tables.numbers(entry)) {
      if (suffix === '') plain.push(number);
      else suffixed.set(number, [...(suffixed.get(number) ?? []), suffix]);
    }
    return { plain: Uint16Array.from(plain), suffixed };
  }
}

/** The numbers of a street: those without a repetition index, and the indices of the others. */
interface Houses {
  readonly plain: Uint16Array;
  readonly suffixed: ReadonlyMap<number, readonly string[]>;
}

/** An entry, its words, and its numbers once one was typed. */
interface RecentEntry {
  readonly row: EntryRow;
  readonly words: LabelWords;
  houses: Houses | undefined;
}

/** How an entry agrees with a typed text. */
interface Match extends House {
  readonly row: EntryRow;
}

interface House {
  /** Null for no house number. */
  readonly number: number | null;
  readonly suffix: string;
  /** Whether the street has the number, or none was typed. */
  readonly isKnown: boolean;
}

/** The house of a street whose number begins the text; null where the street does not agree with the text. */
function houseOf(label: BegunLabel, text: BegunText, knownSuffixes: () => readonly string[]): House | null {
  const [first, second] = text.whole as [Token, ...Token[]];
  const number = Number(first.word);
  const isPlain = label.hasBeginning && label.hasAll(text.whole.slice(1));
  const isSuffixed =
    second !== undefined &&
    (second.isIndex || second.word.length === 1) &&
    label.hasBeginning &&
    label.hasAll(text.whole.slice(2));
  const isBegun = isNumberAlone(text.whole) && text.beginning !== '' && mayBeSuffix(text.beginning);
  if (!isPlain && !isSuffixed && !isBegun) return null;
  const known = knownSuffixes();
  if (isPlain && known.includes('')) return { number, suffix: '', isKnown: true };
  const suffix = known.find((one) =>
    isSuffixed ? isSuffix(one, indexOf(second)) : isBegun && one !== '' && one.startsWith(text.beginning),
  );
  if (suffix !== undefined) return { number, suffix, isKnown: true };
  // The number of a name: « 4 septembre ».
  if (isPlain && label.has(first)) return { number: null, suffix: '', isKnown: true };
  if (isPlain) return { number, suffix: '', isKnown: false };
  return isSuffixed ? { number, suffix: indexOf(second), isKnown: false } : null;
}

function indexOf({ word }: Token): string {
  return REPETITIONS.get(word) ?? word;
}

/** Whether a repetition index of the data is the typed one. */
function isSuffix(suffix: string, typed: string): boolean {
  return suffix === typed || (typed.length === 1 && suffix.length > 1 && suffix.startsWith(typed));
}

/** Whether the whole of an address was typed, with or without its postcode. */
function isWhole({ name, city, label, type }: Candidate, whole: string): boolean {
  const texts = type === 'municipality' ? [label] : [label, `${name} ${city}`];
  return texts.some((text) => wordsOf(text).join(' ') === whole);
}

const SCORE = 0.9;
/** Entries compared with a text at most. */
const MOST_TRIED = 150;
/** Candidates among which the nearest to a point are chosen. */
const AROUND = 20;
/** Entries kept in memory, some 10 MB. */
const MOST_RECENT = 10_000;

import { type CandidateDoubt, importanceOf } from '../candidate.ts';
import { communesOfFrance } from '../communes-of-france.ts';
import { departementOf } from '../local/address-file.ts';
import { hasPostcode, kinds, type SearchIndex } from '../local/search-index.ts';
import type { Typed } from '../typed.ts';
import { monthNames, streetTypes } from '../words.ts';
import { type Area, excused } from './excused.ts';
import { type HouseNumber, isYear, type NumberedDoor, numberIn } from './house-number.ts';
import { isAnotherWord, SHORT_WORD } from './misspelt.ts';
import {
  type Explained,
  explain,
  MENDED,
  NEARLY_PLACED,
  NOTHING,
  nothingTaken,
  PLACED,
  TAKEN,
  type Taken,
} from './name-match.ts';
import type { Read, Vocabulary } from './vocabulary.ts';

/** Scores how well an entry explains a whole typed text. */
export class Judge {
  readonly #index: SearchIndex;
  readonly #vocabulary: Vocabulary;
  /** The INSEE codes of the communes with addresses. */
  readonly #loaded: ReadonlySet<string>;

  constructor(index: SearchIndex, vocabulary: Vocabulary) {
    this.#index = index;
    this.#loaded = new Set(index.citycodes);
    this.#vocabulary = vocabulary;
  }

  /** Scores how well an entry explains the typed text; null when it does not. */
  judge(entry: number, question: Question): Found | null {
    return question.filter.isUnfinished === true
      ? this.#judgeTyping(entry, question)
      : this.#judgeWhole(entry, question);
  }

  /** Judges an unfinished text: everything typed must be explained, but the missing part is unknown. */
  #judgeTyping(entry: number, { typed, tokens, filter }: Question): Found | null {
    const { names, places, kinds: kindOf, entryPlaces, entryOldPlaces } = this.#index;
    const taken = nothingTaken(tokens.length);
    const { used } = taken;
    const isCommune = kinds[kindOf[entry]!] === 'municipality';
    const postcode = this.#postcodeOf(entry, filter.postcode ?? typed.postcode);
    const name = explain(names, entry, tokens, taken, isCommune ? 'place' : 'name', this.#vocabulary);
    // A postcode alone matches communes only.
    if (name.took === 0 && !(tokens.length === 0 && isCommune && postcode === 'same')) return null;
    const old = entryOldPlaces[entry]!;
    const former = old > 0 ? explain(places, old - 1, tokens, taken, 'place', this.#vocabulary) : NOTHING;
    const city = explain(places, entryPlaces[entry]!, tokens, taken, 'place', this.#vocabulary);
    if (postcode === 'foreign' && city.took + former.took === 0) return null;
    const startsWithNumber = tokens[0]?.token.isNumber === true && used[0] !== 0;
    const number = isCommune ? null : numberIn(tokens, taken, name);
    const { share: unexplained } = this.#unexplained(tokens, used, name, -1, filter);
    if (unexplained > MOST_UNEXPLAINED) return null;
    const took = name.took + city.took + former.took;
    const likeness =
      took === 0 ? 1 : (name.took * name.likeness + city.took * city.likeness + former.took * former.likeness) / took;
    const place = postcode === 'other' ? 0.5 : Math.max(city.share, former.share, postcode === 'same' ? 0.9 : 0.7);
    // « 12 rue » begins with a house number; it is not « Rue de la Cité 12 ».
    const isMisread = startsWithNumber && number === null && name.first > 0;
    const score =
      (0.5 + 0.35 * likeness ** 2 + 0.05 * name.score + 0.1 * place) * (1 - UNEXPLAINED_COST * unexplained) -
      name.disorder -
      (isMisread ? MISREAD_COST : 0);
    if (score < LEAST_SCORE) return null;
    if (isCommune && typed.tokens.some(({ isNumber }) => isNumber)) return null;
    return this.#found(entry, score, number, typed, []);
  }

  #judgeWhole(entry: number, question: Question): Found | null {
    const { typed, tokens, namings, filter } = question;
    const { names, places, kinds: kindOf, entryPlaces, entryOldPlaces } = this.#index;
    const taken = nothingTaken(tokens.length);
    const { used } = taken;
    const isCommune = kinds[kindOf[entry]!] === 'municipality';
    const name = explain(names, entry, tokens, taken, isCommune ? 'place' : 'name', this.#vocabulary);
    if (name.share < (name.isLastMatched ? LEAST_LAST_NAME : LEAST_NAME) || !name.isIdentified) return null;
    const old = entryOldPlaces[entry]!;
    const former = old > 0 ? explain(places, old - 1, tokens, taken, 'place', this.#vocabulary) : NOTHING;
    const city = explain(places, entryPlaces[entry]!, tokens, taken, 'place', this.#vocabulary);
    const number = isCommune ? null : numberIn(tokens, taken, name);

    const postcode = this.#postcodeOf(entry, filter.postcode ?? typed.postcode);
    const cityShare = isCommune ? 1 : Math.max(city.share, former.share);
    const isCityNamed = cityShare >= 0.45 || filter.citycode !== undefined;
    // Another commune is named in full, by words that this street's name has only with spelling errors, or not at all.
    const isElsewhere = namings.some(
      (naming) =>
        naming.every((i) => used[i] === MENDED) ||
        (cityShare < WHOLE &&
          filter.citycode === undefined &&
          naming.every((i) => used[i] !== TAKEN) &&
          naming.some((i) => used[i] !== PLACED)),
    );
    // People confuse communes that share a postcode.
    const isNeighbour = isElsewhere && postcode === 'same' && !isCommune && name.share >= WHOLE;
    if (isElsewhere && !isNeighbour) return null;
    if (postcode === 'foreign' && !isCityNamed) return null;
    // « La Place » identifies nothing without a commune.
    if (!name.isDistinctive && !isCityNamed && postcode !== 'same') return null;
    const isExcused = excused(question, used, name, this.#placeOf(entry));
    const unexplainedWords = this.#unexplained(tokens, used, name, number?.at ?? -1, filter, isExcused);
    const { share: unexplained, hasMore, otherTypes, hasOtherNumber } = unexplainedWords;
    // A street that is missing from the data must not match its commune.
    if (isCommune && (hasMore || otherTypes.length > 0)) return null;
    const hasOtherWords = hasMore && !isNeighbour;
    // A name without a distinctive word, beside other words.
    if (hasOtherWords && !name.isDistinctive && !(name.score >= WHOLE && isCityNamed)) return null;
    // A street named after the commune that is meant, in another commune.
    const isNamedCommune = namings.some((naming) => naming.every((i) => used[i] === TAKEN));
    if ((hasOtherWords || otherTypes.length > 0) && !isCityNamed && isNamedCommune) return null;
    // « 16 Cité 3 Lillers » is not Rue de Lillers: words of a commune match no street.
    if (!isCityNamed && !isCommune && unexplained > 0 && name.missedType >= 0 && isNamedCommune) return null;
    // « Béthune » means Béthune rather than Vendin-lès-Béthune.
    const isPartlyNamed =
      filter.citycode === undefined &&
      cityShare < WHOLE &&
      namings.some((naming) => naming.every((i) => used[i] === PLACED));
    const placeTerm =
      (isPartlyNamed ? PARTLY_NAMED : 1) *
      placeTermOf(filter.citycode !== undefined ? 1 : cityShare, isCityNamed, postcode);
    // « 5 rue de Béthune Lillers » is in Lillers: a commune is never named between the words of a street.
    const isSplit = tokens.some((_, i) => used[i]! >= PLACED && i > name.first && i < name.last && !isCommune);
    const explained = 0.7 * name.score + 0.3 * placeTerm;
    // A street and a commune typed in full are meant, whatever else is written.
    const isWhole = name.score >= WHOLE && cityShare >= WHOLE;
    const cost = UNEXPLAINED_COST * (isWhole ? Math.min(unexplained, MOST_BESIDE_WHOLE) : unexplained);
    const score = explained * (1 - cost) - name.disorder - (isSplit ? SPLIT_COST : 0);
    if (score < LEAST_SCORE) return null;
    if (isCommune && typed.tokens.some(({ isNumber }) => isNumber)) return null;
    const isOtherName = hasMore || this.#isOtherWord(tokens, taken, MENDED);
    return this.#found(entry, score, number, typed, [
      ...(postcode === 'foreign' ? (['other-postcode'] as const) : []),
      ...(isCityNamed || isCommune || postcode === 'same' ? [] : (['no-commune'] as const)),
      ...(isNeighbour || this.#isOtherCommune(tokens, taken) ? (['other-commune'] as const) : []),
      ...(postcode === 'none' && this.#hasHomonym(entry, question, taken) ? (['homonymous-commune'] as const) : []),
      ...(this.#isOtherType(name, otherTypes) ? (['other-type'] as const) : []),
      ...(isOtherName && !isNeighbour ? (['other-name'] as const) : []),
      ...(hasOtherNumber ? (['other-number'] as const) : []),
      ...(number?.isBeside === true ? (['beside-number'] as const) : []),
    ]);
  }

  /** The words of the commune of an entry, and of the former one where it was. */
  #placeOf(entry: number): Place {
    const { places, entryPlaces, entryOldPlaces, cities, citycodes } = this.#index;
    const old = entryOldPlaces[entry]!;
    const words = new Set<number>();
    for (const place of old > 0 ? [entryPlaces[entry]!, old - 1] : [entryPlaces[entry]!]) {
      for (let i = places.starts[place]!; i < places.starts[place + 1]!; i++) words.add(places.items[i]!);
    }
    return { words, citycode: citycodes[cities[entry]!]! };
  }

  /** Whether a typed word that was corrected to match the street's name is another word. */
  #isOtherWord(tokens: readonly Read[], { used, words }: Taken, how: number): boolean {
    return tokens.some((read, i) => used[i] === how && isAnotherWord(read, words[i]!, this.#vocabulary));
  }

  /** Whether the commune was matched by correcting a word that another commune has, or that is as near to another. */
  #isOtherCommune(tokens: readonly Read[], { used, words }: Taken): boolean {
    const { wordPlaces } = this.#index;
    return tokens.some((read, i) => {
      if (used[i] !== NEARLY_PLACED) return false;
      const errors = this.#vocabulary.errorsOf(read, words[i]!);
      if (errors === 0) return false;
      if (communesOfFrance().hasWord(read.token.word)) return true;
      if (errors > 1 && read.token.word.length <= SHORT_WORD) return true;
      return [...read.matches.keys()].some(
        (word) =>
          word !== words[i] &&
          wordPlaces.starts[word] !== wordPlaces.starts[word + 1] &&
          this.#vocabulary.errorsOf(read, word) <= errors,
      );
    });
  }

  /**
   * Whether the typed name of the commune is also that of one without addresses here. A stated INSEE code or
   * département distinguishes them.
   */
  #hasHomonym(entry: number, { tokens, areas, filter }: Question, { used, words }: Taken): boolean {
    if (filter.citycode !== undefined) return false;
    const citycode = this.#index.citycodes[this.#index.cities[entry]!]!;
    if (areas.some(({ departements }) => departements.has(departementOf(citycode)))) return false;
    const typed: string[] = [];
    const meant: string[] = [];
    tokens.forEach(({ token }, i) => {
      if (used[i]! < PLACED || token.isArticle) return;
      typed.push(token.word);
      meant.push(this.#vocabulary.wordAt(words[i]!));
    });
    const isElsewhere = (code: string) => !this.#loaded.has(code);
    return typed.length > 0 && [typed, meant].some((name) => communesOfFrance().named(name).some(isElsewhere));
  }

  #found(
    entry: number,
    score: number,
    number: HouseNumber | null,
    typed: Typed,
    doubts: readonly CandidateDoubt[],
  ): Found {
    return {
      entry,
      score: Math.max(0, Math.min(1, score)),
      number: number?.number ?? null,
      suffix: number?.suffix ?? '',
      others: number?.others ?? [],
      maybe: number?.maybe ?? '',
      also: number === null ? null : typed.also,
      importance: importanceOf(this.#index.sizes[entry]!),
      doubts,
    };
  }

  /**
   * Whether another type of street was typed. People confuse types of roads, but not a road with a cité, a résidence or
   * an impasse.
   */
  #isOtherType({ missedType }: Explained, typed: readonly string[]): boolean {
    if (missedType < 0 || typed.length === 0) return false;
    return !(ROADS.has(this.#vocabulary.wordAt(missedType)) && typed.every((word) => ROADS.has(word)));
  }

  /**
   * Share of the typed words that no name explains, whether a distinctive word is among them, and the types of streets
   * among them.
   */
  #unexplained(
    tokens: readonly Read[],
    used: Uint8Array,
    name: Explained,
    numberAt: number,
    { isUnfinished }: Filter,
    isExcused: (position: number) => boolean = () => false,
  ): { share: number; hasMore: boolean; otherTypes: string[]; hasOtherNumber: boolean } {
    let unexplained = 0;
    let weight = 0;
    let hasMore = false;
    let hasOtherNumber = false;
    let isStreet = false;
    const otherTypes: string[] = [];
    tokens.forEach((read, i) => {
      const { token } = read;
      if (token.isArticle || isExcused(i)) return;
      const weightOfToken = this.#vocabulary.weightOf(read);
      weight += weightOfToken;
      if (used[i]) return;
      // One or two letters of the next word explain nothing yet.
      if (isUnfinished === true && i === tokens.length - 1 && token.word.length <= 2) return;
      // Words before the house number name a building, a residence or a service, which may be in no list, unless they
      // have a type of street.
      isStreet ||= ROADS.has(token.word);
      const isBefore = numberAt > i && i < name.first && !isStreet && isUnfinished !== true;
      // Words between the words of the name, or in place of one of them, belong to another name.
      const isAmid = i > name.first && i <= (name.score < 0.99 ? name.last + 1 : name.last);
      unexplained += weightOfToken * (isBefore ? 0.3 : isAmid ? 2 : 1);
      if (isBefore) return;
      if (streetTypes.has(token.word)) {
        otherTypes.push(token.word);
        hasMore ||= i > name.last;
      } else if (token.isNumber) hasOtherNumber ||= !isDate(tokens, i);
      else if (token.word.length > 1) hasMore = true;
    });
    return { share: weight > 0 ? unexplained / weight : 0, hasMore, otherTypes, hasOtherNumber };
  }

  #postcodeOf(entry: number, postcode: string | null): 'none' | 'same' | 'other' | 'foreign' {
    if (postcode === null) return 'none';
    const asked = Number(postcode);
    if (hasPostcode(this.#index, entry, asked)) return 'same';
    return regionOf(asked) === this.#regionOf(entry) ? 'other' : 'foreign';
  }

  /** The first two figures of the postcodes of an entry's département. */
  #regionOf(entry: number): number {
    const { cities, citycodes } = this.#index;
    const region = citycodes[cities[entry]!]!.slice(0, 2);
    return region === '2A' || region === '2B' ? CORSICA : Number(region);
  }
}

/** Whether a number is part of a date: « 8 mai », « mai 1945 ». */
function isDate(tokens: readonly Read[], at: number): boolean {
  const before = tokens[at - 1]?.token.word ?? '';
  const after = tokens[at + 1]?.token.word ?? '';
  return (monthNames.has(before) && isYear(tokens[at]!.token)) || monthNames.has(after);
}

/** The commune of an entry. */
export interface Place {
  /** The words of its commune's names, as positions in the vocabulary. */
  readonly words: ReadonlySet<number>;
  readonly citycode: string;
}

/** The typed text, parsed. */
export interface Question {
  readonly typed: Typed;
  readonly tokens: readonly Read[];
  /** For each commune named in full, the positions of the words that name it. */
  readonly namings: readonly (readonly number[])[];
  /** The départements and regions that typed words name. */
  readonly areas: readonly Area[];
  readonly filter: Filter;
}

/** Filters of a search. */
export interface Filter {
  readonly citycode?: string | undefined;
  readonly postcode?: string | undefined;
  readonly kind?: 'street' | 'locality' | 'municipality' | undefined;
  /** The last word may be incomplete. */
  readonly isUnfinished?: boolean | undefined;
}

/** An entry that fits, and the house number typed beside its name. */
export interface Found {
  readonly entry: number;
  readonly score: number;
  readonly number: number | null;
  readonly suffix: string;
  /** The other numbers of a list. */
  readonly others: readonly NumberedDoor[];
  /** A letter that is its index where the street has that number. */
  readonly maybe: string;
  /** The last number of a range. */
  readonly also: number | null;
  readonly importance: number;
  readonly doubts: readonly CandidateDoubt[];
}

/** How well the place is identified: by the name of its commune first, then by its postcode, which people confuse. */
function placeTermOf(cityShare: number, isCityNamed: boolean, postcode: 'same' | 'other' | 'foreign' | 'none'): number {
  if (!isCityNamed) return { same: 0.9, none: 0.7, other: 0, foreign: 0 }[postcode];
  if (postcode === 'other') return 0.75;
  return postcode === 'foreign' ? 0.5 : 0.7 + 0.3 * cityShare;
}

function regionOf(postcode: number): number {
  return Math.floor(postcode / 1000);
}

const ROADS: ReadonlySet<string> = new Set(['rue', 'avenue', 'boulevard', 'route', 'chaussee', 'chemin']);

const CORSICA = 20;
const LEAST_SCORE = 0.56;
/** From this share on, the name of a commune counts as typed in full. */
const WHOLE = 0.95;
const LEAST_NAME = 0.5;
/** People leave forenames out: a correct last word of a name is worth more than the others. */
const LEAST_LAST_NAME = 0.28;
/** Penalty for all typed words that nothing explains. */
const UNEXPLAINED_COST = 0.9;
/** Largest unexplained share that counts beside a street and a commune typed in full. */
const MOST_BESIDE_WHOLE = 0.37;
/** Largest unexplained share of an unfinished text; penalty for a house number read as part of a street's name. */
const MOST_UNEXPLAINED = 0.4;
const MISREAD_COST = 0.1;
/** Penalty for a commune's name between the words of a street. */
const SPLIT_COST = 0.35;
/** Factor for a commune whose name contains that of another commune, which was typed. */
const PARTLY_NAMED = 0.6;

import type { CandidateDoubt } from './candidate.ts';
import { kinds, POSTCODES, type SearchIndex } from './local/search-index.ts';
import { type Explained, explain, MENDED, NOTHING, numberIn, PLACED, TAKEN } from './name-match.ts';
import type { Typed } from './typed.ts';
import type { Read, Vocabulary } from './vocabulary.ts';
import { streetTypes } from './words.ts';

/** Scores how well an entry explains a whole typed text. */
export class Judge {
  readonly #index: SearchIndex;
  readonly #vocabulary: Vocabulary;
  /** First two digits of all known postcodes. */
  readonly #regions: ReadonlySet<number>;

  constructor(index: SearchIndex, vocabulary: Vocabulary) {
    this.#index = index;
    this.#vocabulary = vocabulary;
    this.#regions = new Set(Array.from(index.postcodes, regionOf));
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
    const used = new Uint8Array(tokens.length);
    const isCommune = kinds[kindOf[entry]!] === 'municipality';
    const postcode = this.#postcodeOf(entry, filter.postcode ?? typed.postcode);
    const name = explain(names, entry, tokens, used, isCommune ? 'place' : 'name', this.#vocabulary);
    // A postcode alone matches communes only.
    if (name.took === 0 && !(tokens.length === 0 && isCommune && postcode === 'same')) return null;
    const city = explain(places, entryPlaces[entry]!, tokens, used, 'place', this.#vocabulary);
    const old = entryOldPlaces[entry]!;
    const former = old > 0 ? explain(places, old - 1, tokens, used, 'place', this.#vocabulary) : NOTHING;
    if (postcode === 'foreign' && city.took + former.took === 0) return null;
    const startsWithNumber = tokens[0]?.token.isNumber === true && used[0] !== 0;
    const number = isCommune ? null : numberIn(tokens, used, name);
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
    return this.#found(entry, score, number, null, []);
  }

  #judgeWhole(entry: number, { typed, tokens, namings, filter }: Question): Found | null {
    const { names, places, kinds: kindOf, entryPlaces, entryOldPlaces } = this.#index;
    const used = new Uint8Array(tokens.length);
    const isCommune = kinds[kindOf[entry]!] === 'municipality';
    const name = explain(names, entry, tokens, used, isCommune ? 'place' : 'name', this.#vocabulary);
    if (name.share < (name.isLastMatched ? LEAST_LAST_NAME : LEAST_NAME) || !name.isIdentified) return null;
    const city = explain(places, entryPlaces[entry]!, tokens, used, 'place', this.#vocabulary);
    const old = entryOldPlaces[entry]!;
    const former = old > 0 ? explain(places, old - 1, tokens, used, 'place', this.#vocabulary) : NOTHING;
    const number = isCommune ? null : numberIn(tokens, used, name);

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
    if (isElsewhere) return null;
    if (postcode === 'foreign' && !isCityNamed) return null;
    // « La Place » identifies nothing without a commune.
    if (!name.isDistinctive && !isCityNamed && postcode !== 'same') return null;
    const { share: unexplained, hasMore, otherTypes } = this.#unexplained(tokens, used, name, number?.at ?? -1, filter);
    // A street that is missing from the data must not match its commune.
    if (isCommune && (hasMore || otherTypes.length > 0)) return null;
    if (hasMore) {
      // A name without a distinctive word, beside other words.
      if (!name.isDistinctive) return null;
      // A street named after the commune that is meant, in another commune.
      if (!isCityNamed && namings.some((naming) => naming.every((i) => used[i] === TAKEN))) return null;
    }
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
    const score = explained * (1 - UNEXPLAINED_COST * unexplained) - name.disorder - (isSplit ? SPLIT_COST : 0);
    if (score < LEAST_SCORE) return null;
    if (isCommune && typed.tokens.some(({ isNumber }) => isNumber)) return null;
    return this.#found(entry, score, number, typed.also, [
      ...(postcode === 'foreign' ? (['other-postcode'] as const) : []),
      ...(isCityNamed || isCommune || postcode === 'same' ? [] : (['no-commune'] as const)),
      ...(this.#isOtherType(name, otherTypes) ? (['other-type'] as const) : []),
    ]);
  }

  #found(
    entry: number,
    score: number,
    number: { number: number; suffix: string } | null,
    also: number | null,
    doubts: readonly CandidateDoubt[],
  ): Found {
    return {
      entry,
      score: Math.max(0, Math.min(1, score)),
      number: number?.number ?? null,
      suffix: number?.suffix ?? '',
      also: number === null ? null : also,
      importance: Math.min(1, Math.log10(1 + this.#index.sizes[entry]!) / 5),
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
  ): { share: number; hasMore: boolean; otherTypes: string[] } {
    let unexplained = 0;
    let weight = 0;
    let hasMore = false;
    const otherTypes: string[] = [];
    tokens.forEach((read, i) => {
      const { token } = read;
      if (token.isArticle) return;
      const weightOfToken = this.#vocabulary.weightOf(read);
      weight += weightOfToken;
      if (used[i]) return;
      // One or two letters of the next word explain nothing yet.
      if (isUnfinished === true && i === tokens.length - 1 && token.word.length <= 2) return;
      // Words before the house number name a building, a residence or a service, which may be in no list.
      const isBefore = numberAt > i && isUnfinished !== true;
      // Words between the words of the name, or in place of one of them, belong to another name.
      const isAmid = i > name.first && i <= (name.score < 0.99 ? name.last + 1 : name.last);
      unexplained += weightOfToken * (isBefore ? 0.3 : isAmid ? 2 : 1);
      if (isBefore) return;
      if (streetTypes.has(token.word)) otherTypes.push(token.word);
      else if (!token.isNumber && token.word.length > 1) hasMore = true;
    });
    return { share: weight > 0 ? unexplained / weight : 0, hasMore, otherTypes };
  }

  #postcodeOf(entry: number, postcode: string | null): 'none' | 'same' | 'other' | 'foreign' {
    if (postcode === null) return 'none';
    const { postcodes } = this.#index;
    const asked = Number(postcode);
    for (let i = 0; i < POSTCODES; i++) if (postcodes[entry * POSTCODES + i] === asked) return 'same';
    return this.#regions.has(regionOf(asked)) ? 'other' : 'foreign';
  }
}

/** The typed text, parsed. */
export interface Question {
  readonly typed: Typed;
  readonly tokens: readonly Read[];
  /** For each commune named in full, the positions of the words that name it. */
  readonly namings: readonly (readonly number[])[];
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

const LEAST_SCORE = 0.56;
/** From this share on, the name of a commune counts as typed in full. */
const WHOLE = 0.95;
const LEAST_NAME = 0.5;
/** People leave forenames out: a correct last word of a name is worth more than the others. */
const LEAST_LAST_NAME = 0.28;
/** Penalty for all typed words that nothing explains. */
const UNEXPLAINED_COST = 0.9;
/** Largest unexplained share of an unfinished text; penalty for a house number read as part of a street's name. */
const MOST_UNEXPLAINED = 0.4;
const MISREAD_COST = 0.1;
/** Penalty for a commune's name between the words of a street. */
const SPLIT_COST = 0.35;
/** Factor for a commune whose name contains that of another commune, which was typed. */
const PARTLY_NAMED = 0.6;

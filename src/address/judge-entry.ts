import type { CandidateDoubt } from './candidate.ts';
import { kinds, POSTCODES, type SearchIndex } from './local/search-index.ts';
import { type Explained, explain, MENDED, NOTHING, numberIn, PLACED, TAKEN } from './name-match.ts';
import type { Typed } from './typed.ts';
import type { Read, Vocabulary } from './vocabulary.ts';
import { streetTypes } from './words.ts';

/** Says how well an entry explains all that was typed. */
export class Judge {
  readonly #index: SearchIndex;
  readonly #vocabulary: Vocabulary;
  /** The first two figures of the postcodes that there are. */
  readonly #regions: ReadonlySet<number>;

  constructor(index: SearchIndex, vocabulary: Vocabulary) {
    this.#index = index;
    this.#vocabulary = vocabulary;
    this.#regions = new Set(Array.from(index.postcodes, regionOf));
  }

  /** How well one entry explains all that was typed; null when it does not. */
  judge(entry: number, question: Question): Found | null {
    return question.filter.isUnfinished === true
      ? this.#judgeTyping(entry, question)
      : this.#judgeWhole(entry, question);
  }

  /** Of a text that is being typed: all that is there has to be explained, and nothing says yet how much is missing. */
  #judgeTyping(entry: number, { typed, tokens, filter }: Question): Found | null {
    const { names, places, kinds: kindOf, entryPlaces, entryOldPlaces } = this.#index;
    const used = new Uint8Array(tokens.length);
    const isCommune = kinds[kindOf[entry]!] === 'municipality';
    const postcode = this.#postcodeOf(entry, filter.postcode ?? typed.postcode);
    const name = explain(names, entry, tokens, used, isCommune ? 'place' : 'name', this.#vocabulary);
    // A postcode alone is that of communes.
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
    // « 12 rue » begins with the number of a house, rather than ends with « Rue de la Cité 12 ».
    const isMisread = startsWithNumber && number === null && name.first > 0;
    const score =
      (0.5 + 0.35 * likeness ** 2 + 0.05 * name.score + 0.1 * place) * (1 - UNEXPLAINED_COST * unexplained) -
      name.disorder -
      (isMisread ? MISREAD_COST : 0);
    if (score < LEAST_SCORE) return null;
    if (isCommune && typed.tokens.some(({ isNumber }) => isNumber)) return null;
    return this.#found(entry, score, number, null, []);
  }

  #judgeWhole(entry: number, { typed, tokens, said, filter }: Question): Found | null {
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
    const isCitySaid = cityShare >= 0.45 || filter.citycode !== undefined;
    // Another commune is named in full, by words that this one's street bears only by mending them, or not at all.
    const isElsewhere = said.some(
      (naming) =>
        naming.every((i) => used[i] === MENDED) ||
        (cityShare < WHOLE &&
          filter.citycode === undefined &&
          naming.every((i) => used[i] !== TAKEN) &&
          naming.some((i) => used[i] !== PLACED)),
    );
    if (isElsewhere) return null;
    if (postcode === 'foreign' && !isCitySaid) return null;
    // « La Place » tells of no place where nothing says of which commune.
    if (!name.isTelling && !isCitySaid && postcode !== 'same') return null;
    const { share: unexplained, hasMore, otherTypes } = this.#unexplained(tokens, used, name, number?.at ?? -1, filter);
    // A street that no list has is not the commune where it is said to be.
    if (isCommune && (hasMore || otherTypes.length > 0)) return null;
    if (hasMore) {
      // A name that tells little, beside words that it does not bear.
      if (!name.isTelling) return null;
      // A street called after the commune that is meant, in another one.
      if (!isCitySaid && said.some((naming) => naming.every((i) => used[i] === TAKEN))) return null;
    }
    // « Béthune » names Béthune rather than Vendin-lès-Béthune.
    const isPartlySaid =
      filter.citycode === undefined &&
      cityShare < WHOLE &&
      said.some((naming) => naming.every((i) => used[i] === PLACED));
    const placeTerm =
      (isPartlySaid ? PARTLY_SAID : 1) *
      placeTermOf(filter.citycode !== undefined ? 1 : cityShare, isCitySaid, postcode);
    // « 5 rue de Béthune Lillers » is in Lillers: between the words of a street's name none names its commune.
    const isSplit = tokens.some((_, i) => used[i]! >= PLACED && i > name.first && i < name.last && !isCommune);
    const explained = 0.7 * name.score + 0.3 * placeTerm;
    const score = explained * (1 - UNEXPLAINED_COST * unexplained) - name.disorder - (isSplit ? SPLIT_COST : 0);
    if (score < LEAST_SCORE) return null;
    if (isCommune && typed.tokens.some(({ isNumber }) => isNumber)) return null;
    return this.#found(entry, score, number, typed.also, [
      ...(postcode === 'foreign' ? (['other-postcode'] as const) : []),
      ...(isCitySaid || isCommune || postcode === 'same' ? [] : (['no-commune'] as const)),
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
   * Whether another kind of street was typed. People confound roads; a cité, a résidence, an impasse is none of them.
   */
  #isOtherType({ missedType }: Explained, typed: readonly string[]): boolean {
    if (missedType < 0 || typed.length === 0) return false;
    return !(ROADS.has(this.#vocabulary.wordAt(missedType)) && typed.every((word) => ROADS.has(word)));
  }

  /** How much of what was typed no name bears, whether a word that tells is among it, and which words for a street. */
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
      const itsWeight = this.#vocabulary.weightOf(read);
      weight += itsWeight;
      if (used[i]) return;
      // A letter or two of a word to come explain nothing yet.
      if (isUnfinished === true && i === tokens.length - 1 && token.word.length <= 2) return;
      // What stands before the number of the house is a building, a residence, a service: it may well be in no list.
      const isBefore = numberAt > i && isUnfinished !== true;
      // What stands amid the words of the name, or where one of them should, belongs to another name.
      const isAmid = i > name.first && i <= (name.score < 0.99 ? name.last + 1 : name.last);
      unexplained += itsWeight * (isBefore ? 0.3 : isAmid ? 2 : 1);
      if (isBefore) return;
      if (streetTypes.has(token.word)) otherTypes.push(token.word);
      else if (!token.isNumber && token.word.length > 1) hasMore = true;
    });
    return { share: weight > 0 ? unexplained / weight : 0, hasMore, otherTypes };
  }

  #postcodeOf(entry: number, postcode: string | null): 'unsaid' | 'same' | 'other' | 'foreign' {
    if (postcode === null) return 'unsaid';
    const { postcodes } = this.#index;
    const asked = Number(postcode);
    for (let i = 0; i < POSTCODES; i++) if (postcodes[entry * POSTCODES + i] === asked) return 'same';
    return this.#regions.has(regionOf(asked)) ? 'other' : 'foreign';
  }
}

/** What was typed, read. */
export interface Question {
  readonly typed: Typed;
  readonly tokens: readonly Read[];
  /** For each commune that is named in full, the positions of the typed words that name it. */
  readonly said: readonly (readonly number[])[];
  readonly filter: Filter;
}

/** What narrows a search. */
export interface Filter {
  readonly citycode?: string | undefined;
  readonly postcode?: string | undefined;
  readonly kind?: 'street' | 'locality' | 'municipality' | undefined;
  /** The last word may lack its end. */
  readonly isUnfinished?: boolean | undefined;
}

/** An entry that fits, and the number that was typed beside its name. */
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

/** How well the place is told: by its commune's name first, then by its postcode, which people confound. */
function placeTermOf(
  cityShare: number,
  isCitySaid: boolean,
  postcode: 'same' | 'other' | 'foreign' | 'unsaid',
): number {
  if (!isCitySaid) return { same: 0.9, unsaid: 0.7, other: 0, foreign: 0 }[postcode];
  if (postcode === 'other') return 0.75;
  return postcode === 'foreign' ? 0.5 : 0.7 + 0.3 * cityShare;
}

function regionOf(postcode: number): number {
  return Math.floor(postcode / 1000);
}

const ROADS: ReadonlySet<string> = new Set(['rue', 'avenue', 'boulevard', 'route', 'chaussee', 'chemin']);

const LEAST_SCORE = 0.56;
/** From this share on, the name of a commune is typed in full. */
const WHOLE = 0.95;
const LEAST_NAME = 0.5;
/** People leave forenames out: the last word of a name, well spelt, tells more than the others. */
const LEAST_LAST_NAME = 0.28;
/** What all that was typed and is not explained takes off. */
const UNEXPLAINED_COST = 0.9;
/** Of a text being typed, what may be left unexplained; and what a house's number read as a street's name takes off. */
const MOST_UNEXPLAINED = 0.4;
const MISREAD_COST = 0.1;
/** What a commune's name amid a street's takes off. */
const SPLIT_COST = 0.35;
/** What remains of a commune whose name holds that of another, which was typed. */
const PARTLY_SAID = 0.6;

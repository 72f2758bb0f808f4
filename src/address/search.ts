import { kinds, POSTCODES, type SearchIndex } from './search-index.ts';
import { Spelling } from './spelling.ts';
import { REPETITIONS, type Token, type Typed } from './typed.ts';
import { streetTypes } from './words.ts';

/**
 * Finds the streets, hamlets and communes that typed words may mean. Every word counts, in whatever order, by how rare it is
 * and how well it is spelt; words that an entry does not explain count against it, and so does a commune that is not its own.
 */
export class AddressSearch {
  readonly #index: SearchIndex;
  readonly #spelling: Spelling;
  readonly #cityOf: ReadonlyMap<string, number>;
  /** For each word of the vocabulary, how much it tells: 0.3 for the commonest, 1 for one that a single entry bears. */
  readonly #weights: Float32Array;
  readonly #kindOfWord: Uint8Array;
  readonly #departements: ReadonlySet<string>;
  readonly #entriesOfPostcode: ReadonlyMap<number, readonly number[]>;
  /** Sums of the question under way, for each entry and each commune; put back to zero after it. */
  readonly #entrySums: Float32Array;
  readonly #placeSums: Float32Array;

  constructor(index: SearchIndex) {
    this.#index = index;
    this.#spelling = new Spelling(index.vocabulary);
    this.#cityOf = new Map(index.citycodes.map((code, i) => [code, i]));
    this.#departements = new Set(index.citycodes.map((code) => code.slice(0, 2)));
    this.#entriesOfPostcode = byPostcode(index.postcodes);
    const count = index.kinds.length;
    this.#entrySums = new Float32Array(count);
    this.#placeSums = new Float32Array(index.places.starts.length - 1);
    this.#weights = new Float32Array(index.vocabulary.length);
    this.#kindOfWord = new Uint8Array(index.vocabulary.length);
    const { starts } = index.wordEntries;
    index.vocabulary.forEach((word, i) => {
      const bearers = Math.max(1, starts[i + 1]! - starts[i]!);
      const rarity = count > 1 ? Math.log(count / bearers) / Math.log(count) : 1;
      this.#kindOfWord[i] = streetTypes.has(word) ? TYPE : /^\d/.test(word) ? NUMBER : TELLING;
      this.#weights[i] = streetTypes.has(word) ? 0.25 : 0.35 + 0.65 * rarity;
    });
  }

  /** The entries that fit best, the best first, at most `limit`. */
  find(typed: Typed, filter: Filter, limit: number): Found[] {
    const tokens = typed.tokens.map((token): Read => ({ token, matches: this.#exactly(token), isNear: false }));
    const isUnfinished = (read: Read) => filter.isUnfinished === true && read === tokens.at(-1);
    for (const read of tokens) if (isUnfinished(read)) this.#finish(read);
    for (const read of tokens) {
      if (read.matches.size === 0 && !read.token.isArticle) this.#nearly(read, isUnfinished(read));
    }
    let found = this.#rank(typed, tokens, filter, limit);
    // Every word is known, and yet nothing fits well: one of them may be another word misspelt.
    if ((found[0]?.score ?? 0) < GOOD) {
      let isWider = false;
      for (const read of tokens) {
        if (read.isNear || read.token.isNumber || read.token.isArticle || streetTypes.has(read.token.word)) continue;
        this.#nearly(read, isUnfinished(read));
        isWider = true;
      }
      if (isWider) found = this.#rank(typed, tokens, filter, limit);
    }
    return found;
  }

  #exactly({ word }: Token): Map<number, number> {
    const at = this.#spelling.find(word);
    return at < 0 ? new Map() : new Map([[at, 1]]);
  }

  /** Adds the words that begin like an unfinished one; the shorter what is missing, the better. */
  #finish({ token, matches }: Read): void {
    const { word } = token;
    if (word === '' || token.isNumber) return;
    const { words } = this.#spelling;
    for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) {
      if (!matches.has(i)) matches.set(i, 0.9 + (0.1 * word.length) / words[i]!.length);
    }
  }

  /** Adds the words that are spelt nearly alike. */
  #nearly(read: Read, isBeginning: boolean): void {
    const { word, isNumber } = read.token;
    read.isNear = true;
    const errors = isNumber ? 0 : word.length >= 6 ? 2 : word.length >= 3 ? 1 : 0;
    if (errors === 0) {
      this.#asInitial(read);
      return;
    }
    this.#spelling.near(word, errors, isBeginning, (position, distance) => {
      const longest = Math.max(word.length, isBeginning ? 0 : this.#spelling.words[position]!.length);
      const likeness = 1 - (distance * ERROR_COST) / longest - 0.05;
      if (likeness > (read.matches.get(position) ?? 0)) read.matches.set(position, likeness);
    });
  }

  /** A letter alone may be a forename's first. */
  #asInitial({ token: { word, isNumber }, matches }: Read): void {
    if (isNumber || word.length !== 1) return;
    const { words } = this.#spelling;
    for (let i = this.#spelling.firstFrom(word); words[i]?.startsWith(word); i++) matches.set(i, INITIAL);
  }

  #rank(typed: Typed, tokens: readonly Read[], filter: Filter, limit: number): Found[] {
    const { wordEntries, wordPlaces, placeEntries, kinds: kindOf, cities } = this.#index;
    const sums = this.#entrySums;
    const touched: number[] = [];
    const touchedPlaces: number[] = [];
    const placeSums = this.#placeSums;
    const city = filter.citycode === undefined ? -1 : (this.#cityOf.get(filter.citycode) ?? -2);
    if (city === -2) return [];
    const bearersOf = ({ matches }: Read) => {
      let bearers = 0;
      for (const word of matches.keys()) bearers += wordEntries.starts[word + 1]! - wordEntries.starts[word]!;
      return bearers;
    };
    // The rarest words say where to look; the commonest then only add to what they found.
    const ordered = tokens.map((read) => ({ read, bearers: bearersOf(read) })).sort((a, b) => a.bearers - b.bearers);
    for (const { read } of ordered) {
      for (const [word, likeness] of read.matches) {
        const gain = likeness * this.#weights[word]!;
        for (let i = wordPlaces.starts[word]!; i < wordPlaces.starts[word + 1]!; i++) {
          const place = wordPlaces.items[i]!;
          if (placeSums[place] === 0) touchedPlaces.push(place);
          placeSums[place] = placeSums[place]! + gain;
        }
      }
    }
    let hasLooked = false;
    for (const { read, bearers } of ordered) {
      if (bearers === 0 || (hasLooked && bearers > MANY && touched.length > 0)) continue;
      if (bearers > MANY && touchedPlaces.length > 0) continue;
      hasLooked = true;
      for (const [word, likeness] of read.matches) {
        const gain = likeness * this.#weights[word]!;
        for (let i = wordEntries.starts[word]!; i < wordEntries.starts[word + 1]!; i++) {
          const entry = wordEntries.items[i]!;
          if (city >= 0 && cities[entry] !== city) continue;
          if (sums[entry] === 0) touched.push(entry);
          sums[entry] = sums[entry]! + gain;
        }
      }
    }
    // The communes that are named best: all that stands there may be meant, whatever became of the street's name.
    const named = touchedPlaces.sort((a, b) => placeSums[b]! - placeSums[a]!).slice(0, NAMED_PLACES);
    for (const place of named) {
      const gain = placeSums[place]!;
      for (let i = placeEntries.starts[place]!; i < placeEntries.starts[place + 1]!; i++) {
        const entry = placeEntries.items[i]!;
        if (city >= 0 && cities[entry] !== city) continue;
        if (sums[entry] === 0) touched.push(entry);
        sums[entry] = sums[entry]! + gain;
      }
    }
    // A postcode says where to look as well as a commune, where none is named.
    const postcode = Number(filter.postcode ?? typed.postcode ?? 0);
    for (const entry of this.#entriesOfPostcode.get(postcode) ?? []) {
      if (city >= 0 && cities[entry] !== city) continue;
      if (sums[entry] === 0) touched.push(entry);
      sums[entry] = sums[entry]! + POSTCODE_GAIN;
    }
    const said = named.flatMap((place) => this.#tokensNaming(place, tokens) ?? []);
    let most = 0;
    for (const entry of touched) if (sums[entry]! > most) most = sums[entry]!;
    const least = most * 0.4;
    const near = touched.filter((entry) => sums[entry]! >= least);
    near.sort((a, b) => sums[b]! - sums[a]! || a - b);
    const found: Found[] = [];
    for (const entry of near.slice(0, JUDGED)) {
      if (filter.kind !== undefined && kinds[kindOf[entry]!] !== filter.kind) continue;
      const judged = this.#judge(entry, typed, tokens, said, filter);
      if (judged !== null) found.push(judged);
    }
    for (const entry of touched) sums[entry] = 0;
    for (const place of touchedPlaces) placeSums[place] = 0;
    found.sort((a, b) => b.score - a.score || b.importance - a.importance || a.entry - b.entry);
    return found.slice(0, limit);
  }

  /** How well one entry explains all that was typed; null when it does not. */
  #judge(
    entry: number,
    typed: Typed,
    tokens: readonly Read[],
    said: readonly (readonly number[])[],
    filter: Filter,
  ): Found | null {
    const { names, places, kinds: kindOf, entryPlaces, entryOldPlaces, sizes } = this.#index;
    const used = new Uint8Array(tokens.length);
    const isCommune = kinds[kindOf[entry]!] === 'municipality';
    const name = this.#explain(names, entry, tokens, used, isCommune ? 'place' : 'name');
    if (name.share < (name.isLastTold ? LEAST_LAST_NAME : LEAST_NAME) || !(name.isTold || filter.isUnfinished === true))
      return null;
    const city = this.#explain(places, entryPlaces[entry]!, tokens, used, 'place');
    const old = entryOldPlaces[entry]!;
    const former = old > 0 ? this.#explain(places, old - 1, tokens, used, 'place') : NOTHING;
    const number = isCommune ? null : numberIn(tokens, used, name);

    const saysPostcode = filter.postcode ?? typed.postcode;
    const postcode =
      saysPostcode === null || saysPostcode === undefined ? 'unsaid' : this.#postcodeOf(entry, saysPostcode);
    const cityShare = isCommune ? 1 : Math.max(city.share, former.share);
    const isCitySaid = cityShare >= 0.45 || filter.citycode !== undefined;
    // Another commune is named in full, by words that this one's street does not bear, or only by mending them.
    const isElsewhere = said.some(
      (naming) => naming.every((i) => used[i] === MENDED) || (!isCitySaid && naming.every((i) => used[i] !== TAKEN)),
    );
    if (isElsewhere) return null;
    if (postcode === 'foreign' && !isCitySaid) return null;
    // « La Place » tells of no place where nothing says of which commune.
    if (!name.isTelling && !isCitySaid && postcode !== 'same' && filter.isUnfinished !== true) return null;
    let unexplained = 0;
    let weight = 0;
    let isMoreTold = false;
    tokens.forEach(({ token, matches }, i) => {
      if (token.isArticle) return;
      const itsWeight = this.#tokenWeight(token, matches);
      weight += itsWeight;
      if (used[i]) return;
      // What stands before the number of the house is a building, a residence, a service: it may well be in no list.
      const isBefore = number !== null && number.at > i && filter.isUnfinished !== true;
      // What stands amid the words of the name, or where one of them should, belongs to another name.
      const isAmid = i > name.first && i <= (name.score < 0.99 ? name.last + 1 : name.last);
      unexplained += itsWeight * (isBefore ? 0.3 : isAmid ? 2 : 1);
      if (!isBefore && !token.isNumber && !streetTypes.has(token.word) && token.word.length > 1) isMoreTold = true;
    });
    if (isMoreTold && filter.isUnfinished !== true) {
      // A name that tells little, beside words that it does not bear.
      if (!name.isTelling && !isCommune) return null;
      // A street called after the commune that is meant, in another one.
      if (!isCitySaid && said.some((naming) => naming.every((i) => used[i] === TAKEN))) return null;
    }
    const unexplainedShare = weight > 0 ? unexplained / weight : 0;
    // « Béthune » names Béthune rather than Vendin-lès-Béthune.
    const isPartlySaid =
      filter.citycode === undefined &&
      cityShare < 0.95 &&
      said.some((naming) => naming.every((i) => used[i] === PLACED));
    const placeTerm =
      (isPartlySaid ? PARTLY_SAID : 1) *
      placeTermOf(filter.citycode !== undefined ? 1 : cityShare, isCitySaid, postcode);
    // « 5 rue de Béthune Lillers » is in Lillers: between the words of a street's name none names its commune.
    const isSplit = tokens.some((_, i) => used[i] === PLACED && i > name.first && i < name.last && !isCommune);
    const explained = 0.7 * name.score + 0.3 * placeTerm;
    const score = explained * (1 - UNEXPLAINED_COST * unexplainedShare) - name.disorder - (isSplit ? SPLIT_COST : 0);
    if (score < LEAST_SCORE) return null;
    if (isCommune && typed.tokens.some(({ isNumber }) => isNumber)) return null;
    return {
      entry,
      score: Math.max(0, Math.min(1, score)),
      number: number?.number ?? null,
      suffix: number?.suffix ?? '',
      also: number === null ? null : typed.also,
      importance: Math.min(1, Math.log10(1 + sizes[entry]!) / 5),
    };
  }

  /** The typed words that name a commune in full; null where they do not. */
  #tokensNaming(place: number, tokens: readonly Read[]): number[][] | null {
    const { starts, items } = this.#index.places;
    const naming: number[] = [];
    for (let i = starts[place]!; i < starts[place + 1]!; i++) {
      const at = tokens.findIndex(({ matches }, t) => (matches.get(items[i]!) ?? 0) >= ALIKE && !naming.includes(t));
      if (at < 0) return null;
      naming.push(at);
    }
    return [naming];
  }

  /** Gives each word of a name the typed word that is most like it, and says how much of the name that makes. */
  #explain(
    lists: { starts: Uint32Array; items: Uint32Array },
    list: number,
    tokens: readonly Read[],
    used: Uint8Array,
    what: 'name' | 'place',
  ): Explained {
    const { starts, items } = lists;
    let whole = 0;
    let score = 0;
    let telling = 0;
    let told = 0;
    let isTelling = false;
    let isTold = false;
    let isLastTold = false;
    let first = tokens.length;
    let last = -1;
    let inversions = 0;
    let before = -1;
    for (let i = starts[list]!; i < starts[list + 1]!; i++) {
      const word = items[i]!;
      const weight = this.#weights[word]!;
      whole += weight;
      const tells = this.#kindOfWord[word] === TELLING;
      if (this.#kindOfWord[word] !== TYPE) telling += weight;
      if (tells) isTelling = true;
      let best = -1;
      let likeness = 0;
      for (let t = 0; t < tokens.length; t++) {
        if (used[t]) continue;
        const like = tokens[t]!.matches.get(word) ?? 0;
        if (like === 0) continue;
        // Of two alike, the one that follows the word before: « 8 rue du 8 mai », « rue de Lens 62300 Lens ».
        const isNext = before >= 0 && t > before;
        if (like > likeness || (like === likeness && isNext && best < before)) {
          best = t;
          likeness = like;
        }
      }
      if (best < 0) continue;
      // A number that could be the house's is left to it where another one is there for the name.
      if (tokens[best]!.token.isNumber && before < 0) best = lastAlike(tokens, used, best);
      used[best] = what === 'place' ? PLACED : likeness === 1 ? TAKEN : MENDED;
      score += weight * likeness;
      if (this.#kindOfWord[word] !== TYPE) told += weight * likeness;
      if (tells) isTold = true;
      isLastTold = likeness >= WELL_SPELT && i === starts[list + 1]! - 1;
      if (best < before) inversions++;
      before = best;
      if (best < first) first = best;
      if (best > last) last = best;
    }
    if (whole === 0) return NOTHING;
    const disorder = what === 'name' ? Math.min(2, inversions) * INVERSION_COST : 0;
    // A name of a type and numbers alone has to be told whole.
    if (!isTelling) isTold = score > whole * 0.7;
    const share = telling > 0 ? told / telling : score / whole;
    return { share, score: score / whole, isTelling, isTold, isLastTold, first, last, disorder };
  }

  #tokenWeight({ word, isNumber }: Token, matches: ReadonlyMap<number, number>): number {
    if (REPETITIONS.has(word)) return 0.2;
    // Four figures that are no house's number are a postcode of another country.
    if (isNumber) return word.length === 4 ? 1 : 0.4;
    if (streetTypes.has(word)) return 0.25;
    const exact = this.#spelling.find(word);
    if (exact >= 0) return this.#weights[exact]!;
    return matches.size > 0 || word.length > 1 ? 0.9 : 0.2;
  }

  #postcodeOf(entry: number, postcode: string): 'same' | 'other' | 'foreign' {
    const { postcodes } = this.#index;
    const asked = Number(postcode);
    for (let i = 0; i < POSTCODES; i++) if (postcodes[entry * POSTCODES + i] === asked) return 'same';
    return this.#departements.has(postcode.slice(0, 2)) ? 'other' : 'foreign';
  }
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
}

interface Read {
  readonly token: Token;
  /** Words of the vocabulary that it may be, and how like each it is: 1 when it is that word. */
  readonly matches: Map<number, number>;
  /** Whether those spelt nearly alike are among them. */
  isNear: boolean;
}

interface Explained {
  /** How much of what tells the name from others was typed. */
  readonly share: number;
  /** The same of the whole name, what it is called included. */
  readonly score: number;
  /** Whether it has a word that is neither a number nor what streets are called, and whether one was typed. */
  readonly isTelling: boolean;
  readonly isTold: boolean;
  /** Whether its last word was, and well spelt. */
  readonly isLastTold: boolean;
  readonly first: number;
  readonly last: number;
  readonly disorder: number;
}

const NOTHING: Explained = {
  share: 0,
  score: 0,
  isTelling: false,
  isTold: false,
  isLastTold: false,
  first: -1,
  last: -1,
  disorder: 0,
};

/** A first search that finds nothing better is widened to words spelt nearly alike. */
const GOOD = 0.86;
const LEAST_SCORE = 0.56;
const LEAST_NAME = 0.5;
/** People leave forenames out: the last word of a name, well spelt, tells more than the others. */
const LEAST_LAST_NAME = 0.28;
/** What all that was typed and is not explained takes off. */
const UNEXPLAINED_COST = 0.9;
/** How much one error takes from the likeness of a word of one letter; of a longer word, its share. */
const ERROR_COST = 1.2;
/** What words in another order take off. */
const INVERSION_COST = 0.05;
const SPLIT_COST = 0.1;
const INITIAL = 0.6;
/** What remains of a commune whose name holds that of another, which was typed. */
const PARTLY_SAID = 0.6;
const WELL_SPELT = 0.75;
/** A typed word that a street's name bears as it is, or nearly, or that the name of its commune bears. */
const TAKEN = 1;
const MENDED = 2;
const PLACED = 3;
/** From this likeness on, a word is taken for the one that names a commune. */
const ALIKE = 0.95;
/** Words borne by more entries than this say nothing of where to look. */
const MANY = 3000;
const NAMED_PLACES = 12;
/** What a shared postcode adds to where to look: about as much as a commune's name. */
const POSTCODE_GAIN = 0.8;

/** Words of the vocabulary: those that tell a name from others, numbers, and what streets are called. */
const TELLING = 0;
const NUMBER = 1;
const TYPE = 2;
const JUDGED = 60;

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

/** The number of the house among the typed words that no name took: before the street's name rather than behind it. */
function numberIn(tokens: readonly Read[], used: Uint8Array, { first }: Explained) {
  let at = -1;
  for (let i = 0; i < tokens.length; i++) {
    const { word, isNumber } = tokens[i]!.token;
    if (!isNumber || used[i] || word.length > 4) continue;
    if (at < 0 || (i < first && i > at)) at = i;
  }
  if (at < 0) return null;
  used[at] = TAKEN;
  const next = tokens[at + 1]?.token;
  if (next === undefined || used[at + 1]) return { number: Number(tokens[at]!.token.word), suffix: '', at };
  const after = tokens[at + 2]?.token;
  // « 14 L’Épinette »: the letter is an article, unless a street begins behind it.
  const isLetter = /^[a-z]$/.test(next.word) && (!next.isArticle || after === undefined || streetTypes.has(after.word));
  let suffix = '';
  if (next.isIndex || isLetter) {
    suffix = REPETITIONS.get(next.word) ?? next.word;
    used[at + 1] = TAKEN;
  }
  return { number: Number(tokens[at]!.token.word), suffix, at };
}

function byPostcode(postcodes: Uint32Array): Map<number, number[]> {
  const entries = new Map<number, number[]>();
  postcodes.forEach((postcode, i) => {
    if (postcode === 0) return;
    const list = entries.get(postcode);
    if (list) list.push(Math.floor(i / POSTCODES));
    else entries.set(postcode, [Math.floor(i / POSTCODES)]);
  });
  return entries;
}

/** Of the unused numbers equal to that at `first`, the last one. */
function lastAlike(tokens: readonly Read[], used: Uint8Array, first: number): number {
  let last = first;
  for (let i = first + 1; i < tokens.length; i++) {
    if (!used[i] && tokens[i]!.token.word === tokens[first]!.token.word) last = i;
  }
  return last;
}

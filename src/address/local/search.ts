import type { BegunText } from '../match/begun-text.ts';
import { areasIn } from '../match/excused.ts';
import { forenames } from '../match/forenames.ts';
import { type Filter, type Found, Judge } from '../match/judge-entry.ts';
import { type Read, Vocabulary } from '../match/vocabulary.ts';
import type { Token, Typed } from '../typed.ts';
import { streetTypes } from '../words.ts';
import { BegunEntries } from './begun-entries.ts';
import { kinds, type Lists, rankIn, type SearchIndex } from './search-index.ts';

/**
 * Finds the streets, hamlets and communes that typed words may mean. Words count in any order, weighted by rarity and
 * spelling. Typed words that an entry does not explain lower its score, and so does the name of another commune.
 */
export class AddressSearch {
  readonly #index: SearchIndex;
  readonly #vocabulary: Vocabulary;
  readonly #judge: Judge;
  readonly #begun: BegunEntries;
  readonly #cityOf: ReadonlyMap<string, number>;
  /** Sums of the current question, for each entry and each commune; reset to zero after it. */
  readonly #entrySums: Float32Array;
  readonly #placeSums: Float32Array;

  constructor(index: SearchIndex) {
    this.#index = index;
    this.#vocabulary = new Vocabulary(index.vocabulary, index.wordFigures);
    this.#judge = new Judge(index, this.#vocabulary);
    this.#cityOf = new Map(index.citycodes.map((code, i) => [code, i]));
    this.#begun = new BegunEntries(index, this.#vocabulary, this.#cityOf);
    this.#entrySums = new Float32Array(index.kinds.length);
    this.#placeSums = new Float32Array(index.places.starts.length - 1);
  }

  /** The best entries, best first, at most `limit`. */
  find(typed: Typed, filter: Filter, limit: number): Found[] {
    // Correcting a word costs most, so that each is read once.
    const reads = new Map<Token, Read>();
    const found = this.#findAsTyped(typed, filter, limit, reads);
    if (filter.isUnfinished === true || (found[0]?.score ?? 0) >= GOOD) return found;
    // « Belair » for « Bel Air », « Ville franche » for « Villefranche ».
    const others = [this.#joined(typed.tokens), this.#split(typed.tokens)].flatMap((tokens) =>
      tokens === null ? [] : this.#findAsTyped({ ...typed, tokens }, filter, limit, reads),
    );
    return others.length > 0 ? bestOfEach([...others, ...found]).slice(0, limit) : found;
  }

  /** The entries that an address being typed may become, in their fixed order. */
  begunBy(text: BegunText, filter: Filter): Iterable<number> {
    return this.#begun.of(text, filter);
  }

  /** Joins two words in a row where names have the joined word; null where there are none. */
  #joined(tokens: readonly Token[]): Token[] | null {
    const joined: Token[] = [];
    for (const token of tokens) {
      const before = joined.at(-1);
      const word = `${before?.word}${token.word}`;
      // « Cote aux » may be « Coteaux », but « la Porte » is not « Laporte ».
      const isOne = before !== undefined && isPlainWord(before) && !token.isNumber && !token.isIndex;
      const isWord = isOne && token.word.length > 1 && this.#vocabulary.has(word);
      if (isWord) joined[joined.length - 1] = { ...token, word };
      else joined.push(token);
    }
    return joined.length < tokens.length ? joined : null;
  }

  /** Splits words that no name has into two that a name has in a row; null where there are none. */
  #split(tokens: readonly Token[]): Token[] | null {
    const split = tokens.flatMap((token) => {
      const halves = isPlainWord(token) && !this.#vocabulary.has(token.word) ? this.#halvesOf(token.word) : null;
      return halves?.map((word): Token => ({ ...token, word })) ?? [token];
    });
    return split.length > tokens.length ? split : null;
  }

  #halvesOf(word: string): [string, string] | null {
    for (let at = 2; at <= word.length - 2; at++) {
      const first = this.#vocabulary.find(word.slice(0, at));
      const second = first < 0 ? -1 : this.#vocabulary.find(word.slice(at));
      if (second < 0) continue;
      const { names, places, wordEntries, wordPlaces } = this.#index;
      if (areTogether(first, second, wordEntries, names) || areTogether(first, second, wordPlaces, places)) {
        return [word.slice(0, at), word.slice(at)];
      }
    }
    return null;
  }

  #findAsTyped(typed: Typed, filter: Filter, limit: number, reads: Map<Token, Read>): Found[] {
    const last = typed.tokens.at(-1);
    const isPostcode = filter.isUnfinished === true && isPostcodeBegun(typed);
    const tokens = (isPostcode ? typed.tokens.slice(0, -1) : typed.tokens).map((token) => {
      const read = reads.get(token) ?? this.#vocabulary.read(token, filter.isUnfinished === true && token === last);
      reads.set(token, read);
      return read;
    });
    const found = this.#rank(typed, tokens, filter, limit);
    // An unfinished text is corrected only where nothing matches it as typed.
    if ((found[0]?.score ?? 0) >= (filter.isUnfinished === true ? 0.01 : GOOD)) return found;
    // Every word is known, but nothing fits well: one of them may be another word misspelt.
    const others = tokens.filter(
      ({ token, isMended }) =>
        !(isMended || token.isNumber || token.isArticle || token.isIndex || streetTypes.has(token.word)),
    );
    for (const read of others) this.#vocabulary.mend(read);
    return others.length > 0 ? this.#rank(typed, tokens, filter, limit) : found;
  }

  #rank(typed: Typed, tokens: readonly Read[], filter: Filter, limit: number): Found[] {
    const city = filter.citycode === undefined ? ANY_CITY : this.#cityOf.get(filter.citycode);
    if (city === undefined) return [];
    const places = this.#placesNamed(tokens);
    const namings = places.flatMap((place) => this.#tokensNaming(place, tokens) ?? []);
    const question = { typed, tokens, namings, areas: areasIn(tokens), filter };
    const found: Found[] = [];
    const postcode = Number(filter.postcode ?? typed.postcode ?? 0);
    for (const entry of this.#worthJudging(tokens, places, postcode, city, filter.isUnfinished === true)) {
      if (filter.kind !== undefined && kinds[this.#index.kinds[entry]!] !== filter.kind) continue;
      const judged = this.#judge.judge(entry, question);
      if (judged !== null) found.push(judged);
    }
    this.#placeSums.fill(0);
    found.sort(byScore);
    if (filter.isUnfinished !== true) this.#raiseHomonyms(found, tokens);
    return found.slice(0, limit);
  }

  /**
   * Streets of the best one's commune that the typed words name as well are as likely. « Rue Berger » may mean Rue
   * Philippe Berger, and where neither is named Rue Cabrol, « rue Cabrol » means Rue Étienne or Rue Urbain Cabrol.
   */
  #raiseHomonyms(found: Found[], tokens: readonly Read[]): void {
    const [best] = found;
    if (best === undefined || kinds[this.#index.kinds[best.entry]!] !== 'street') return;
    const own = this.#wordsOf(best.entry);
    const typed = own.filter((word) => tokens.some(({ matches }) => (matches.get(word) ?? 0) >= ALIKE));
    const isHomonym = (entry: number) => {
      if (entry === best.entry || this.#index.cities[entry] !== this.#index.cities[best.entry]) return false;
      const words = this.#wordsOf(entry);
      return typed.length === own.length ? this.#addsForename(words, own) : isNamedToo(words, typed, own);
    };
    const homonyms = found.map((one) =>
      one.score > best.score - AS_LIKELY || !isHomonym(one.entry) ? one : { ...one, score: best.score - AS_LIKELY },
    );
    found.splice(0, found.length, ...homonyms.sort(byScore));
  }

  #addsForename(words: readonly number[], own: readonly number[]): boolean {
    const added = words.filter((word) => !own.includes(word));
    return (
      words.at(-1) === own.at(-1) &&
      words.length === own.length + added.length &&
      added.length > 0 &&
      added.every((word) => forenames.has(this.#vocabulary.wordAt(word)))
    );
  }

  /** The words of an entry's name in the index. */
  wordsOf(entry: number): string[] {
    return this.#wordsOf(entry).map((word) => this.#vocabulary.wordAt(word));
  }

  #wordsOf(entry: number): number[] {
    const { starts, items } = this.#index.names;
    return [...items.subarray(starts[entry]!, starts[entry + 1]!)];
  }

  /** The communes that the typed words name best; their sums stay in `#placeSums`. */
  #placesNamed(tokens: readonly Read[]): number[] {
    const { wordPlaces } = this.#index;
    const sums = this.#placeSums;
    const touched: number[] = [];
    for (const read of tokens) {
      for (const [word, likeness] of read.matches) {
        const gain = likeness * this.#vocabulary.weights[word]! * shareOf(read);
        for (let i = wordPlaces.starts[word]!; i < wordPlaces.starts[word + 1]!; i++) {
          const place = wordPlaces.items[i]!;
          if (sums[place] === 0) touched.push(place);
          sums[place] = sums[place]! + gain;
        }
      }
    }
    return touched.sort((a, b) => sums[b]! - sums[a]!).slice(0, NAMED_PLACES);
  }

  /** The entries that share most with the typed text: name, commune, postcode. */
  #worthJudging(
    tokens: readonly Read[],
    places: readonly number[],
    postcode: number,
    city: number,
    isUnfinished: boolean,
  ): number[] {
    const { wordEntries, placeEntries, cities, sizes, postcodes, postcodeEntries } = this.#index;
    const sums = this.#entrySums;
    const touched: number[] = [];
    const add = (entry: number, gain: number) => {
      if (city !== ANY_CITY && cities[entry] !== city) return;
      if (sums[entry] === 0) touched.push(entry);
      sums[entry] = sums[entry]! + gain;
    };
    const bearersOf = ({ matches }: Read) => {
      let bearers = 0;
      for (const word of matches.keys()) bearers += wordEntries.starts[word + 1]! - wordEntries.starts[word]!;
      return bearers;
    };
    // The rarest words select entries; the most frequent ones only add to their sums.
    const ordered = tokens.map((read) => ({ read, bearers: bearersOf(read) })).sort((a, b) => a.bearers - b.bearers);
    for (const { read, bearers } of ordered) {
      if (bearers > MANY && (touched.length > 0 || places.length > 0)) break;
      for (const [word, likeness] of read.matches) {
        const gain = likeness * this.#vocabulary.weights[word]! * shareOf(read);
        for (let i = wordEntries.starts[word]!; i < wordEntries.starts[word + 1]!; i++)
          add(wordEntries.items[i]!, gain);
      }
    }
    // Every entry of a named commune may be meant, even when the street's name is misspelt.
    for (const place of places) {
      const gain = this.#placeSums[place]!;
      for (let i = placeEntries.starts[place]!; i < placeEntries.starts[place + 1]!; i++) {
        add(placeEntries.items[i]!, gain);
      }
    }
    const rank = rankIn(postcodes, postcode);
    if (postcodes[rank] === postcode) {
      for (let i = postcodeEntries.starts[rank]!; i < postcodeEntries.starts[rank + 1]!; i++) {
        add(postcodeEntries.items[i]!, POSTCODE_GAIN);
      }
    }
    let most = 0;
    for (const entry of touched) if (sums[entry]! > most) most = sums[entry]!;
    const least = most * LEAST_SHARE;
    const near = firstInOrder(
      touched.filter((entry) => sums[entry]! >= least),
      isUnfinished ? JUDGED : MOST_JUDGED,
      (a, b) => sums[b]! - sums[a]! || sizes[b]! - sizes[a]! || a - b,
    );
    // Homonyms have equal sums: none is cut off.
    let count = Math.min(JUDGED, near.length);
    const last = sums[near[count - 1] ?? -1] ?? 0;
    while (count < near.length && sums[near[count]!] === last) count++;
    for (const entry of touched) sums[entry] = 0;
    return near.slice(0, count);
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
}

/**
 * Factor on the weight of a word in the selection: a house number is also part of unrelated street names, and an
 * unfinished « la » begins many words.
 */
function shareOf({ token, isUnfinished }: Read): number {
  return token.isNumber || (isUnfinished && token.isArticle) ? LITTLE_SHARE : 1;
}

/** Whether a list of words has one and, right behind it, the other; `bearers` gives the lists that have a word. */
function areTogether(first: number, second: number, bearers: Lists, { starts, items }: Lists): boolean {
  for (let i = bearers.starts[first]!; i < bearers.starts[first + 1]!; i++) {
    const list = bearers.items[i]!;
    for (let j = starts[list]!; j + 1 < starts[list + 1]!; j++) {
      if (items[j] === first && items[j + 1] === second) return true;
    }
  }
  return false;
}

function isPlainWord({ word, isNumber, isArticle, isIndex }: Token): boolean {
  return !(isNumber || isArticle || isIndex) && word.length > 1;
}

/** Whether a text that begins with a house number ends with the first digits of a postcode. */
function isPostcodeBegun({ tokens, postcode }: Typed): boolean {
  const last = tokens.at(-1);
  return postcode === null && tokens.length > 2 && tokens[0]!.isNumber && last!.isNumber && last !== tokens[0];
}

/** Whether a name ends with the last typed word of the best one's, and has all its typed words. */
function isNamedToo(words: readonly number[], typed: readonly number[], own: readonly number[]): boolean {
  return typed.at(-1) === own.at(-1) && words.at(-1) === own.at(-1) && typed.every((word) => words.includes(word));
}

/** The best result of each entry, the best first. */
function bestOfEach(found: readonly Found[]): Found[] {
  const best = new Map<number, Found>();
  for (const one of found) if (one.score > (best.get(one.entry)?.score ?? -1)) best.set(one.entry, one);
  return [...best.values()].sort(byScore);
}

function byScore(a: Found, b: Found): number {
  return b.score - a.score || b.importance - a.importance || a.entry - b.entry;
}

/** The first `count` items in order, without sorting the rest (tens of thousands for « rue »). */
function firstInOrder(items: number[], count: number, compare: (a: number, b: number) => number): number[] {
  if (items.length <= count) return items.sort(compare);
  let first = items.slice(0, count).sort(compare);
  for (let i = count; i < items.length; i++) {
    // At `count - 1` is the last of those that were sorted; the others behind it are not sorted yet.
    if (compare(items[i]!, first[count - 1]!) >= 0) continue;
    first.push(items[i]!);
    if (first.length === 2 * count) first = first.sort(compare).slice(0, count);
  }
  return first.sort(compare).slice(0, count);
}

/** How far behind the best a homonym ranks, so that it is a candidate too. */
const AS_LIKELY = 0.04;
/** Means every commune. */
const ANY_CITY = -1;
/** Below this score, the search is widened to words with a similar spelling. */
const GOOD = 0.86;
/** From this likeness on, a word counts as a word of a commune's name. */
const ALIKE = 0.95;
/** Words of more entries than this select nothing. */
const MANY = 3000;
const NAMED_PLACES = 12;
/** Gain of a shared postcode in the selection: about that of a commune's name. */
const POSTCODE_GAIN = 0.8;
/** Share of the largest sum that an entry needs to be judged, and how many are judged. */
const LEAST_SHARE = 0.4;
const JUDGED = 150;
const MOST_JUDGED = 1500;
/** Factor on the weight of a word that selects little. */
const LITTLE_SHARE = 0.3;

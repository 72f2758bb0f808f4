import { type Filter, type Found, Judge } from '../judge-entry.ts';
import type { Typed } from '../typed.ts';
import { type Read, Vocabulary } from '../vocabulary.ts';
import { streetTypes } from '../words.ts';
import { kinds, POSTCODES, type SearchIndex } from './search-index.ts';

/**
 * Finds the streets, hamlets and communes that typed words may mean. Words count in any order, weighted by rarity and
 * spelling. Typed words that an entry does not explain lower its score, and so does the name of another commune.
 */
export class AddressSearch {
  readonly #index: SearchIndex;
  readonly #vocabulary: Vocabulary;
  readonly #judge: Judge;
  readonly #cityOf: ReadonlyMap<string, number>;
  readonly #entriesOfPostcode: ReadonlyMap<number, readonly number[]>;
  /** Sums of the current question, for each entry and each commune; reset to zero after it. */
  readonly #entrySums: Float32Array;
  readonly #placeSums: Float32Array;

  constructor(index: SearchIndex) {
    this.#index = index;
    this.#vocabulary = new Vocabulary(index.vocabulary, index.wordEntries.starts, index.kinds.length);
    this.#judge = new Judge(index, this.#vocabulary);
    this.#cityOf = new Map(index.citycodes.map((code, i) => [code, i]));
    this.#entriesOfPostcode = byPostcode(index.postcodes);
    this.#entrySums = new Float32Array(index.kinds.length);
    this.#placeSums = new Float32Array(index.places.starts.length - 1);
  }

  /** The best entries, best first, at most `limit`. */
  find(typed: Typed, filter: Filter, limit: number): Found[] {
    const last = typed.tokens.at(-1);
    const tokens = typed.tokens.map((token) =>
      this.#vocabulary.read(token, filter.isUnfinished === true && token === last),
    );
    const found = this.#rank(typed, tokens, filter, limit);
    // An unfinished text is corrected only where nothing matches it as typed.
    if ((found[0]?.score ?? 0) >= (filter.isUnfinished === true ? 0.01 : GOOD)) return found;
    // Every word is known, but nothing fits well: one of them may be another word misspelt.
    const others = tokens.filter(
      ({ token, isMended }) => !(isMended || token.isNumber || token.isArticle || streetTypes.has(token.word)),
    );
    for (const read of others) this.#vocabulary.mend(read);
    return others.length > 0 ? this.#rank(typed, tokens, filter, limit) : found;
  }

  #rank(typed: Typed, tokens: readonly Read[], filter: Filter, limit: number): Found[] {
    const city = filter.citycode === undefined ? ANY_CITY : this.#cityOf.get(filter.citycode);
    if (city === undefined) return [];
    const places = this.#placesNamed(tokens);
    const namings = places.flatMap((place) => this.#tokensNaming(place, tokens) ?? []);
    const question = { typed, tokens, namings, filter };
    const found: Found[] = [];
    const postcode = Number(filter.postcode ?? typed.postcode ?? 0);
    for (const entry of this.#worthJudging(tokens, places, postcode, city, filter.isUnfinished === true)) {
      if (filter.kind !== undefined && kinds[this.#index.kinds[entry]!] !== filter.kind) continue;
      const judged = this.#judge.judge(entry, question);
      if (judged !== null) found.push(judged);
    }
    this.#placeSums.fill(0);
    found.sort((a, b) => b.score - a.score || b.importance - a.importance || a.entry - b.entry);
    return found.slice(0, limit);
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
    const { wordEntries, placeEntries, cities, sizes } = this.#index;
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
    for (const entry of this.#entriesOfPostcode.get(postcode) ?? []) add(entry, POSTCODE_GAIN);
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

/** The first `count` items in order, without sorting the rest (tens of thousands for « rue »). */
function firstInOrder(items: number[], count: number, compare: (a: number, b: number) => number): number[] {
  if (items.length <= count) return items.sort(compare);
  const first = items.slice(0, count).sort(compare);
  for (let i = count; i < items.length; i++) {
    const item = items[i]!;
    if (compare(item, first[count - 1]!) >= 0) continue;
    let from = 0;
    for (let to = count - 1; from < to; ) {
      const middle = (from + to) >> 1;
      if (compare(item, first[middle]!) < 0) to = middle;
      else from = middle + 1;
    }
    first.copyWithin(from + 1, from, count - 1);
    first[from] = item;
  }
  return first;
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

import { type BegunText, isHouseNumber } from '../match/begun-text.ts';
import type { Filter } from '../match/judge-entry.ts';
import type { Vocabulary } from '../match/vocabulary.ts';
import { mayBeginNumber, severalLongForms } from '../words.ts';
import { hasPostcode, kinds, type Lists, type SearchIndex } from './search-index.ts';

/**
 * Finds the entries that an address being typed may become. Their order is fixed: communes, then the entries with most
 * addresses. More letters only remove entries, so that the first one stays as long as it agrees with the text.
 */
export class BegunEntries {
  readonly #index: SearchIndex;
  readonly #vocabulary: Vocabulary;
  readonly #cityOf: ReadonlyMap<string, number>;
  /** The places of all entries in order, from the first text on that begins too many of them. */
  #ordered: Float64Array | undefined;

  constructor(index: SearchIndex, vocabulary: Vocabulary, cityOf: ReadonlyMap<string, number>) {
    this.#index = index;
    this.#vocabulary = vocabulary;
    this.#cityOf = cityOf;
  }

  /**
   * The entries whose name, commune and postcode have the typed words, in order. Articles, which the index lacks, and
   * numbers, which may be those of houses, are not compared.
   */
  *of(text: BegunText, filter: Filter): Generator<number> {
    const city = filter.citycode === undefined ? ANY_CITY : this.#cityOf.get(filter.citycode);
    const words = this.#wordsOf(text);
    if (city === undefined || words === null) return;
    const postcode = Number(filter.postcode ?? text.postcode ?? 0);
    const hasNumber = text.whole.some(isHouseNumber);
    const isMeant = (entry: number) =>
      !(hasNumber && this.#isCommune(entry)) &&
      (city === ANY_CITY || this.#index.cities[entry] === city) &&
      (filter.kind === undefined || kinds[this.#index.kinds[entry]!] === filter.kind) &&
      (postcode === 0 || hasPostcode(this.#index, entry, postcode)) &&
      words.every((word) => this.#hasWord(entry, word));
    const [rarest] = words.map((word) => ({ word, count: this.#bearersOf(word) })).sort((a, b) => a.count - b.count);
    if (rarest !== undefined && rarest.count <= FEW) {
      const found = this.#bearersThat(isMeant, rarest.word);
      for (let i = 0; i < found.length; i++) if (found[i] !== found[i - 1]) yield entryAt(found[i]!);
    } else {
      this.#ordered ??= Float64Array.from(this.#index.sizes, (_, entry) => this.#placeOf(entry)).sort();
      for (const place of this.#ordered) if (isMeant(entryAt(place))) yield entryAt(place);
    }
  }

  /** The words that an entry must have; null where no entry has one of them. */
  #wordsOf({ whole, beginning, longForms, mayBeNoWord }: BegunText): Ranges[] | null {
    const words: Ranges[] = [];
    for (const [i, { word, isNumber, isArticle, isIndex }] of whole.entries()) {
      const isSuffix = i > 0 && whole[i - 1]!.isNumber && word.length === 1;
      // Behind a house number, another number is one of the name.
      const isOfHouse = isNumber && !(i > 0 && isHouseNumber(whole[0]!));
      if (isOfHouse || isArticle || isIndex || isSuffix) continue;
      const places = (severalLongForms.get(word) ?? [word]).map((one) => this.#vocabulary.find(one));
      const known = places.filter((at) => at >= 0);
      if (known.length === 0) return null;
      words.push(known.flatMap((at) => [at, at + 1]));
    }
    if (beginning === '' || /\d/.test(beginning) || mayBeNoWord) return words;
    const begun = [...this.#vocabulary.rangeOf(beginning)];
    for (const word of longForms) {
      const at = this.#vocabulary.find(word);
      if (at >= 0) begun.push(at, at + 1);
    }
    // « Quinze » is 15 in the index.
    if (mayBeginNumber(beginning)) begun.push(this.#vocabulary.rangeOf('0')[0], this.#vocabulary.rangeOf('9')[1]);
    return [...words, begun];
  }

  #hasWord(entry: number, word: Ranges): boolean {
    const { names, places, entryPlaces, entryOldPlaces } = this.#index;
    const old = entryOldPlaces[entry]!;
    return (
      hasAny(names, entry, word) ||
      hasAny(places, entryPlaces[entry]!, word) ||
      (old > 0 && hasAny(places, old - 1, word))
    );
  }

  /** How many entries have a word, by their names or by their communes'; at least `FEW` where there are more. */
  #bearersOf(word: Ranges): number {
    const { wordEntries, wordPlaces, placeEntries } = this.#index;
    let count = 0;
    for (let i = 0; i < word.length; i += 2) {
      const [from, to] = [word[i]!, word[i + 1]!];
      count += wordEntries.starts[to]! - wordEntries.starts[from]!;
      for (let j = wordPlaces.starts[from]!; j < wordPlaces.starts[to]! && count <= FEW; j++) {
        const place = wordPlaces.items[j]!;
        count += placeEntries.starts[place + 1]! - placeEntries.starts[place]!;
      }
    }
    return count;
  }

  /** The places of the entries with a word that pass a test, in order; some more than once. */
  #bearersThat(isMeant: (entry: number) => boolean, word: Ranges): Float64Array {
    const { wordEntries, wordPlaces, placeEntries } = this.#index;
    const found: number[] = [];
    const take = ({ starts, items }: Lists, from: number, to: number) => {
      for (let i = starts[from]!; i < starts[to]!; i++) if (isMeant(items[i]!)) found.push(this.#placeOf(items[i]!));
    };
    for (let i = 0; i < word.length; i += 2) {
      const [from, to] = [word[i]!, word[i + 1]!];
      take(wordEntries, from, to);
      for (let j = wordPlaces.starts[from]!; j < wordPlaces.starts[to]!; j++) {
        take(placeEntries, wordPlaces.items[j]!, wordPlaces.items[j]! + 1);
      }
    }
    return Float64Array.from(found).sort();
  }

  /** The place of an entry in the order, which contains its number. */
  #placeOf(entry: number): number {
    const behind = SIZES - 1 - Math.min(SIZES - 1, this.#index.sizes[entry]!);
    return ((this.#isCommune(entry) ? 0 : SIZES) + behind) * ENTRIES + entry;
  }

  #isCommune(entry: number): boolean {
    return kinds[this.#index.kinds[entry]!] === 'municipality';
  }
}

function entryAt(place: number): number {
  return place % ENTRIES;
}

/** Ranges of positions in the vocabulary: from, to (excluded), from, to… */
type Ranges = readonly number[];

function hasAny({ starts, items }: Lists, list: number, word: Ranges): boolean {
  for (let i = starts[list]!; i < starts[list + 1]!; i++) {
    const item = items[i]!;
    for (let j = 0; j < word.length; j += 2) if (item >= word[j]! && item < word[j + 1]!) return true;
  }
  return false;
}

const ANY_CITY = -1;
/** A word of more entries than this selects none: all entries are tried in their order instead. */
const FEW = 20_000;
/** Powers of two above the largest size and the largest number of an entry. */
const SIZES = 2 ** 20;
const ENTRIES = 2 ** 24;

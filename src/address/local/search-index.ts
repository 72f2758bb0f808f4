import { figuresOfWords, type WordFigures } from '../match/vocabulary.ts';

/** An entry that can be found by name. */
export interface Entry {
  readonly entry: number;
  readonly kind: 'street' | 'locality' | 'municipality';
  readonly name: string;
  readonly citycode: string;
  readonly city: string;
  /** Former commune, merged into this one, where it lies; empty for none. */
  readonly oldcity: string;
  readonly postcodes: readonly string[];
  /** Number of its addresses. */
  readonly size: number;
}

/**
 * Returns the arrays of a search index in the records of an address file, and its words with their weights. `contentOf`
 * returns the content of a record by its name. The arrays share their memory with these contents, and are data alone:
 * another thread may have read them.
 */
export function readSearchData(contentOf: (name: string) => Buffer): SearchData {
  const bytes = (name: string) => {
    const { buffer, byteOffset, byteLength } = contentOf(name);
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  };
  const numbers = (name: string) => {
    const { buffer, byteOffset, byteLength } = bytes(name);
    return new Uint32Array(
      byteOffset % 4 === 0 ? buffer : buffer.slice(byteOffset),
      byteOffset % 4 === 0 ? byteOffset : 0,
      byteLength >> 2,
    );
  };
  const lists = (name: string): Lists => ({ starts: numbers(`${name}Starts`), items: numbers(`${name}Items`) });
  const vocabulary = bytes('vocabulary');
  const wordEntries = lists('wordEntries');
  const kinds = bytes('kinds');
  return {
    texts: { vocabulary, citycodes: bytes('citycodes') },
    wordFigures: figuresOfWords(linesOf(vocabulary), wordEntries.starts, kinds.length),
    names: lists('names'),
    places: lists('places'),
    placeEntries: lists('placeEntries'),
    wordEntries,
    wordPlaces: lists('wordPlaces'),
    kinds,
    cities: numbers('cities'),
    entryPlaces: numbers('entryPlaces'),
    entryOldPlaces: numbers('entryOldPlaces'),
    sizes: numbers('sizes'),
    entryPostcodes: numbers('entryPostcodes'),
    postcodeSets: numbers('postcodeSets'),
    postcodes: numbers('postcodes'),
    postcodeEntries: lists('postcodeEntries'),
    blocks: numbers('blocks'),
    blockEntries: lists('blockEntries'),
  };
}

/** Returns the search index of the data that `readSearchData` read, in this thread or another. */
export function searchIndexOf({ texts, ...arrays }: SearchData): SearchIndex {
  return { ...arrays, vocabulary: linesOf(texts.vocabulary), citycodes: linesOf(texts.citycodes) };
}

function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\n');
}

/** The names of the records of a search index. */
export const searchRecords = [
  ...['vocabulary', 'citycodes', 'kinds', 'cities', 'entryPlaces', 'entryOldPlaces', 'sizes'],
  ...['entryPostcodes', 'postcodeSets', 'postcodes', 'blocks'],
  ...['names', 'places', 'placeEntries', 'wordEntries', 'wordPlaces', 'postcodeEntries', 'blockEntries'].flatMap(
    (name) => [`${name}Starts`, `${name}Items`],
  ),
];

/** The rank of the first key that is not below `key`, among sorted keys. */
export function rankIn(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a postcode is one of an entry's. */
export function hasPostcode(
  { entryPostcodes, postcodeSets }: Pick<SearchIndex, 'entryPostcodes' | 'postcodeSets'>,
  entry: number,
  postcode: number,
): boolean {
  const set = entryPostcodes[entry]! * POSTCODES;
  for (let i = set; i < set + POSTCODES; i++) if (postcodeSets[i] === postcode) return true;
  return false;
}

/** Consecutive lists: list `i` is `items` from `starts[i]` to `starts[i + 1]`. */
export interface Lists {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

export interface SearchIndex extends SearchArrays {
  /** Sorted. */
  readonly vocabulary: readonly string[];
  readonly citycodes: readonly string[];
}

/** A search index whose texts are still bytes. */
export interface SearchData extends SearchArrays {
  readonly texts: Readonly<Record<'vocabulary' | 'citycodes', Uint8Array>>;
}

interface SearchArrays {
  readonly wordFigures: WordFigures;
  /** For each entry, the words of its name, as positions in the vocabulary. */
  readonly names: Lists;
  /** For each name of a commune, present or former, its words. */
  readonly places: Lists;
  /** For each name of a commune, its entries. */
  readonly placeEntries: Lists;
  /** For each word, the entries and communes whose name has it. */
  readonly wordEntries: Lists;
  readonly wordPlaces: Lists;
  /**
   * For each entry: its kind, the position of its commune in `citycodes`, the name of its commune, the name of its
   * former commune plus one (0 for none).
   */
  readonly kinds: Uint8Array;
  readonly cities: Uint32Array;
  readonly entryPlaces: Uint32Array;
  readonly entryOldPlaces: Uint32Array;
  readonly sizes: Uint32Array;
  /** For each entry, its set of postcodes; for each set, `POSTCODES` of them, 0 for none. */
  readonly entryPostcodes: Uint32Array;
  readonly postcodeSets: Uint32Array;
  /** Sorted; for each, its entries. */
  readonly postcodes: Uint32Array;
  readonly postcodeEntries: Lists;
  /** The blocks of the map that have house numbers, sorted; for each, the streets of these numbers. */
  readonly blocks: Uint32Array;
  readonly blockEntries: Lists;
}

export const kinds: readonly Entry['kind'][] = ['street', 'locality', 'municipality'];
/** Postcodes stored for a set: large towns have several. */
export const POSTCODES = 4;

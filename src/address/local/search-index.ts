import { distinctiveWords, wordsOf } from '../words.ts';

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
 * Compiles the search index into flat arrays, by name: the sorted words; for each word, its entries and communes; for
 * each entry, its words. Entries must come in the order of their numbers, from 0 without a gap.
 */
export function compileSearch(ordered: readonly Entry[]): Map<string, Buffer> {
  const placeNames = [...new Set(ordered.flatMap(({ city, oldcity }) => (oldcity ? [city, oldcity] : [city])))];
  const words = new Words();
  const foundNames = toLists(ordered.map(({ name }) => words.of(name)));
  const foundPlaces = toLists(placeNames.map((name) => words.of(name)));
  const vocabulary = words.sorted();
  const names = words.placed(foundNames);
  const places = words.placed(foundPlaces);
  const placeOf = new Map(placeNames.map((name, i) => [name, i]));
  const citycodes = [...new Set(ordered.map(({ citycode }) => citycode))].sort();
  const cityOf = new Map(citycodes.map((code, i) => [code, i]));
  const entryPlaces = Uint32Array.from(ordered, ({ city }) => placeOf.get(city)!);
  const entryOldPlaces = Uint32Array.from(ordered, ({ oldcity }) => (oldcity ? placeOf.get(oldcity)! + 1 : 0));
  const standing = toLists(
    ordered.map((_, i) => (entryOldPlaces[i]! > 0 ? [entryPlaces[i]!, entryOldPlaces[i]! - 1] : [entryPlaces[i]!])),
  );
  const numberOf = (text: string | undefined) => (text !== undefined && /^\d{5}$/.test(text) ? Number(text) : 0);
  const arrays: Record<string, Uint32Array> = {
    ...named('names', names),
    ...named('places', places),
    ...named('placeEntries', inverted(standing, placeNames.length)),
    ...named('wordEntries', inverted(names, vocabulary.length)),
    ...named('wordPlaces', inverted(places, vocabulary.length)),
    kinds: Uint32Array.from(ordered, ({ kind }) => kinds.indexOf(kind)),
    cities: Uint32Array.from(ordered, ({ citycode }) => cityOf.get(citycode)!),
    entryPlaces,
    entryOldPlaces,
    sizes: Uint32Array.from(ordered, ({ size }) => size),
    postcodes: Uint32Array.from({ length: ordered.length * POSTCODES }, (_, i) =>
      numberOf(ordered[Math.floor(i / POSTCODES)]!.postcodes[i % POSTCODES]),
    ),
  };
  const blobs = new Map<string, Buffer>();
  blobs.set('vocabulary', Buffer.from(vocabulary.join('\n')));
  blobs.set('citycodes', Buffer.from(citycodes.join('\n')));
  for (const [name, array] of Object.entries(arrays)) {
    blobs.set(name, Buffer.from(array.buffer, array.byteOffset, array.byteLength));
  }
  return blobs;
}

/** Reads back the arrays of `compileSearch`. Throws when one is missing. */
export function readSearch(blobOf: (name: string) => Buffer): SearchIndex {
  const texts = (name: string) => blobOf(name).toString('utf8').split('\n');
  const numbers = (name: string) => {
    const bytes = blobOf(name);
    // A blob may start at any byte; the array needs a multiple of four.
    return new Uint32Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 2);
  };
  const lists = (name: string): Lists => ({ starts: numbers(`${name}Starts`), items: numbers(`${name}Items`) });
  return {
    vocabulary: texts('vocabulary'),
    citycodes: texts('citycodes'),
    names: lists('names'),
    places: lists('places'),
    placeEntries: lists('placeEntries'),
    wordEntries: lists('wordEntries'),
    wordPlaces: lists('wordPlaces'),
    kinds: numbers('kinds'),
    cities: numbers('cities'),
    entryPlaces: numbers('entryPlaces'),
    entryOldPlaces: numbers('entryOldPlaces'),
    sizes: numbers('sizes'),
    postcodes: numbers('postcodes'),
  };
}

/** Consecutive lists: list `i` is `items` from `starts[i]` to `starts[i + 1]`. */
export interface Lists {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

export interface SearchIndex {
  /** Sorted. */
  readonly vocabulary: readonly string[];
  readonly citycodes: readonly string[];
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
  readonly kinds: Uint32Array;
  readonly cities: Uint32Array;
  readonly entryPlaces: Uint32Array;
  readonly entryOldPlaces: Uint32Array;
  readonly sizes: Uint32Array;
  /** `POSTCODES` for each entry, 0 for none. */
  readonly postcodes: Uint32Array;
}

export const kinds: readonly Entry['kind'][] = ['street', 'locality', 'municipality'];
/** Postcodes stored for each entry: large towns have several. */
export const POSTCODES = 4;

/** Numbers words: first in order of appearance, then by position in the vocabulary. */
class Words {
  readonly #numbers = new Map<string, number>();
  #places = new Uint32Array();

  of(name: string): number[] {
    return distinctiveWords(wordsOf(name)).map((word) => {
      const known = this.#numbers.get(word);
      if (known !== undefined) return known;
      this.#numbers.set(word, this.#numbers.size);
      return this.#numbers.size - 1;
    });
  }

  sorted(): string[] {
    const vocabulary = [...this.#numbers.keys()].sort();
    this.#places = new Uint32Array(vocabulary.length);
    vocabulary.forEach((word, place) => {
      this.#places[this.#numbers.get(word)!] = place;
    });
    return vocabulary;
  }

  placed({ starts, items }: Lists): Lists {
    return { starts, items: items.map((number) => this.#places[number]!) };
  }
}

function toLists(lists: readonly (readonly number[])[]): Lists {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => {
    starts[i + 1] = starts[i]! + list.length;
  });
  const items = new Uint32Array(starts[lists.length]!);
  lists.forEach((list, i) => {
    items.set(list, starts[i]!);
  });
  return { starts, items };
}

/** For each of `count` items, the lists that contain it, in order, each once. */
function inverted({ starts, items }: Lists, count: number): Lists {
  const last = new Int32Array(count).fill(-1);
  const holderStarts = new Uint32Array(count + 1);
  const each = (take: (item: number, list: number) => void) => {
    last.fill(-1);
    for (let list = 0; list + 1 < starts.length; list++) {
      for (let i = starts[list]!; i < starts[list + 1]!; i++) {
        const item = items[i]!;
        if (last[item] === list) continue;
        last[item] = list;
        take(item, list);
      }
    }
  };
  each((item) => {
    holderStarts[item + 1]!++;
  });
  for (let item = 0; item < count; item++) holderStarts[item + 1]! += holderStarts[item]!;
  const holders = new Uint32Array(holderStarts[count]!);
  const next = holderStarts.slice();
  each((item, list) => {
    holders[next[item]!++] = list;
  });
  return { starts: holderStarts, items: holders };
}

function named(name: string, { starts, items }: Lists): Record<string, Uint32Array> {
  return { [`${name}Starts`]: starts, [`${name}Items`]: items };
}

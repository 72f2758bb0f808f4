import { POSTCODE } from '../codes.ts';
import { blockOf } from '../local/address-file.ts';
import { type Entry, kinds, type Lists, POSTCODES } from '../local/search-index.ts';
import { distinctiveWords, wordsOf } from '../words.ts';
import { NumberColumn } from './number-column.ts';

/**
 * Compiles the search index into flat arrays, by name: the sorted words; for each word, its entries and communes; for
 * each entry, its words; for each block of the map, the streets with a number in it. Holds some sixty bytes an entry.
 */
export class SearchCompiler {
  readonly #words = new Ranks();
  readonly #places = new Ranks();
  readonly #cities = new Ranks();
  readonly #names = new GrowingLists();
  /** For each entry, the name of its commune and, where it has one, of its former commune. */
  readonly #standing = new GrowingLists();
  readonly #kinds = new NumberColumn();
  readonly #entryCities = new NumberColumn();
  readonly #entryPlaces = new NumberColumn();
  readonly #entryOldPlaces = new NumberColumn();
  readonly #sizes = new NumberColumn();
  readonly #postcodeSets = new Ranks();
  readonly #entryPostcodes = new NumberColumn();
  readonly #postcodes = new NumberColumn();
  readonly #postcodeEntries = new NumberColumn();
  readonly #blocks = new NumberColumn();
  readonly #blockEntries = new NumberColumn();

  /** Adds an entry, in the order of their numbers from 0. `positions` are those of its house numbers, in degrees. */
  add({ kind, name, citycode, city, oldcity, postcodes, size }: Entry, positions: readonly Position[]): void {
    const entry = this.#kinds.length;
    this.#names.add(this.#wordsOf(name));
    const place = this.#places.of(city);
    const oldPlace = oldcity ? this.#places.of(oldcity) : null;
    this.#standing.add(oldPlace === null ? [place] : [place, oldPlace]);
    this.#kinds.push(kinds.indexOf(kind));
    this.#entryCities.push(this.#cities.of(citycode));
    this.#entryPlaces.push(place);
    this.#entryOldPlaces.push(oldPlace === null ? 0 : oldPlace + 1);
    this.#sizes.push(size);
    const set = postcodes.slice(0, POSTCODES).map((postcode) => (POSTCODE.test(postcode) ? Number(postcode) : 0));
    this.#entryPostcodes.push(this.#postcodeSets.of(set.join(' ')));
    for (const postcode of set.filter((postcode) => postcode > 0)) {
      this.#postcodes.push(postcode);
      this.#postcodeEntries.push(entry);
    }
    for (const block of new Set(positions.map(({ lon, lat }) => blockOf(lon, lat)))) {
      this.#blocks.push(block);
      this.#blockEntries.push(entry);
    }
  }

  finish(): Map<string, Buffer> {
    const placeNames = new GrowingLists();
    for (const place of this.#places.texts()) placeNames.add(this.#wordsOf(place));
    const [words, placeOfWord] = this.#words.sorted();
    const [citycodes, placeOfCity] = this.#cities.sorted();
    const names = replaced(this.#names.lists(), placeOfWord);
    const places = replaced(placeNames.lists(), placeOfWord);
    const blobs = new Map<string, Buffer>();
    const keep = (name: string, { buffer, byteOffset, byteLength }: Uint32Array | Uint8Array) =>
      blobs.set(name, Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength));
    const keepLists = (name: string, { starts, items }: Lists) => {
      keep(`${name}Starts`, starts);
      keep(`${name}Items`, items);
    };
    blobs.set('vocabulary', Buffer.from(words.join('\n')));
    blobs.set('citycodes', Buffer.from(citycodes.join('\n')));
    keepLists('names', names);
    keepLists('places', places);
    keepLists('placeEntries', inverted(this.#standing.lists(), this.#places.count));
    keepLists('wordEntries', inverted(names, words.length));
    keepLists('wordPlaces', inverted(places, words.length));
    keep('kinds', Uint8Array.from(this.#kinds.all()));
    keep(
      'cities',
      this.#entryCities.all().map((city) => placeOfCity[city]!),
    );
    keep('entryPlaces', this.#entryPlaces.all());
    keep('entryOldPlaces', this.#entryOldPlaces.all());
    keep('sizes', this.#sizes.all());
    keep('entryPostcodes', this.#entryPostcodes.all());
    keep('postcodeSets', setsOf(this.#postcodeSets.texts()));
    const ofPostcodes = byKey(this.#postcodes.all(), this.#postcodeEntries.all());
    keep('postcodes', ofPostcodes.keys);
    keepLists('postcodeEntries', ofPostcodes.lists);
    const ofBlocks = byKey(this.#blocks.all(), this.#blockEntries.all());
    keep('blocks', ofBlocks.keys);
    keepLists('blockEntries', ofBlocks.lists);
    return blobs;
  }

  #wordsOf(name: string): number[] {
    return distinctiveWords(wordsOf(name)).map((word) => this.#words.of(word));
  }
}

/** `POSTCODES` for each set, 0 for none. */
function setsOf(texts: Iterable<string>): Uint32Array {
  return Uint32Array.from(
    [...texts].flatMap((text) => {
      const set = text.split(' ').map(Number);
      return Array.from({ length: POSTCODES }, (_, i) => set[i] ?? 0);
    }),
  );
}

interface Position {
  readonly lon: number;
  readonly lat: number;
}

/** Numbers texts in order of appearance. */
class Ranks {
  readonly #ranks = new Map<string, number>();

  get count(): number {
    return this.#ranks.size;
  }

  of(text: string): number {
    const known = this.#ranks.get(text);
    if (known !== undefined) return known;
    this.#ranks.set(text, this.#ranks.size);
    return this.#ranks.size - 1;
  }

  texts(): Iterable<string> {
    return this.#ranks.keys();
  }

  /** Returns the texts sorted, and the place of each of them by its number. */
  sorted(): [texts: string[], places: Uint32Array] {
    const texts = [...this.#ranks.keys()].sort();
    const places = new Uint32Array(texts.length);
    texts.forEach((text, place) => {
      places[this.#ranks.get(text)!] = place;
    });
    return [texts, places];
  }
}

class GrowingLists {
  readonly #starts = new NumberColumn();
  readonly #items = new NumberColumn();

  constructor() {
    this.#starts.push(0);
  }

  add(list: readonly number[]): void {
    for (const item of list) this.#items.push(item);
    this.#starts.push(this.#items.length);
  }

  lists(): Lists {
    return { starts: this.#starts.all(), items: this.#items.all() };
  }
}

function replaced({ starts, items }: Lists, by: Uint32Array): Lists {
  return { starts, items: items.map((item) => by[item]!) };
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

/** Groups values by their keys: the distinct keys, sorted, and the values of each in the order given. */
function byKey(keyOf: Uint32Array, values: Uint32Array): { keys: Uint32Array; lists: Lists } {
  const keys = new NumberColumn();
  const rank = new Map<number, number>();
  for (const key of keyOf.slice().sort()) {
    if (keys.length > 0 && rank.has(key)) continue;
    rank.set(key, keys.length);
    keys.push(key);
  }
  const starts = new Uint32Array(keys.length + 1);
  for (const key of keyOf) {
    const after = rank.get(key)! + 1;
    starts[after] = starts[after]! + 1;
  }
  for (let i = 0; i < keys.length; i++) starts[i + 1]! += starts[i]!;
  const items = new Uint32Array(values.length);
  const next = starts.slice();
  values.forEach((value, i) => {
    const at = rank.get(keyOf[i]!)!;
    items[next[at]!] = value;
    next[at] = next[at]! + 1;
  });
  return { keys: keys.all(), lists: { starts, items } };
}

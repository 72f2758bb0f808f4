import { tellingWords, wordsOf } from './words.ts';

/** What can be found by its name. */
export interface Entry {
  readonly entry: number;
  readonly kind: 'street' | 'locality' | 'municipality';
  readonly name: string;
  readonly citycode: string;
  readonly city: string;
  /** The commune that was merged into this one, where it stands; empty for none. */
  readonly oldcity: string;
  readonly postcodes: readonly string[];
  /** How many addresses it has. */
  readonly size: number;
}

/**
 * Compiles what a search asks into flat arrays, by their names: the sorted words, for each word the entries and the communes
 * that bear it, for each entry its words. `entry` numbers run from 0 without a gap.
 */
export function compileSearch(entries: readonly Entry[]): Map<string, Buffer> {
  const ordered = [...entries].sort((a, b) => a.entry - b.entry);
  const words = new Map<string, number[]>();
  const nameWords = ordered.map(({ name }) => tellingWords(wordsOf(name)));
  const placeNames = [...new Set(ordered.flatMap(({ city, oldcity }) => (oldcity ? [city, oldcity] : [city])))];
  const placeWords = placeNames.map((name) => tellingWords(wordsOf(name)));
  for (const list of [...nameWords, ...placeWords]) for (const word of list) if (!words.has(word)) words.set(word, []);
  const vocabulary = [...words.keys()].sort();
  const positions = new Map(vocabulary.map((word, i) => [word, i]));
  const idsOf = (list: readonly string[]) => list.map((word) => positions.get(word)!);

  const names = toLists(nameWords.map(idsOf));
  const places = toLists(placeWords.map(idsOf));
  const placeOf = new Map(placeNames.map((name, i) => [name, i]));
  const citycodes = [...new Set(ordered.map(({ citycode }) => citycode))].sort();
  const cityOf = new Map(citycodes.map((code, i) => [code, i]));
  const byPlace = toLists(
    inverted(
      ordered.map(({ city, oldcity }) =>
        oldcity ? [placeOf.get(city)!, placeOf.get(oldcity)!] : [placeOf.get(city)!],
      ),
      placeNames.length,
    ),
  );
  const numberOf = (text: string | undefined) => (text !== undefined && /^\d{5}$/.test(text) ? Number(text) : 0);
  const arrays: Record<string, Uint32Array> = {
    nameStarts: names.starts,
    nameWords: names.items,
    placeStarts: places.starts,
    placeWords: places.items,
    placeEntryStarts: byPlace.starts,
    placeEntries: byPlace.items,
    ...prefixed('word', toLists(inverted(nameWords.map(idsOf), vocabulary.length))),
    ...prefixed('wordPlace', toLists(inverted(placeWords.map(idsOf), vocabulary.length))),
    kinds: Uint32Array.from(ordered, ({ kind }) => kinds.indexOf(kind)),
    cities: Uint32Array.from(ordered, ({ citycode }) => cityOf.get(citycode)!),
    entryPlaces: Uint32Array.from(ordered, ({ city }) => placeOf.get(city)!),
    entryOldPlaces: Uint32Array.from(ordered, ({ oldcity }) => (oldcity ? placeOf.get(oldcity)! + 1 : 0)),
    sizes: Uint32Array.from(ordered, ({ size }) => size),
    postcodes: Uint32Array.from(
      ordered.flatMap(({ postcodes }) => Array.from({ length: POSTCODES }, (_, i) => numberOf(postcodes[i]))),
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

/** What `compileSearch` made, as it is read back. Throws when something is missing. */
export function readSearch(blobOf: (name: string) => Buffer): SearchIndex {
  const texts = (name: string) => blobOf(name).toString('utf8').split('\n');
  const numbers = (name: string) => {
    const bytes = blobOf(name);
    // A blob may start at any byte; the array wants a multiple of four.
    return new Uint32Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 2);
  };
  return {
    vocabulary: texts('vocabulary'),
    citycodes: texts('citycodes'),
    names: { starts: numbers('nameStarts'), items: numbers('nameWords') },
    places: { starts: numbers('placeStarts'), items: numbers('placeWords') },
    placeEntries: { starts: numbers('placeEntryStarts'), items: numbers('placeEntries') },
    wordEntries: { starts: numbers('wordStarts'), items: numbers('wordItems') },
    wordPlaces: { starts: numbers('wordPlaceStarts'), items: numbers('wordPlaceItems') },
    kinds: numbers('kinds'),
    cities: numbers('cities'),
    entryPlaces: numbers('entryPlaces'),
    entryOldPlaces: numbers('entryOldPlaces'),
    sizes: numbers('sizes'),
    postcodes: numbers('postcodes'),
  };
}

/** Lists one behind the other: list `i` is `items` from `starts[i]` to `starts[i + 1]`. */
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
  /** For each name of a commune, the entries that stand there. */
  readonly placeEntries: Lists;
  /** For each word, the entries and the communes that bear it. */
  readonly wordEntries: Lists;
  readonly wordPlaces: Lists;
  /** For each entry: its kind, its commune's position in `citycodes`, its commune's name, its former commune's name plus one (0 for none). */
  readonly kinds: Uint32Array;
  readonly cities: Uint32Array;
  readonly entryPlaces: Uint32Array;
  readonly entryOldPlaces: Uint32Array;
  readonly sizes: Uint32Array;
  /** `POSTCODES` for each entry, 0 for none. */
  readonly postcodes: Uint32Array;
}

export const kinds: readonly Entry['kind'][] = ['street', 'locality', 'municipality'];
/** Postcodes that an entry keeps: large towns have several. */
export const POSTCODES = 4;

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

/** For each item, the lists that hold it, each once. */
function inverted(lists: readonly (readonly number[])[], count: number): number[][] {
  const holders: number[][] = Array.from({ length: count }, () => []);
  lists.forEach((list, i) => {
    for (const item of new Set(list)) holders[item]!.push(i);
  });
  return holders;
}

function prefixed(name: string, { starts, items }: Lists): Record<string, Uint32Array> {
  return { [`${name}Starts`]: starts, [`${name}Items`]: items };
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { articles, plainWordsOf } from './words.ts';

/** The communes of France, present and former, whether or not their addresses are loaded. */
export function communesOfFrance(): CommunesOfFrance {
  shared ??= new CommunesOfFrance();
  return shared;
}

/** The INSEE code of today's commune, of a stated code that may be a former one. */
export function todaysCitycode<T extends string | undefined>(citycode: T): T {
  return citycode === undefined ? citycode : (communesOfFrance().today(citycode) as T);
}

/** The commune of a stated INSEE code that `has` knows: today's, and the former one where the code is of one. */
export function statedCommune(citycode: string): { readonly citycode: string; readonly formerCitycode?: string } {
  const today = todaysCitycode(citycode);
  return today === citycode ? { citycode } : { citycode: today, formerCitycode: citycode };
}

let shared: CommunesOfFrance | undefined;

/** Read from the code officiel géographique at the first question; the words only at the first one about a word. */
class CommunesOfFrance {
  readonly #names = new Map<string, string>();
  readonly #into = new Map<string, string>();
  readonly #postcodes = new Map<string, string[]>();
  /** The parts of communes: names, and codes of the communes that they are in. */
  readonly #parts: { readonly name: string; readonly within: string }[] = [];
  #named: ReadonlyMap<string, readonly string[]> | undefined;
  #former: ReadonlyMap<string, FormerName[]> | undefined;
  #words: ReadonlySet<string> | undefined;

  constructor() {
    for (const { code, nom, type, anciensCodes = [], codesPostaux = [], chefLieu, commune } of readCommunes()) {
      if (type !== 'commune-actuelle') {
        this.#parts.push({ name: nom, within: (chefLieu ?? commune)! });
        // 55273 and 60455 are also among the former codes of another commune: their own line is right.
        this.#into.set(code, (chefLieu ?? commune)!);
        continue;
      }
      this.#names.set(code, nom);
      for (const former of anciensCodes) if (!this.#into.has(former)) this.#into.set(former, code);
      for (const postcode of codesPostaux) {
        const codes = this.#postcodes.get(postcode);
        if (codes) codes.push(code);
        else this.#postcodes.set(postcode, [code]);
      }
    }
  }

  /** Whether a word, as `wordsOf` gives it, is the name of a commune or a part of one. */
  hasWord(word: string): boolean {
    this.#words ??= wordsOfNames([
      ...this.#names.values(),
      ...this.#parts.map(({ name }) => name),
      ...readFormerNames(),
    ]);
    return this.#words.has(word);
  }

  /**
   * The INSEE codes of today's communes that have a name, or of which a part has it. The name is given by its words,
   * without accents and articles.
   */
  named(words: readonly string[]): readonly string[] {
    this.#named ??= this.#byName();
    return this.#named.get(words.join(' ')) ?? [];
  }

  /**
   * The communes of today that have lost a name since 1943, or that took in a commune of that name, each with the name
   * as it was written. The name is given as for `named`. Where communes of today have it, none is returned.
   */
  formerlyNamed(words: readonly string[]): readonly FormerName[] {
    const key = words.join(' ');
    const named = this.named(words);
    if (named.some((citycode) => keyOf(this.#names.get(citycode)!) === key)) return [];
    const parts = this.#parts
      .filter(({ within, name }) => named.includes(this.today(within)) && keyOf(name) === key)
      .map(({ within, name }) => ({ name, citycode: this.today(within) }));
    if (parts.length > 0) return parts;
    this.#former ??= this.#byFormerName();
    return this.#former.get(key) ?? [];
  }

  #byFormerName(): Map<string, FormerName[]> {
    const former = new Map<string, FormerName[]>();
    for (const { nom: name, code } of readFormerCommunes()) {
      const citycode = this.today(code);
      if ((this.#names.get(citycode) ?? name) === name) continue;
      const known = former.get(keyOf(name)) ?? [];
      if (known.length === 0) former.set(keyOf(name), known);
      if (!known.some((one) => one.citycode === citycode)) known.push({ name, citycode });
    }
    return former;
  }

  #byName(): Map<string, string[]> {
    const named = new Map<string, string[]>();
    const add = (name: string, code: string) => {
      const key = keyOf(name);
      const codes = named.get(key);
      if (codes === undefined) named.set(key, [code]);
      else if (!codes.includes(code)) codes.push(code);
    };
    for (const [code, name] of this.#names) add(name, code);
    for (const { name, within } of this.#parts) add(name, this.today(within));
    return named;
  }

  /** The name of a commune of today; undefined for another code. */
  nameOf(citycode: string): string | undefined {
    return this.#names.get(citycode);
  }

  /** The INSEE code of today's commune, of a code that may be a former one; any other code is returned as it is. */
  today(citycode: string): string {
    return this.#names.has(citycode) ? citycode : (this.#into.get(citycode) ?? citycode);
  }

  /** Whether a code is that of a commune of France, present or former. */
  has(citycode: string): boolean {
    return this.#names.has(citycode) || this.#into.has(citycode);
  }

  /** The postcodes of a commune of today. */
  postcodesOf(citycode: string): string[] {
    return [...this.#postcodes].filter(([, citycodes]) => citycodes.includes(citycode)).map(([postcode]) => postcode);
  }

  /** The INSEE codes of the communes of a postcode. */
  ofPostcode(postcode: string): readonly string[] {
    return this.#postcodes.get(postcode) ?? [];
  }
}

/**
 * Four times faster than `wordsOf` of each name. It gives the same words, but for numbers and abbreviations, which
 * `wordsOf` does not return for a typed text either.
 */
function wordsOfNames(names: readonly string[]): Set<string> {
  return new Set(plainWordsOf([...new Set(names)].join(' ')).filter((word) => word.length > 2));
}

function readCommunes(): readonly Commune[] {
  return readJson('@etalab/decoupage-administratif/data/communes.json');
}

/** The names of communes since 1943. Releases after 2019 lack those of communes that are no part of another today. */
function readFormerNames(): string[] {
  return readFormerCommunes().map(({ nom }) => nom);
}

function readFormerCommunes(): readonly { readonly nom: string; readonly code: string }[] {
  return readJson('@etalab/decoupage-administratif-2019/data/historique-communes.json');
}

/** The words of a name by which it is looked up. */
function keyOf(name: string): string {
  return plainWordsOf(name)
    .filter((word) => !articles.has(word))
    .join(' ');
}

/** Not by `require`, which would keep the whole content in memory. */
function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(require.resolve(file), 'utf8')) as T;
}

const require = createRequire(import.meta.url);

/** A former name, and the INSEE code of the commune of today. */
export interface FormerName {
  readonly name: string;
  readonly citycode: string;
}

/** The fields used of an entry of `communes.json`. */
interface Commune {
  readonly code: string;
  readonly nom: string;
  readonly type: 'commune-actuelle' | 'commune-deleguee' | 'commune-associee' | 'arrondissement-municipal';
  readonly anciensCodes?: readonly string[];
  readonly codesPostaux?: readonly string[];
  readonly chefLieu?: string;
  readonly commune?: string;
}

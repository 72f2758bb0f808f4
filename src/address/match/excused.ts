import { join } from 'node:path';
import { loadDepartements } from '../local/departements.ts';
import { monthNames, wordsOf } from '../words.ts';
import { isYear } from './house-number.ts';
import type { Place, Question } from './judge-entry.ts';
import { type Explained, TAKEN } from './name-match.ts';
import type { Read } from './vocabulary.ts';

/**
 * Finds typed words that need no match: the département or the region of the place, its commune a second time, the year
 * of a date (« 11 novembre 1918 »), and the building or the hamlet after the street (« Immeuble Le Concorde »).
 */
export function excused(
  { tokens, areas }: Pick<Question, 'tokens' | 'areas'>,
  used: Uint8Array,
  name: Explained,
  { words, citycode }: Place,
): (position: number) => boolean {
  const positions = new Set<number>();
  for (const { first, count, departements } of areas) {
    if (first <= name.last || !departements.has(departementOf(citycode))) continue;
    for (let i = first; i < first + count; i++) positions.add(i);
  }
  let isComplement = false;
  for (let i = 0; i < tokens.length; i++) {
    const { token, matches } = tokens[i]!;
    if (used[i]) {
      isComplement = false;
      continue;
    }
    if (i > name.last && name.score >= WHOLE && COMPLEMENTS.has(token.word)) isComplement = true;
    const before = tokens[i - 1]?.token.word ?? '';
    const isYearOfDay = i > 0 && used[i - 1] === TAKEN && monthNames.has(before) && isYear(token);
    if (isComplement || isYearOfDay || hasWordOf(matches, words)) positions.add(i);
  }
  return (position) => positions.has(position);
}

/** Whether a typed word, uncorrected, is one of some words. */
function hasWordOf(matches: ReadonlyMap<number, number>, words: ReadonlySet<number>): boolean {
  for (const [word, likeness] of matches) if (likeness >= ALIKE && words.has(word)) return true;
  return false;
}

/** A département or a region named by `count` typed words from the `first` on. */
export interface Area {
  readonly first: number;
  readonly count: number;
  /** Codes of the départements with that name, or in that region. */
  readonly departements: ReadonlySet<string>;
}

/** The départements and regions that typed words name in full. */
export function areasIn(tokens: readonly Read[]): Area[] {
  const areas = areasByFirstWord();
  return tokens.flatMap(({ token }, first) =>
    (areas.get(token.word) ?? [])
      .filter(({ words }) => words.every((word, i) => tokens[first + i]?.token.word === word))
      .map(({ words, departements }) => ({ first, count: words.length, departements })),
  );
}

interface NamedArea {
  readonly words: readonly string[];
  readonly departements: ReadonlySet<string>;
}

let shipped: ReadonlyMap<string, readonly NamedArea[]> | undefined;

function areasByFirstWord(): ReadonlyMap<string, readonly NamedArea[]> {
  if (shipped) return shipped;
  const departementsOf = new Map<string, Set<string>>();
  for (const [code, { name }] of loadDepartements(DATA)) {
    for (const part of new Set([...name.split(', '), code])) {
      const words = wordsOf(part).join(' ');
      departementsOf.set(words, (departementsOf.get(words) ?? new Set()).add(code));
    }
  }
  const areas = new Map<string, NamedArea[]>();
  for (const [name, departements] of departementsOf) {
    const words = name.split(' ');
    areas.set(words[0]!, [...(areas.get(words[0]!) ?? []), { words, departements }]);
  }
  shipped = areas;
  return shipped;
}

const DATA = join(import.meta.dirname, '..', '..', '..', 'data');

/** Overseas, a département has three characters. */
function departementOf(citycode: string): string {
  return citycode.slice(0, citycode.startsWith('97') ? 3 : 2);
}

/** First words of the names of buildings and hamlets. */
const COMPLEMENTS: ReadonlySet<string> = new Set(
  (
    'immeuble batiment bat residence res hlm foyer tour lotissement hameau lieu bourg village quartier lieudit ' +
    'escalier entree bloc ensemble centre zone parc clos domaine villa'
  ).split(' '),
);
/** From this likeness on, words count as equal; from this score on, a name is typed in full. */
const ALIKE = 0.95;
const WHOLE = 0.95;

import { REPETITIONS, type Token } from '../typed.ts';
import { articles, monthNames, streetTypes } from '../words.ts';
import { type Explained, TAKEN, type Taken } from './name-match.ts';

/**
 * Finds the house number among the unused words: before the street's name rather than after it. The numbers listed with
 * it (« 8, 10 et 12 ») are its `others`. Null where no number is that of a house.
 */
export function numberIn(
  tokens: readonly Typing[],
  taken: Pick<Taken, 'used'>,
  { first }: Pick<Explained, 'first'>,
): HouseNumber | null {
  const { used } = taken;
  let at = -1;
  for (let i = 0; i < tokens.length; i++) {
    const { word, isNumber } = tokens[i]!.token;
    if (!isNumber || used[i] || word.length > 4 || isOfSomethingElse(tokens, i)) continue;
    if (at < 0 || (i < first && i > at)) at = i;
  }
  if (at < 0) return null;
  const start = startOfRun(tokens, used, at);
  const isBeside = isRelative(tokens, used, start) || isRelative(tokens, used, at);
  const numbers: NumberedDoor[] = [];
  let i = start;
  for (let next = start; next >= 0; next = numberFrom(tokens, used, i)) {
    used.fill(TAKEN, i, next + 1);
    const suffix = suffixAfter(tokens, used, next);
    i = next + 1;
    if (suffix !== '') used[i++] = TAKEN;
    numbers.push({ number: Number(tokens[next]!.token.word), suffix });
  }
  const next = tokens[start + 1]?.token;
  const maybe = next !== undefined && isIndexLetter(next.word) && next.isArticle && !used[start + 1] ? next.word : '';
  return { ...numbers[0]!, at: start, others: numbers.slice(1), maybe, isBeside };
}

/** A typed word. */
export interface Typing {
  readonly token: Token;
}

export interface NumberedDoor {
  readonly number: number;
  /** Repetition index; empty for none. */
  readonly suffix: string;
}

export interface HouseNumber extends NumberedDoor {
  /** Its position among the typed words. */
  readonly at: number;
  readonly others: readonly NumberedDoor[];
  /** A letter that may be its repetition index, or an article of the name (« 9 A Grande Rue »); empty for none. */
  readonly maybe: string;
  /** Whether the text means a place beside that number: « face au 7 ». */
  readonly isBeside: boolean;
}

/** Whether a number is that of a road, a kilometre, a day, or belongs to a name: « RN 2 », « PK 4 », « 8 mai ». */
function isOfSomethingElse(tokens: readonly Typing[], at: number): boolean {
  const before = tokens[at - 1]?.token.word ?? '';
  const after = tokens[at + 1]?.token.word ?? '';
  if (monthNames.has(after) || (monthNames.has(before) && isYear(tokens[at]!.token))) return true;
  if (MEASURED.has(before)) return true;
  // « à 50 m du 12 »
  if (UNITS.has(after) && MEASURED_FROM.has(tokens[at + 2]?.token.word ?? '')) return true;
  // « Rue des 4 Vents »: a house number has no plural article before it.
  return PLURALS.has(before) && !BESIDE.has(tokens[at - 2]?.token.word ?? '');
}

/** Start of the list of numbers that includes the one at `at`. */
function startOfRun(tokens: readonly Typing[], used: Uint8Array, at: number): number {
  let start = at;
  // The first number that words such as « et » join to the one at `at`.
  let joined = at;
  let isJoined = false;
  for (let i = at - 1; i >= 0 && !used[i]; i--) {
    const { word, isNumber, isIndex } = tokens[i]!.token;
    const isWithin = isNumber && word.length <= 4 && Math.abs(Number(word) - numberAt(tokens, at)) <= WIDEST_LIST;
    if (isWithin && !isOfSomethingElse(tokens, i)) {
      if (isJoined && joined === start) joined = i;
      start = i;
      isJoined = false;
    } else if (isNumber || !(JOINTS.has(word) || isIndex || isIndexLetter(word))) break;
    else isJoined ||= CONJUNCTIONS.has(word);
  }
  // « Résidence 3, 12 rue Neuve » is one number: without a conjunction, a list begins the text.
  const isAlone = tokens.slice(0, start).every(({ token: { word } }) => JOINTS.has(word));
  return isAlone ? start : joined;
}

/** The next number of a list, from `i` on; -1 for none. */
function numberFrom(tokens: readonly Typing[], used: Uint8Array, i: number): number {
  let next = i;
  while (next < tokens.length && !used[next] && JOINTS.has(tokens[next]!.token.word)) next++;
  const token = tokens[next]?.token;
  if (token === undefined || used[next] || !token.isNumber || token.word.length > 4) return -1;
  if (isOfSomethingElse(tokens, next)) return -1;
  const before = tokens.slice(0, i).findLast((read) => read.token.isNumber)!;
  return Math.abs(Number(token.word) - Number(before.token.word)) <= WIDEST_LIST ? next : -1;
}

function suffixAfter(tokens: readonly Typing[], used: Uint8Array, at: number): string {
  const next = tokens[at + 1]?.token;
  if (next === undefined || used[at + 1]) return '';
  const after = tokens[at + 2]?.token;
  if ((next.isArticle || NUMBER_SIGNS.has(next.word)) && after?.isNumber === true) return '';
  // « 14 L’Épinette »: the letter is an article, unless a type of street follows.
  const isLetter = isIndexLetter(next.word) && (!next.isArticle || after === undefined || streetTypes.has(after.word));
  return next.isIndex || isLetter ? (REPETITIONS.get(next.word) ?? next.word) : '';
}

/** Whether a number may be the year of a date. */
export function isYear({ word }: Token): boolean {
  return /^(?:1[6-9]|20)\d\d$/.test(word);
}

function isIndexLetter(word: string): boolean {
  return /^[a-z]$/.test(word);
}

function numberAt(tokens: readonly Typing[], at: number): number {
  return Number(tokens[at]!.token.word);
}

/** The word before a number, articles left out; empty where a name has it. */
function wordBefore(tokens: readonly Typing[], used: Uint8Array, at: number): string {
  let i = at - 1;
  while (i >= 0 && (articles.has(tokens[i]!.token.word) || NUMBER_SIGNS.has(tokens[i]!.token.word))) i--;
  return used[i] ? '' : (tokens[i]?.token.word ?? '');
}

/**
 * Whether the words before a number make it the number of another place: « face au 7 », « jouxtant le 7 », and any noun
 * but the building's own: « au pied du 7 », but « locataire du 7 ».
 */
function isRelative(tokens: readonly Typing[], used: Uint8Array, at: number): boolean {
  const before = wordBefore(tokens, used, at);
  if (BESIDE.has(before)) return true;
  const article = tokens[at - 1]?.token.word;
  if (article === 'le' || article === 'au') return before.endsWith('ant') && !DWELLING.has(before);
  return article === 'du' && before !== '' && !JOINTS.has(before) && !isNumeric(before) && !OF_BUILDING.has(before);
}

function isNumeric(word: string): boolean {
  return /^\d+$/.test(word);
}

/** Words after which a number is that of the neighbour: « derrière le 7 », « à côté du 7 ». */
const BESIDE: ReadonlySet<string> = new Set(
  // « près » is read as the abbreviation of « président ».
  (
    'face derriere devant cote president proche vis oppose avant apres contre niveau proximite hauteur angle entre ' +
    'contigu contigue attenante adjacent adjacente mitoyen mitoyenne parallele perpendiculaire voisin voisine dessus ' +
    'dessous loin jusque'
  ).split(' '),
);
const DWELLING: ReadonlySet<string> = new Set(['habitant', 'residant', 'occupant', 'logeant', 'demeurant']);
/** Words of a building and of its people: « rez-de-chaussée du 7 » is number 7. */
const OF_BUILDING: ReadonlySet<string> = new Set(
  (
    'appartement appart appt apt logement immeuble batiment bat local locaux rdc chaussee etage sous sol locataire ' +
    'locataires habitant habitants resident residents proprietaire gardien occupant occupants adresse numero numeros'
  ).split(' '),
);
const UNITS: ReadonlySet<string> = new Set('m metre metres km kilometre kilometres min minute minutes'.split(' '));
const MEASURED_FROM: ReadonlySet<string> = new Set('a de du des d apres avant derriere devant en plus'.split(' '));
const MEASURED: ReadonlySet<string> = new Set(
  'nationale departementale communale route km kilometre kilometrique pk borne parcelle section sortie'.split(' '),
);
const PLURALS: ReadonlySet<string> = new Set(['des', 'les', 'aux']);
const NUMBER_SIGNS: ReadonlySet<string> = new Set(['n', 'no', 'num', 'numero', 'numeros', 'nos']);
/** Words between the numbers of a list. */
const CONJUNCTIONS: ReadonlySet<string> = new Set('et ou a au puis aussi ainsi que plus comme avec'.split(' '));
const JOINTS: ReadonlySet<string> = new Set([...NUMBER_SIGNS, ...CONJUNCTIONS, 'du', 'le', 'jusqu']);
/** Numbers farther apart are not those of a list. */
const WIDEST_LIST = 60;

import { cleanTyped } from '../french/typed-text.ts';

/**
 * Splits a name or a typed text into words, in order: lower case without accents, abbreviations written out, numbers
 * and dates in digits, letters and digits separated. Names and typed texts share it, so that equal spellings match.
 */
export function wordsOf(text: string): string[] {
  return splitWith(text, (piece) => abbreviations.get(piece));
}

/** The same for a typed text: an abbreviation that may be one of several words stays as it is. */
export function typedWordsOf(text: string): string[] {
  return splitWith(text, (piece) => (severalLongForms.has(piece) ? undefined : abbreviations.get(piece)));
}

function splitWith(text: string, longFormOf: (piece: string) => readonly string[] | undefined): string[] {
  const plain = withDatesInLetters(withoutAccents(text));
  const words: string[] = [];
  for (const piece of plain.split(/[^a-z0-9]+/)) {
    if (piece === '') continue;
    const long = longFormOf(piece);
    if (long) words.push(...long);
    else if (!HAS_FIGURE.test(piece)) words.push(piece);
    else words.push(...apart(piece));
  }
  return withWholeNumbers(words);
}

/** Writes a text in lower case, without accents or ligatures. */
export function withoutAccents(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return cleanTyped(lower).replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFD').replace(/\p{M}/gu, '');
}

/** Writes « 19/3/1962 » as names do: « 19 mars 1962 ». */
export function withDatesInLetters(text: string): string {
  return HAS_FIGURE.test(text) ? text.replace(DATE, withMonthInLetters) : text;
}

function withMonthInLetters(written: string, day: string, month: string, year: string): string {
  const name = MONTHS[Number(month) - 1];
  return name === undefined || Number(day) > 31 ? written : `${day} ${name} ${year}`;
}

/** Writes numbers in digits: « dix-neuf » and « XIX » are 19, « Ier » is 1, the year of « 8 mai 45 » is 1945. */
function withWholeNumbers(words: readonly string[]): string[] {
  const whole: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const before = whole.at(-1);
    const ten = TENS.get(word);
    if (ten !== undefined) {
      const next = words[i + 1] === 'et' ? i + 2 : i + 1;
      const unit = next > i + 1 && words[next] === 'un' ? 1 : (UNITS.get(words[next] ?? '') ?? 0);
      whole.push(String(ten + unit));
      if (unit > 0) i = next;
    } else if (WAR_YEARS.test(word) && before !== undefined && monthNames.has(before)) whole.push(`19${word}`);
    else whole.push(String(UNITS.get(word) ?? romanNumber(word) ?? word));
  }
  return whole;
}

/** Reads a Roman numeral of two letters or more, up to XXXIX. A single letter stays a letter. */
function romanNumber(word: string): number | undefined {
  if (word.length < 2 || !MAY_BE_ROMAN.test(word)) return undefined;
  const [, tens, units] = ROMAN.exec(word) ?? [];
  return tens === undefined ? undefined : 10 * tens.length + ROMAN_UNITS.indexOf(units!);
}

/** The words of a piece with digits: `d943`, `12bis`, `1er`. */
function apart(piece: string): string[] {
  const road = ROAD.exec(piece);
  if (road) return ['route', road[1] === 'n' ? 'nationale' : 'departementale', road[2]!];
  const parts = piece.replace(ORDINAL, '$1').match(/\d+|[a-z]+/g) ?? [];
  return parts.flatMap((part) => abbreviations.get(part) ?? part);
}

/** Splits a text into words as they are written: lower case without accents, abbreviations and numbers left alone. */
export function plainWordsOf(text: string): string[] {
  return withoutAccents(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The words that a word which begins so may stand for: « bo » begins « boul », which is « boulevard ». */
export function longFormsFrom(beginning: string): string[] {
  const found = new Set<string>();
  for (const [short, long] of abbreviations) if (short.startsWith(beginning)) for (const word of long) found.add(word);
  return [...found];
}

/** Whether a number in letters, or a Roman one, may begin so. */
export function mayBeginNumber(beginning: string): boolean {
  if (/^[ivx]+$/.test(beginning)) return true;
  return [...UNITS.keys(), ...TENS.keys()].some((word) => word.startsWith(beginning));
}

/** The words that distinguish a name: without articles, unless there is nothing else. */
export function distinctiveWords(words: readonly string[]): string[] {
  // A single letter at the end of a name is distinctive: « Rue D ».
  const distinctive = words.filter(
    (word, i) => !articles.has(word) || (word.length === 1 && i > 0 && i === words.length - 1),
  );
  return distinctive.length > 0 ? distinctive : [...words];
}

/** Words that people leave out, add or confuse. */
export const articles: ReadonlySet<string> = new Set(
  'de du des d la le les l lez a au aux en et sur sous ses un une'.split(' '),
);

/** Types of streets, before the name. They count less than the name, and people confuse them. */
export const streetTypes: ReadonlySet<string> = new Set(
  (
    'rue avenue boulevard impasse allee place chemin route residence cite square ruelle chaussee sentier voie ' +
    'passage ' +
    'cour cours quai faubourg lotissement hameau clos venelle rond point esplanade mail promenade parc villa domaine ' +
    'traverse montee carreau coron corons drever sente digue berge lieu dit'
  ).split(' '),
);

const ASCII = /^[\x20-\x7e]*$/;
const HAS_FIGURE = /\d/;
const DATE = /(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:1[89]|20)\d{2}|3[6-9]|4[0-5]|54|58|6[12])(?![\d/.-])/g;
const MONTHS = 'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(' ');

/** The months, as words. */
export const monthNames: ReadonlySet<string> = new Set(MONTHS);

/** The years that streets are named after, in two digits; another number after a month is that of a house. */
const WAR_YEARS = /^(?:1[4-8]|3[6-9]|4[0-5]|54|58|6[12])$/;
const UNITS: ReadonlyMap<string, number> = new Map([
  ...(['premier', 'premiere', 'ier', 'iere'] as const).map((word) => [word, 1] as const),
  ...'deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize'
    .split(' ')
    .map((word, i) => [word, i + 2] as const),
]);
const TENS: ReadonlyMap<string, number> = new Map([
  ['dix', 10],
  ['vingt', 20],
  ['trente', 30],
  ['quarante', 40],
  ['cinquante', 50],
]);
const MAY_BE_ROMAN = /^[ivx]+e?$/;
const ROMAN = /^(x{0,3})(ix|iv|v?i{0,3})(?:(?<=x.*)e)?$/;
const ROMAN_UNITS = ['', 'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'];
const ROAD = /^r?([dn])(\d{1,4})$/;
const ORDINAL = /^(\d+)(?:er|ere|e|eme|nd|nde)$/;

/** Abbreviations of the postal standard (AFNOR NF Z10-011), of the land register, and in common use. */
const abbreviations: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...['av avenue', 'ave avenue', 'aven avenue', 'bd boulevard', 'bld boulevard', 'blvd boulevard', 'bvd boulevard'],
    ...['boul boulevard', 'rte route', 'res residence', 'resid residence', 'imp impasse', 'all allee', 'pl place'],
    ...['plc place', 'ch chemin', 'che chemin', 'chem chemin', 'chm chemin', 'sq square', 'chs chaussee', 'crs cours'],
    ...['fg faubourg', 'fbg faubourg', 'lot lotissement', 'pass passage', 'pas passage', 'rle ruelle', 'rlle ruelle'],
    ...[
      'sen sentier',
      'sent sentier',
      'qu quai',
      'ham hameau',
      'rpt rond point',
      'ld lieu dit',
      'lieudit lieu dit',
      'dom domaine',
    ],
    ...['rn route nationale', 'rd route departementale', 'zi zone industrielle', 'za zone artisanale'],
    ...['st saint', 'ste sainte', 'sts saints', 'stes saintes', 'nd notre dame'],
    ...['dr docteur', 'doct docteur', 'gal general', 'gl general', 'gen general', 'gnl general', 'mal marechal'],
    ...['cdt commandant', 'cmdt commandant', 'cne capitaine', 'cap capitaine', 'col colonel', 'lt lieutenant'],
    ...['lieut lieutenant', 'pdt president', 'pres president', 'prof professeur', 'pr professeur', 'mgr monseigneur'],
    ...['sgt sergent', 'adj adjudant', 'ing ingenieur', 'abb abbe', 'gd grand', 'gde grande', 'pt petit', 'pte petite'],
    ...['qrt quartier', 'quart quartier', 'vc voie communale', 'vx vieux', 'vlle vieille', 'hts hauts', 'mln moulin'],
    ...['cht chateau', 'chat chateau', 'rep republique', 'cl colonel', 'imm immeuble', 'tra traverse', 'qai quai'],
    ...['lotis lotissement', 'lotiss lotissement', 'vge village', 'vlge village'],
  ].map((line) => {
    const [short = '', ...long] = line.split(' ');
    return [short, long] as const;
  }),
);

/** Abbreviations that people use for several words. */
export const severalLongForms: ReadonlyMap<string, readonly string[]> = new Map([['pr', ['professeur', 'president']]]);

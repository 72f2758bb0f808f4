import { POSTCODE } from './codes.ts';
import { articles, streetTypes, typedWordsOf, withDatesInLetters, wordsOf } from './words.ts';

/**
 * Parses a typed address without any address data: its words in order, the postcode, and the second number of a range
 * (« 12 à 14 »). The house number is found later, beside the street's name, which may contain numbers too. Parts that
 * give no place are removed: post-office boxes, CEDEX, flat, floor, country.
 */
export function readTyped(text: string): Typed {
  let also: number | null = null;
  const single = withDatesInLetters(text.slice(0, MOST_LETTERS))
    .replace(GLUED_NAME, '$1 ')
    .replace(AMPERSAND, ' et ')
    .replace(RANGE, (whole, first: string, index: string | undefined, last: string, at: number) => {
      // « Appt 3 - 6 rue Neuve » is a flat, then a house.
      if (ENDS_INSIDE.test(text.slice(0, at))) return whole;
      if (also !== null || Number(last) <= Number(first) || Number(last) - Number(first) > WIDEST_RANGE) return whole;
      also = Number(last);
      return `${first}${index ?? ''} `;
    });
  const words = withoutBoxes(typedWordsOf(withWholePostcode(single)));
  const glued = new Set([...single.toLowerCase().matchAll(GLUED)].map(([, number, letter]) => `${number} ${letter}`));
  let postcode: string | null = null;
  let isPlace = false;
  const tokens: Token[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (POSTCODE.test(word)) {
      postcode = word;
      isPlace = tokens.some((token) => token.isNumber || streetTypes.has(token.word));
      // « F-62400 »
      if (COUNTRY_CODES.has(tokens.at(-1)?.word ?? '')) tokens.pop();
      continue;
    }
    const isNumber = /^\d+$/.test(word);
    if (word === 'r' && (i === 0 || MAY_END_NUMBER.test(words[i - 1]!) || REPETITIONS.has(words[i - 1]!))) {
      if (!streetTypes.has(words[i + 1] ?? '')) {
        isPlace = false;
        tokens.push({ word: 'rue', isNumber: false, isArticle: false, isIndex: false, isPlace });
        continue;
      }
    }
    const isIndex = glued.has(`${words[i - 1]} ${word}`) || REPETITIONS.has(word);
    if (isNumber || streetTypes.has(word)) isPlace = false;
    tokens.push({ word, isNumber, isArticle: articles.has(word), isIndex, isPlace });
  }
  return { tokens: tokens.slice(0, MOST_WORDS), postcode, also };
}

/** « 62 400 Béthune » with its postcode in one piece. */
function withWholePostcode(text: string): string {
  return text.replace(APART_POSTCODE, (whole, start: string, end: string, at: number) => {
    const [next = ''] = wordsOf(text.slice(at + whole.length));
    return streetTypes.has(next) ? whole : start + end;
  });
}

export interface Typed {
  readonly tokens: readonly Token[];
  readonly postcode: string | null;
  /** The last number of a range. */
  readonly also: number | null;
}

export interface Token {
  readonly word: string;
  readonly isNumber: boolean;
  readonly isArticle: boolean;
  /** A repetition index, if a house number precedes it. */
  readonly isIndex: boolean;
  /** Whether it is at the place of a commune, behind the postcode: « 3 Rue 90300 Valdoie » is not Rue de Valdoie. */
  readonly isPlace: boolean;
}

/** Repetition indices of a number (AFNOR NF Z10-011), and their form in the BAN. A single letter is one too. */
export const REPETITIONS: ReadonlyMap<string, string> = new Map([
  ['bis', 'bis'],
  ['ter', 'ter'],
  ['quater', 'quater'],
  ['quinquies', 'quinquies'],
  ['sexies', 'sexies'],
]);

/** The limit of the State's geocoder too. */
const MOST_LETTERS = 200;
const MOST_WORDS = 24;
const GLUED = /(?<!\d)(\d{1,4})([a-z])\b/g;
/** « 8 & 10 », « 8+10 ». */
const AMPERSAND = /(?<=\d\s*(?:bis|ter|quater|[a-z])?\s*)[&+](?=\s*(?:n\s*°?\s*)?\d)/gi;
/** « 12bisRue ». */
const GLUED_NAME = /(?<!\d)(\d{1,4}(?:bis|ter|quater|[a-z]))(?=\p{Lu}\p{Ll})/gu;
const MAY_END_NUMBER = /^(?:\d+|[a-z])$/;
const WIDEST_RANGE = 60;
const APART_POSTCODE = /(?<=[\p{L},)]\s*)\b(\d{2})\s(\d{3})\b(?=\s+\p{L})/gu;
const COUNTRY_CODES: ReadonlySet<string> = new Set(['f', 'fr']);
const RANGE =
  /\b(\d{1,4})\s*(bis|ter|quater|[a-z])?(?:\s*(?:[-–/]|à|a|et)\s*\d{1,4})*?\s*(?:[-–/]|à|a|et)\s*(\d{1,4})\b(?!\s*[-–/]\s*\d)(?![.,]?\d)/i;
const ENDS_INSIDE =
  /(?:appartement|appart|appt|apt|logement|lgt|b[aâ]t(?:iment)?|escalier|esc|porte|[ée]tage|hall)\.?\s*$/i;

/** Removes the words of the postal route and of the inside of a building. */
function withoutBoxes(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const next = words[i + 1];
    const isNumbered = next !== undefined && /^(\d{1,4}|[a-z])$/.test(next) && !articles.has(next);
    if (word === 'cedex') {
      // « CEDEX 2 », but not « Cedex 4 Place Gomière »: a house number precedes its street.
      const behind = articles.has(words[i + 2] ?? '') ? words[i + 3] : words[i + 2];
      if (next !== undefined && /^\d{1,2}$/.test(next) && !streetTypes.has(behind ?? '')) i++;
    } else if (BOXES.has(word) && next !== undefined && /^\d+$/.test(next)) i++;
    else if (BOXES.has(`${word}${next}`) && /^\d+$/.test(words[i + 2] ?? '')) i += 2;
    else if (INSIDE.has(word) && NUMBER_SIGNS.has(next ?? '') && /^\d{1,4}$/.test(words[i + 2] ?? '')) i += 2;
    else if (INSIDE.has(word) && (isNumbered || SIDES.has(next ?? ''))) i++;
    else if (word === 'etage') {
      if (/^\d{1,2}$/.test(kept.at(-1) ?? '')) kept.pop();
      else if (/^\d{1,2}$/.test(next ?? '')) i++;
    } else if (word === 'chez' && next !== undefined) {
      i += CIVILITIES.has(next) ? 2 : 1;
    } else if (word === 'rdc') {
      // The ground floor.
    } else if (word === 'france' && kept.length > 0 && ENDS.has(words.slice(i + 1).join(' '))) {
      break; // The country.
    } else kept.push(word);
  }
  return kept;
}

const BOXES: ReadonlySet<string> = new Set(['bp', 'cs', 'tsa']);
const INSIDE: ReadonlySet<string> = new Set(
  'appartement appart appt apt app logement lgt bat batiment bt escalier esc porte entree hall boite'.split(' '),
);
const SIDES: ReadonlySet<string> = new Set(['gauche', 'droite', 'face', 'droit']);
const NUMBER_SIGNS: ReadonlySet<string> = new Set(['n', 'no', 'numero']);
/** What may follow « France » at the end. */
const ENDS: ReadonlySet<string> = new Set(['', 'metropolitaine']);
const CIVILITIES: ReadonlySet<string> = new Set('m mr mme mlle monsieur madame mademoiselle'.split(' '));

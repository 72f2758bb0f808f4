/**
 * Splits a name or a typed text into words, in order: lower case without accents, abbreviations written out, letters
 * and digits separated. Names and typed texts share it, so that equal spellings match.
 */
export function wordsOf(text: string): string[] {
  let plain = text.toLowerCase();
  if (!ASCII.test(plain)) {
    plain = plain.replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFD').replace(/\p{M}/gu, '');
  }
  const words: string[] = [];
  for (const piece of plain.split(/[^a-z0-9]+/)) {
    if (piece === '') continue;
    const long = abbreviations.get(piece);
    if (long) words.push(...long);
    else if (!HAS_FIGURE.test(piece)) words.push(piece);
    else words.push(...apart(piece));
  }
  return words;
}

/** The words of a piece with digits: `d943`, `12bis`, `1er`. */
function apart(piece: string): string[] {
  const road = ROAD.exec(piece);
  if (road) return ['route', road[1] === 'n' ? 'nationale' : 'departementale', road[2]!];
  const parts = piece.replace(ORDINAL, '$1').match(/\d+|[a-z]+/g) ?? [];
  return parts.flatMap((part) => abbreviations.get(part) ?? part);
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
const ROAD = /^r?([dn])(\d{1,4})$/;
const ORDINAL = /^(\d+)(?:er|ere|e|eme|nd|nde)$/;

/** Abbreviations of the postal standard (AFNOR NF Z10-011), of the land register, and in common use. */
const abbreviations: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...['av avenue', 'ave avenue', 'aven avenue', 'bd boulevard', 'bld boulevard', 'blvd boulevard', 'bvd boulevard'],
    ...['boul boulevard', 'rte route', 'res residence', 'resid residence', 'imp impasse', 'all allee', 'pl place'],
    ...['plc place', 'ch chemin', 'che chemin', 'chem chemin', 'chm chemin', 'sq square', 'chs chaussee', 'crs cours'],
    ...['fg faubourg', 'fbg faubourg', 'lot lotissement', 'pass passage', 'pas passage', 'rle ruelle', 'rlle ruelle'],
    ...['sen sentier', 'sent sentier', 'qu quai', 'ham hameau', 'rpt rond point', 'ld lieu dit', 'dom domaine'],
    ...['rn route nationale', 'rd route departementale', 'zi zone industrielle', 'za zone artisanale'],
    ...['st saint', 'ste sainte', 'sts saints', 'stes saintes', 'nd notre dame'],
    ...['dr docteur', 'doct docteur', 'gal general', 'gl general', 'gen general', 'gnl general', 'mal marechal'],
    ...['cdt commandant', 'cmdt commandant', 'cne capitaine', 'cap capitaine', 'col colonel', 'lt lieutenant'],
    ...['lieut lieutenant', 'pdt president', 'pres president', 'prof professeur', 'pr professeur', 'mgr monseigneur'],
    ...['sgt sergent', 'adj adjudant', 'ing ingenieur', 'abb abbe', 'gd grand', 'gde grande', 'pt petit', 'pte petite'],
    ...['premier 1', 'premiere 1', 'deux 2', 'trois 3', 'quatre 4', 'cinq 5', 'six 6', 'sept 7', 'huit 8', 'neuf 9'],
    ...['dix 10', 'onze 11', 'douze 12', 'treize 13', 'quatorze 14', 'quinze 15', 'seize 16'],
  ].map((line) => {
    const [short = '', ...long] = line.split(' ');
    return [short, long] as const;
  }),
);

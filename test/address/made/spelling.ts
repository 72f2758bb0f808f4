/** Spellings of names without special characters, and the distance between spellings. */

/** Without accents; « œ » as « oe ». */
export function unaccented(text: string): string {
  return withoutLigatures(text).normalize('NFD').replace(/\p{M}/gu, '');
}

export function withoutLigatures(text: string): string {
  return text.replace(/œ/g, 'oe').replace(/Œ/g, 'Oe').replace(/æ/g, 'ae').replace(/Æ/g, 'Ae');
}

/** As on an envelope: capitals without accents, blanks for hyphens and apostrophes. */
export function envelope(text: string): string {
  return unaccented(text)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** A name without case, accents, punctuation, articles and the usual abbreviations. */
export function bare(name: string): string {
  return envelope(name)
    .split(' ')
    .map((word, i) => (i === 0 ? (TYPES_IN_FULL.get(word) ?? word) : word))
    .map((word) => WORDS_IN_FULL.get(word) ?? word)
    .filter((word, i) => i === 0 || !ARTICLES.has(word))
    .join(' ');
}

/** Common abbreviations of the types of streets. */
export const TYPE_ABBREVIATIONS: Readonly<Record<string, readonly string[]>> = {
  Rue: ['r', 'R', 'r.'],
  Avenue: ['av', 'Av.', 'ave', 'AV'],
  Boulevard: ['bd', 'Bd', 'bld', 'boul.', 'BVD'],
  Route: ['rte', 'Rte', 'RTE'],
  Résidence: ['res', 'rés.', 'RES'],
  Impasse: ['imp', 'imp.', 'IMP'],
  Allée: ['all', 'all.', 'ALL'],
  Place: ['pl', 'pl.', 'PL'],
  Chemin: ['ch', 'che', 'chem.', 'CHE'],
  Square: ['sq', 'SQ'],
  Chaussée: ['chs', 'CHS'],
  Ruelle: ['rle', 'RLE'],
  Lotissement: ['lot', 'LOT'],
  Passage: ['pass', 'PAS'],
  Faubourg: ['fg', 'FBG'],
  Sentier: ['sen', 'SENT'],
};

/** Common abbreviations of words in street names. */
export const WORD_ABBREVIATIONS: Readonly<Record<string, readonly string[]>> = {
  Saint: ['st', 'St', 'ST'],
  Sainte: ['ste', 'Ste', 'STE'],
  Général: ['gal', 'Gal', 'Gén.', 'GL'],
  Docteur: ['dr', 'Dr', 'DR'],
  Maréchal: ['mal', 'Mal', 'MAL'],
  Président: ['pdt', 'Pdt', 'PDT'],
  Commandant: ['cdt', 'Cdt', 'CDT'],
  Capitaine: ['cne', 'Cap.', 'CNE'],
  Colonel: ['col', 'Col.', 'COL'],
  Lieutenant: ['lt', 'Lt'],
  Professeur: ['prof', 'Pr', 'PROF'],
};

const TYPES_IN_FULL = inFull(TYPE_ABBREVIATIONS);
const WORDS_IN_FULL = inFull(WORD_ABBREVIATIONS);
const ARTICLES = new Set(['DE', 'DU', 'DES', 'D', 'LA', 'LE', 'LES', 'L', 'A', 'ET']);

function inFull(abbreviations: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(abbreviations).flatMap(([word, short]) => short.map((s) => [envelope(s), envelope(word)] as const)),
  );
}

/**
 * Number of letters to remove, add, replace or exchange to turn `a` into `b`; `most + 1` where it is more than `most`.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(last[b.length]!, most + 1);
}

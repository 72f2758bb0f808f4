/**
 * Writes the official name of a quarter as people write it: « Quartier Du Regain » is « Quartier du Regain ». Hyphens
 * and accents that the official spelling lacks are not added: data/zones.yaml has the names that need them.
 */
export function usualNameOf(name: string): string {
  const words = name.replaceAll("'", '’').split(' ');
  return words
    .map((word, i) => {
      if (i === 0 || words[i - 1] === '-') return word;
      if (LINKS.test(word)) return word.toLowerCase();
      if (/^L[ae]s?$/.test(word) && /^(?:de|à|et)$/i.test(words[i - 1]!)) return word.toLowerCase();
      return word.replace(/^[DL](?=’\p{L})/u, (letter) => letter.toLowerCase());
    })
    .join(' ');
}

/** Only capitalised: names written all in capitals are left as they are. */
const LINKS = /^(?:Du|De|Des|Et|Au|Aux|En|Sur|Sous)$/;

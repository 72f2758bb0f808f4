/**
 * Puts the spaces that French sets before and after its signs, and before a unit, where no line may be broken: « « oui » ? », « 300 m ».
 * Whatever is shown goes through it, so that no text has to be written with spaces that nobody sees.
 */
export function bound(text: string): string {
  // Most texts have none, and every one comes by.
  if (!text.includes(' ')) return text;
  return text.replace(BEFORE, '\u00A0$1').replace(AFTER, '«\u00A0').replace(UNIT, '$1\u00A0');
}

const BEFORE = / ([:;?!»€%])/g;
const AFTER = /« /g;
const UNIT = /(\d) (?=(?:m|km|ans|mois)(?![\p{L}\d]))/gu;

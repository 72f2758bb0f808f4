/**
 * Sets the no-break spaces of French: before « : ; ? ! » » and « € % », after « « », between a number and its unit.
 * Texts are written with plain spaces; whatever shows them on a page or on paper passes them through here.
 */
export function bound(text: string): string {
  // Most texts have no space, and every text shown passes here.
  if (!text.includes(' ')) return text;
  return text.replace(BEFORE, '\u00A0$1').replace(AFTER, '«\u00A0').replace(UNIT, '$1\u00A0');
}

const BEFORE = / ([:;?!»€%])/g;
const AFTER = /« /g;
const UNIT = /(\d) (?=(?:m|km|ans|mois)(?![\p{L}\d]))/gu;

/**
 * Sets French no-break spaces: before « : ; ? ! » » and « € % », after « « », between a number and its unit. Texts are
 * written with plain spaces and pass through here before they appear on a page or on paper.
 */
export function bound(text: string): string {
  // Most texts have no space, and every displayed text passes through here.
  if (!text.includes(' ')) return text;
  return text.replace(BEFORE, '\u00A0$1').replace(AFTER, '«\u00A0').replace(UNIT, '$1\u00A0');
}

const BEFORE = / ([:;?!»€%])/g;
const AFTER = /« /g;
const UNIT = /(\d) (?=(?:m|km|ans|mois)(?![\p{L}\d]))/gu;

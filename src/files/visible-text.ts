/**
 * Returns a text without invisible characters that change how it is shown or stored: control characters, which become
 * blanks, halves of surrogate pairs, and marks that turn the direction of writing (Unicode UAX #9), by which
 * "no" can look like "on". Blanks that follow each other become one.
 */
export function visibleText(text: string): string {
  if (!HIDDEN.test(text)) return text;
  return text.replaceAll(TURNING, '').replaceAll(CONTROLS, ' ').trim();
}

const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const TURNING = /[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const CONTROLS = /\s*[\p{Cc}\p{Zl}\p{Zp}]+\s*/gu;

/**
 * Puts an apostrophe before everything in a text that a spreadsheet would read as a formula (OWASP, "CSV injection"),
 * except before numbers. A spreadsheet may split a line at another separator, so what follows a comma, a semicolon, a
 * tab or a line end is checked too. `SafeCells` does the same to the bytes of a file.
 */
export function safeText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  let safe = '';
  // Whether the next character is the first of a cell, or of a part if the line were split there.
  let first: 'cell' | 'part' | null = 'cell';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    // A quote ends no part: what follows it may still begin a cell.
    if (character !== '"') {
      if (first !== null && isFormula(text.slice(at), first)) safe += "'";
      first = SPLITS.includes(character) ? 'part' : null;
    }
    safe += character;
  }
  return safe;
}

function isFormula(text: string, first: 'cell' | 'part'): boolean {
  const sign = text.charAt(0);
  if (BLANKS.includes(sign)) return first === 'cell';
  if (!SIGNS.includes(sign)) return false;
  if (sign !== '+' && sign !== '-') return true;
  const end = text.search(first === 'part' ? PART_END : /"/);
  if (text[end] === '"') return true;
  return !NUMBER.test((end < 0 ? text : text.slice(0, end)).trim());
}

/** The characters that may begin a formula; some spreadsheets read the full-width ones as the plain ones. */
const SIGNS = '=+-@＝＋－＠';
const BLANKS = '\t\r\n';
const SPLITS = '\t\n\r,;';
const PART_END = /[\t\n\r,;"]/;
const SUSPECT = /[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-](\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/**
 * Returns a typed or pasted text as a person sees it: without the marks that show nothing (soft hyphens, zero-width
 * spaces, byte order marks, marks of the direction of writing), with plain digits and letters for the wide ones of
 * other keyboards, and with plain blanks for tabs and the blanks of typesetting. Ends of lines stay.
 */
export function cleanTyped(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(SHOWS_NOTHING, '')
    .replace(WIDE, (sign) => sign.normalize('NFKC'))
    .replace(BLANK, ' ');
}

const PLAIN = /^[ -~\n\r\u00c0-\u00ff]*$/;
const SHOWS_NOTHING = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const WIDE = /[\p{Nd}\uff01-\uff5e]/gu;
/** A tab is one too. */
const BLANK = /[\t\p{Zs}]/gu;

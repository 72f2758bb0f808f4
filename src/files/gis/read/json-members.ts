/** A member of a JSON object, as text. The member `list` comes once per item of its array. */
export interface Member {
  readonly key: string;
  readonly text: string;
  readonly isItem: boolean;
}

/**
 * Cuts the text of one JSON object into its members, and the array of the member `list` into its items, holding one of
 * them at a time. Only the nesting is read; parsing the texts finds other faults. Throws an Error when the text is not
 * an object or when the object never ends.
 */
export async function* membersOf(pieces: AsyncIterable<string>, list: string): AsyncGenerator<Member> {
  let text = '';
  let at = 0;
  /** The number of open braces and brackets. */
  let depth = 0;
  /** The depth of the values to cut: within the object, or within the array of `list`. */
  let level = 1;
  let key: string | null = null;
  /** Where the value or the key begins; -1 between two. */
  let start = -1;
  let isQuoted = false;
  for await (const piece of pieces) {
    text += piece;
    for (; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (isQuoted) {
        if (char === BACKSLASH) at++;
        else if (char === QUOTE) isQuoted = false;
        continue;
      }
      if (char <= SPACE) continue;
      if (depth === 0) {
        if (char !== OPEN_BRACE || level === 0) throw new Error('ce n’est pas un seul objet JSON');
        depth = 1;
        continue;
      }
      if (depth === level && (char === COMMA || char === CLOSE_BRACE || char === CLOSE_BRACKET)) {
        if (start >= 0 && key !== null) yield { key, text: text.slice(start, at), isItem: level === 2 };
        start = -1;
        if (level === 1) key = null;
        if (char === COMMA) continue;
        depth--;
        // The end of the array, or of the object, after which nothing may follow.
        level--;
        if (level === 1) key = null;
        continue;
      }
      if (level === 1 && depth === 1 && key === null && char === COLON) {
        key = keyOf(text.slice(start, at));
        start = -1;
        continue;
      }
      if (start < 0) {
        if (level === 1 && key === list && char === OPEN_BRACKET) {
          depth = 2;
          level = 2;
          continue;
        }
        start = at;
      }
      if (char === QUOTE) isQuoted = true;
      else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth++;
      else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
    }
    const cut = Math.min(start < 0 ? at : start, text.length);
    text = text.slice(cut);
    at -= cut;
    if (start >= 0) start -= cut;
  }
  if (depth > 0 || isQuoted || level > 0) throw new Error('ce n’est pas un document JSON entier');
}

function keyOf(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    throw new Error('ce n’est pas un document JSON entier', { cause: error });
  }
}

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

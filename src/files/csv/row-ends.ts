/** Where the last whole row of `data` ends, its line's end included, from the beginning of one; `from` when there is none. */
export function endOfRows(data: Buffer, from: number, separator: number): number {
  if (data.indexOf(QUOTE, from) < 0) return Math.max(from, data.lastIndexOf(LF) + 1);
  let end = from;
  let field = from;
  for (let at = from; at < data.length; at++) {
    const byte = data[at]!;
    if (byte === separator) field = at + 1;
    else if (byte === LF) {
      field = at + 1;
      end = field;
    } else if (byte === QUOTE && at === field) at = endOfQuoted(data, at + 1);
  }
  return end;
}

/** Where the quoted field that opened before `at` ends: the position of its closing quote, or the end of the data. */
export function endOfQuoted(data: Buffer, at: number): number {
  for (let i = at; i < data.length; i++) {
    if (data[i] !== QUOTE) continue;
    if (data[i + 1] === QUOTE) i++;
    else return i;
  }
  return data.length;
}

const LF = 10;
const QUOTE = 0x22;

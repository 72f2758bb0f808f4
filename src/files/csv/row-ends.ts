/** Where the quoted field that opened before `at` ends: the position of its closing quote, or the end of the data. */
export function endOfQuoted(data: Buffer, at: number): number {
  for (let i = at; i < data.length; i++) {
    if (data[i] !== QUOTE) continue;
    if (data[i + 1] === QUOTE) i++;
    else return i;
  }
  return data.length;
}

const QUOTE = 0x22;

import type { Feature, Field, FieldType, Value } from '../../feature.ts';

/**
 * Returns the attributes of a shapefile: a dBASE III table in UTF-8. Each column is as wide as its contents. `notices`
 * list, in French, the names cut to the ten bytes of the format, and the texts cut to its 254.
 */
export function dbfOf(fields: readonly Field[], features: readonly Feature[]): { dbf: Buffer; notices: string[] } {
  const names = shortNames(fields);
  const cut: string[] = [];
  const columns = fields.map(({ name, type }, i) => {
    let cutHere = 0;
    const texts = features.map(({ values }) => {
      const whole = Buffer.from(textOf(values[i] ?? null, type), 'utf8');
      const kept = whole.length > WIDEST ? whole.subarray(0, wholeCharacters(whole, WIDEST)) : whole;
      if (kept !== whole) cutHere++;
      return kept;
    });
    if (cutHere > 0) cut.push(`${name} (${cutHere})`);
    const { letter, width, decimals } = FORMS[type];
    return { texts, letter, decimals, width: width ?? Math.max(1, ...texts.map((text) => text.length)), type };
  });
  const recordLength = 1 + columns.reduce((sum, { width }) => sum + width, 0);
  const header = Buffer.alloc(32 + 32 * columns.length + 1);
  header[0] = 3;
  // A fixed date that readers accept, so that the same content always makes the same file.
  header.set([126, 1, 1], 1);
  header.writeUInt32LE(features.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(recordLength, 10);
  for (const [i, { letter, width, decimals }] of columns.entries()) {
    header.write(names[i]!, 32 + i * 32, 'utf8');
    header.write(letter, 32 + i * 32 + 11, 'latin1');
    header.set([width, decimals], 32 + i * 32 + 16);
  }
  header[header.length - 1] = 0x0d;
  const records = Buffer.alloc(recordLength * features.length + 1, ' ');
  for (let row = 0; row < features.length; row++) {
    let at = row * recordLength + 1;
    for (const { texts, width, letter } of columns) {
      const text = texts[row]!;
      // Numbers are right-aligned.
      text.copy(records, letter === 'N' ? at + width - text.length : at);
      at += width;
    }
  }
  records[records.length - 1] = 0x1a;
  const renamed = fields.flatMap(({ name }, i) => (names[i] === name ? [] : [`${name} → ${names[i]}`]));
  return {
    dbf: Buffer.concat([header, records]),
    notices: [
      ...(renamed.length > 0 ? [`noms de colonnes raccourcis à dix caractères : ${renamed.join(', ')}`] : []),
      ...(cut.length > 0 ? [`textes coupés à ${WIDEST} octets : ${cut.join(', ')}`] : []),
    ],
  };
}

/** The most bytes of a text, and of a column's name. */
const WIDEST = 254;
const LONGEST_NAME = 10;

/** Numbers have room for any double, with enough digits to be read back bit for bit. */
const FORMS: Readonly<Record<FieldType, { letter: string; width: number | null; decimals: number }>> = {
  text: { letter: 'C', width: null, decimals: 0 },
  integer: { letter: 'N', width: 18, decimals: 0 },
  real: { letter: 'N', width: 24, decimals: 15 },
  boolean: { letter: 'L', width: 1, decimals: 0 },
  date: { letter: 'D', width: 8, decimals: 0 },
  datetime: { letter: 'C', width: null, decimals: 0 },
};

function textOf(value: Value, type: FieldType): string {
  // Not a question mark, the other notation of an unknown value: some readers show it.
  if (value === null) return '';
  if (type === 'boolean') return value === true ? 'T' : 'F';
  if (type === 'date') return String(value).replaceAll('-', '');
  return String(value);
}

/** The number of bytes, at most `most`, that end with a whole character. */
function wholeCharacters(text: Buffer, most: number): number {
  let length = most;
  // Continuation bytes of UTF-8 begin with the bits 10.
  while (length > 0 && (text[length]! & 0b1100_0000) === 0b1000_0000) length--;
  return length;
}

/** Short names, all different without regard to case. */
function shortNames(fields: readonly Field[]): string[] {
  const taken = new Set<string>();
  return fields.map(({ name }) => {
    const bytes = Buffer.from(name, 'utf8');
    let found = bytes.subarray(0, wholeCharacters(bytes, Math.min(bytes.length, LONGEST_NAME))).toString();
    for (let i = 1; taken.has(found.toLowerCase()); i++) {
      const end = `_${i}`;
      found =
        bytes.subarray(0, wholeCharacters(bytes, Math.min(bytes.length, LONGEST_NAME - end.length))).toString() + end;
    }
    taken.add(found.toLowerCase());
    return found;
  });
}

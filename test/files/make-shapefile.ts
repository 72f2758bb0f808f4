/** The bytes of a .shp: one record a feature, made of rings; null for a record without a shape. */
export function shpBytes(
  features: readonly (readonly (readonly (readonly [x: number, y: number])[])[] | null)[],
  type = 5,
): Buffer {
  const records = features.map((rings, i) => {
    const points = rings?.flat() ?? [];
    const content = Buffer.alloc(rings === null ? 4 : 44 + rings.length * 4 + points.length * 16);
    content.writeInt32LE(rings === null ? 0 : type, 0);
    if (rings !== null) {
      content.writeInt32LE(rings.length, 36);
      content.writeInt32LE(points.length, 40);
      let first = 0;
      rings.forEach((ring, part) => {
        content.writeInt32LE(first, 44 + part * 4);
        first += ring.length;
      });
      points.forEach(([x, y], p) => {
        content.writeDoubleLE(x, 44 + rings.length * 4 + p * 16);
        content.writeDoubleLE(y, 52 + rings.length * 4 + p * 16);
      });
    }
    const head = Buffer.alloc(8);
    head.writeInt32BE(i + 1, 0);
    head.writeInt32BE(content.length / 2, 4);
    return Buffer.concat([head, content]);
  });
  const body = Buffer.concat(records);
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE((100 + body.length) / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(type, 32);
  return Buffer.concat([header, body]);
}

export interface Field {
  readonly name: string;
  readonly type: 'C' | 'N' | 'D' | 'L';
  readonly length: number;
}

/** The bytes of a .dbf whose text is in `encoding`; `driver` is the header's language driver byte. */
export function dbfBytes(
  fields: readonly Field[],
  rows: readonly (readonly string[])[],
  encoding: 'utf8' | 'latin1' = 'latin1',
  driver = 0,
): Buffer {
  const size = 1 + fields.reduce((sum, field) => sum + field.length, 0);
  const header = Buffer.alloc(32 + fields.length * 32 + 1);
  header[0] = 3;
  // A year that is not UTF-8: the header is binary, and only the text shows the encoding.
  header.set([226, 11, 21], 1);
  header.writeUInt32LE(rows.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(size, 10);
  header[29] = driver;
  fields.forEach((field, i) => {
    header.write(field.name, 32 + i * 32, 'latin1');
    header.write(field.type, 32 + i * 32 + 11, 'latin1');
    header[32 + i * 32 + 16] = field.length;
  });
  header[header.length - 1] = 0x0d;
  const records = rows.map((row) => {
    const record = Buffer.alloc(size, 0x20);
    let at = 1;
    row.forEach((value, i) => {
      record.set(Buffer.from(value, encoding).subarray(0, fields[i]!.length), at);
      at += fields[i]!.length;
    });
    return record;
  });
  return Buffer.concat([header, ...records, Buffer.from([0x1a])]);
}

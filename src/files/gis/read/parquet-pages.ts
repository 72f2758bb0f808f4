import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { ColumnMetaData, Compressors, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';

type PageHeader = ReturnType<typeof parquetHeader>;

/** Decompressors whose output never exceeds the size that the page declares. */
export const compressors: Compressors = {
  GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: Math.max(1, size) }),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, size) }),
  ZSTD: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, size) }),
};

/**
 * Checks the pages of a column chunk before hyparquet (1.31) reads them: it trusts lengths and counts, so a flipped bit
 * can make it loop for ever or fill the memory. `rows` is the number of rows of the row group. Throws an Error when a
 * page is damaged or unpacks to far more than its size.
 */
export function expectSoundPages(
  chunk: ArrayBuffer,
  column: ColumnMetaData,
  schemaPath: SchemaTree[],
  rows: number,
): void {
  const levels = { definition: getMaxDefinitionLevel(schemaPath), repetition: getMaxRepetitionLevel(schemaPath) };
  const reader = { view: new DataView(chunk), offset: 0 };
  let values = 0;
  while (reader.offset < chunk.byteLength - 1 && values < Number(column.num_values)) {
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    expect(packed >= 0 && reader.offset + packed <= chunk.byteLength && unpacked >= 0);
    expect(unpacked <= ALWAYS_READ || unpacked <= MOST_GROWTH * packed);
    const page = new Uint8Array(chunk, reader.offset, packed);
    reader.offset += packed;
    const count = countOf(header);
    expect(count >= 0 && (count <= ALWAYS_COUNTED || count <= MOST_GROWTH * unpacked));
    if (header.type === 'DICTIONARY_PAGE') continue;
    values += count;
    expect(levels.repetition > 0 || values <= rows);
    if (header.data_page_header) expectLevelsV1(page, header, column, levels);
    else expectLevelsV2(page, header, column, levels);
  }
  expect(levels.repetition > 0 || values === rows);
}

/** 32 MB, or 4 million values: any page may be that large. */
const ALWAYS_READ = 32e6;
const ALWAYS_COUNTED = 4e6;
const MOST_GROWTH = 50;

interface Levels {
  readonly definition: number;
  readonly repetition: number;
}

function expect(isSound: boolean): void {
  if (!isSound) throw new Error('une de ses pages est abîmée');
}

function countOf({
  data_page_header: v1,
  data_page_header_v2: v2,
  dictionary_page_header: dictionary,
}: PageHeader): number {
  return v1?.num_values ?? v2?.num_values ?? dictionary?.num_values ?? -1;
}

/** Levels come first, each after its length, then the values. */
function expectLevelsV1(page: Uint8Array, header: PageHeader, { codec, type }: ColumnMetaData, levels: Levels): void {
  const { num_values: count, encoding } = header.data_page_header!;
  const bytes = decompressPage(page, header.uncompressed_page_size, codec, compressors);
  let at = 0;
  for (const level of [levels.repetition, levels.definition]) {
    if (level === 0) continue;
    const length = viewOf(bytes).getUint32(at, true);
    expectRuns(bytes.subarray(at + 4, at + 4 + length), widthOf(level), count);
    at += 4 + length;
  }
  expectValues(bytes.subarray(at), encoding, type, count);
}

/** Levels come first, with lengths in the header, and are not compressed. */
function expectLevelsV2(page: Uint8Array, header: PageHeader, { codec, type }: ColumnMetaData, levels: Levels): void {
  const v2 = header.data_page_header_v2!;
  const { num_values: count, num_nulls: nulls, encoding } = v2;
  const [repetition, definition] = [v2.repetition_levels_byte_length, v2.definition_levels_byte_length];
  expect(repetition >= 0 && definition >= 0 && repetition + definition <= page.length && nulls >= 0 && nulls <= count);
  const ends = repetition + definition;
  if (levels.repetition > 0) expectRuns(page.subarray(0, repetition), widthOf(levels.repetition), count);
  if (levels.definition > 0) expectRuns(page.subarray(repetition, ends), widthOf(levels.definition), count);
  const packed = page.subarray(ends);
  const values =
    v2.is_compressed === false
      ? packed
      : decompressPage(packed, header.uncompressed_page_size - ends, codec, compressors);
  expectValues(values, encoding, type, count - nulls);
}

function expectValues(bytes: Uint8Array, encoding: string, type: string, count: number): void {
  if (encoding === 'RLE' && type === 'BOOLEAN') {
    if (count > 0) expectRuns(bytes.subarray(4), 1, count);
  } else if (/DICTIONARY|^RLE$/.test(encoding) && bytes.length > 0) expectRuns(bytes.subarray(1), bytes[0]!, count);
  else if (encoding === 'PLAIN' && type !== 'BOOLEAN') expect(count <= bytes.length);
}

/**
 * Runs of one repeated value, or of values of `width` bits: as many as there are values, plus the padding of the last
 * eight.
 */
function expectRuns(bytes: Uint8Array, width: number, count: number): void {
  if (width === 0) return;
  expect(width <= 32);
  let at = 0;
  for (let seen = 0; seen < count; ) {
    let header = 0;
    for (let shift = 0, isLast = false; !isLast; shift += 7) {
      expect(at < bytes.length && shift < 35);
      const byte = bytes[at++]!;
      header += (byte & 0x7f) * 2 ** shift;
      isLast = byte < 0x80;
    }
    const length = Math.floor(header / 2);
    const isPacked = header % 2 === 1;
    at += isPacked ? length * width : Math.ceil(width / 8);
    seen += isPacked ? length * 8 : length;
    expect(length > 0 && (isPacked || seen <= count));
    // The last packed run may omit its padding.
    expect(at <= bytes.length || (isPacked && seen >= count));
    expect(!isPacked || length <= MOST_GROUPS);
  }
}

/** Groups of eight values in one run: their number is read in 32 bits. */
const MOST_GROUPS = 2 ** 24;

function widthOf(level: number): number {
  return 32 - Math.clz32(level);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

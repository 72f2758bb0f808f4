import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { IndexParts } from '../geo/index/shape-index.ts';
import { writeDurably } from './durable-file.ts';

/**
 * Writes an index to `path`: a line of JSON, the arrays in the machine's byte order, and a checksum of all that. `key`
 * identifies the data that the index was compiled from. A reader finds a whole file or none. Throws the error of the
 * system.
 */
export function writeIndexFile(path: string, key: string, parts: IndexParts): void {
  const header: IndexHeader = {
    format: FORMAT,
    endianness: endianness(),
    key,
    scalars: {
      cellsPerDegree: parts.cellsPerDegree,
      west: parts.west,
      south: parts.south,
      topColumns: parts.topColumns,
      topRows: parts.topRows,
      reach: parts.reach,
      mostShapes: parts.mostShapes,
    },
    lengths: arrayNames.map((name) => parts[name].length),
  };
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(4 + json.length + padding(4 + json.length));
  start.writeUInt32LE(json.length, 0);
  json.copy(start, 4);
  const arrays = arrayNames.map((name) => {
    const array = parts[name];
    return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  });
  const checksum = Buffer.alloc(CHECKSUM);
  checksum.writeUInt32LE(arrays.reduce((sum, array) => crc32(array, sum), crc32(start)));
  writeDurably(path, [start, ...arrays, checksum]);
}

/**
 * Returns the index in the file at `path`. Returns null when there is none, when it is of another `key` or of another
 * machine's byte order, and when a byte of it changed since it was written.
 */
export function readIndexFile(path: string, key: string): IndexParts | null {
  const file = readChecked(path);
  if (!file) return null;
  const jsonLength = file.readUInt32LE(0);
  const start = 4 + jsonLength + padding(4 + jsonLength);
  if (start > file.length) return null;
  const header = parseHeader(file.subarray(4, 4 + jsonLength).toString('utf8'));
  if (header?.format !== FORMAT || header.endianness !== endianness() || header.key !== key) return null;
  const sizes = arrayNames.map((name, i) => header.lengths[i]! * (isFloat(name) ? 8 : 4));
  if (start + sizes.reduce((sum, size) => sum + size, 0) !== file.length) return null;
  let at = file.byteOffset + start;
  const arrays = arrayNames.map((name, i) => {
    const array = isFloat(name)
      ? new Float64Array(file.buffer, at, header.lengths[i]!)
      : new Int32Array(file.buffer, at, header.lengths[i]!);
    at += sizes[i]!;
    return [name, array];
  });
  return { ...header.scalars, ...Object.fromEntries(arrays) } as IndexParts;
}

/**
 * Returns the content of a file that ends with its checksum, without it, at the start of a buffer of its own. Returns
 * null when the checksum is wrong or the file cannot be read: the index is then compiled again.
 */
function readChecked(path: string): Buffer | null {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    if (size < 4 + CHECKSUM) return null;
    const bytes = Buffer.allocUnsafeSlow(size);
    const end = size - CHECKSUM;
    let sum = 0;
    // Piece by piece, so that the sum reads bytes that are still in the processor's cache.
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, Math.min(PIECE, size - at), at);
      if (read === 0) return null;
      sum = crc32(bytes.subarray(at, Math.min(at + read, end)), sum);
      at += read;
    }
    return bytes.readUInt32LE(end) === sum ? bytes.subarray(0, end) : null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whether the file at `path` begins as an index of an earlier format does. It is read no further. */
export function isEarlierFormat(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const start = Buffer.alloc(FORMAT_WITHIN);
    const read = readSync(file, start, 0, FORMAT_WITHIN, 0);
    const [, number] = FORMAT_NAME.exec(start.toString('latin1', 4, read)) ?? [];
    return number !== undefined && Number(number) < Number(FORMAT_NAME.exec(`{"format":"${FORMAT}"`)![1]);
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * Marks the index as used now, so that `pruneIndexFiles` keeps it longer. Does nothing where the folder is read-only.
 */
export function noteUse(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Pruning then goes by the time of writing.
  }
}

/**
 * Removes all the index files of a folder but the `most` used last, and the unfinished files of processes that were
 * killed. Each version of the perimeters has an index of up to a hundred megabytes; one that was removed is compiled
 * again when needed.
 */
export function pruneIndexFiles(folder: string, most: number): void {
  const files = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    // Another process may be pruning at the same time.
    const found = INDEX_NAME.test(name) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    return found?.isFile() ? [{ path, used: found.mtimeMs }] : [];
  });
  files.sort((a, b) => b.used - a.used);
  for (const { path } of files.slice(most)) rmSync(path, { force: true });
}

/** The names that `writeIndexFile` gives to finished and unfinished files. */
const INDEX_NAME = /\.bin(\.[\da-f-]+\.part)?$/;

/** Raise this number whenever the arrays change meaning: older files are then compiled again. */
const FORMAT = 'perimetre-index-8';

/** The beginning of the line of JSON, which has been the same in every format, and the bytes that hold it. */
const FORMAT_NAME = /^\{"format":"perimetre-index-(\d+)"/;
const FORMAT_WITHIN = 64;

/** The bytes of the checksum (CRC-32), behind everything else. */
const CHECKSUM = 4;

/** In bytes. Measured with 81 MB: the checksum adds 31 % to reading with 256 kB, 20 % with 4 MB. */
const PIECE = 1 << 22;

interface IndexHeader {
  readonly format: string;
  readonly endianness: string;
  readonly key: string;
  readonly scalars: Omit<IndexParts, ArrayName>;
  readonly lengths: readonly number[];
}

// The arrays of 8-byte numbers come first, so that each starts at a multiple of its element size.
const arrayNames = ['rowLengths', 'leaves', 'nodes'] as const;
type ArrayName = (typeof arrayNames)[number];

function isFloat(name: ArrayName): boolean {
  return name !== 'nodes';
}

function padding(length: number): number {
  return (8 - (length % 8)) % 8;
}

function endianness(): string {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'little' : 'big';
}

function parseHeader(json: string): IndexHeader | null {
  try {
    return JSON.parse(json) as IndexHeader;
  } catch {
    return null;
  }
}

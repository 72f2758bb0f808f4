import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IndexParts } from './shape-index.ts';

/**
 * Writes an index to `path`: a line of JSON, then the arrays in the machine's byte order. `key` identifies the data
 * that the index was compiled from. The file is written under another name and then renamed, so a reader finds a whole
 * file or none.
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
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  writeFileSync(unfinished, Buffer.concat([start, ...arrays]));
  renameSync(unfinished, path);
}

/**
 * Returns the index in the file at `path`, without copying its arrays; null when there is none for this `key` and this
 * machine's byte order.
 */
export function readIndexFile(path: string, key: string): IndexParts | null {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (file.length < 4) return null;
  const jsonLength = file.readUInt32LE(0);
  const start = 4 + jsonLength + padding(4 + jsonLength);
  if (start > file.length) return null;
  const header = parseHeader(file.subarray(4, 4 + jsonLength).toString('utf8'));
  if (header?.format !== FORMAT || header.endianness !== endianness() || header.key !== key) return null;
  const sizes = arrayNames.map((name, i) => header.lengths[i]! * (isFloat(name) ? 8 : 4));
  if (start + sizes.reduce((sum, size) => sum + size, 0) !== file.length) return null;
  // A small file is read into a shared buffer, at any offset; a Float64Array must start at a multiple of 8.
  const aligned = file.byteOffset % 8 === 0 ? file : Buffer.from(new Uint8Array(file).buffer);
  let at = aligned.byteOffset + start;
  const arrays = arrayNames.map((name, i) => {
    const array = isFloat(name)
      ? new Float64Array(aligned.buffer, at, header.lengths[i]!)
      : new Int32Array(aligned.buffer, at, header.lengths[i]!);
    at += sizes[i]!;
    return [name, array];
  });
  return { ...header.scalars, ...Object.fromEntries(arrays) } as IndexParts;
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
const INDEX_NAME = /\.bin(\.\d+\.part)?$/;

/** Raise this number whenever the arrays change meaning: older files are then compiled again. */
const FORMAT = 'perimetre-index-7';

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

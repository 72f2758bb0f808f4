import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IndexParts } from './shape-index.ts';

/**
 * Writes an index beside its final name, then renames it: a reader sees a whole file or none. `key` says what it was
 * compiled from; the arrays follow a line of JSON, in the machine's own byte order.
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

/** Reads an index as it stands, without copying it; null when there is none at `path` for this `key` and this machine. */
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
  // A small file comes in a slice of a shared buffer, where it may start at any byte; typed arrays start at multiples of 8.
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

/** Notes that an index is of use: others are pruned before it. Nothing is noted where the folder cannot be written. */
export function noteUse(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // What was written last is then kept.
  }
}

/**
 * Removes from a folder all indexes but the `most` that were of use last, and what writers that were killed have left: each
 * version of the perimeters has its own, up to a hundred megabytes, and one that is asked again is compiled again.
 */
export function pruneIndexFiles(folder: string, most: number): void {
  const files = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    // Another process may prune, too.
    const found = INDEX_NAME.test(name) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    return found?.isFile() ? [{ path, used: found.mtimeMs }] : [];
  });
  files.sort((a, b) => b.used - a.used);
  for (const { path } of files.slice(most)) rmSync(path, { force: true });
}

/** What `writeIndexFile` writes under the name of an index, or leaves there. */
const INDEX_NAME = /\.bin(\.\d+\.part)?$/;

/** Raised whenever the arrays change their meaning: older files are then compiled anew. */
const FORMAT = 'perimetre-index-7';

interface IndexHeader {
  readonly format: string;
  readonly endianness: string;
  readonly key: string;
  readonly scalars: Omit<IndexParts, ArrayName>;
  readonly lengths: readonly number[];
}

// Those of 8 bytes first, so that each starts where its type asks for.
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

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { figure } from '../../../french/numbers.ts';

/** A group of files: a folder, a zip, or a shapefile with the files beside it. */
export interface Container {
  /** Relative paths with `/`, sorted. */
  readonly names: readonly string[];
  /** Returns the whole content of one of `names`. */
  read(name: string): Uint8Array;
  /** Returns the path of one of `names` when it is a file, else its bytes, for readers that need not hold all of it. */
  contentOf(name: string): Content;
}

/** The path of a file, or its bytes. */
export type Content = string | Uint8Array;

/** Returns the files of a folder and of its subfolders. */
export function folderContainer(path: string): Container {
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(isWanted)
    .sort();
  return filesIn(path, names);
}

function filesIn(folder: string, names: readonly string[]): Container {
  const contentOf = (name: string) => join(folder, name);
  return { names, read: (name) => readFileSync(contentOf(name)), contentOf };
}

/** Returns a file and the files of its folder with the same name but another extension. */
export function siblingsContainer(path: string): Container {
  const stem = (name: string) => name.replace(/\.[^.]*$/, '').toLowerCase();
  const names = readdirSync(dirname(path)).filter((name) => stem(name) === stem(basename(path)));
  return filesIn(dirname(path), names.sort());
}

/**
 * Returns the content of the file beside `name` (which ends in `.shp`) with another extension; null when there is none.
 */
export function siblingOf(container: Container, name: string, extension: string): Uint8Array | null {
  const wanted = name.replace(/shp$/i, extension).toLowerCase();
  const found = container.names.find((other) => other.toLowerCase() === wanted);
  return found === undefined ? null : container.read(found);
}

/**
 * Returns the entries of a zip. Throws an Error when it is truncated or damaged, or unpacks to far more than its size.
 */
export function zipContainer(bytes: Uint8Array): Container {
  const sizes = new Map<string, number>();
  extracted(bytes, (name, size) => {
    sizes.set(name, size);
    return false;
  });
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total > ALWAYS_READ && total > MOST_GROWTH * bytes.length) {
    throw new Error(
      `le zip occuperait ${megabytes(total)} Mo une fois ouvert, plus de ${MOST_GROWTH} fois sa taille : il ` +
        'n’est pas lu',
    );
  }
  const checksums = checksumsOf(bytes);
  const names = [...sizes.keys()].filter((name) => !name.endsWith('/') && isWanted(name)).sort();
  const read = (name: string): Uint8Array => {
    const size = sizes.get(name) ?? 0;
    if (size > LARGEST_ENTRY) {
      throw new Error(
        `l’entrée ${name} occuperait ${megabytes(size)} Mo ; ${megabytes(LARGEST_ENTRY)} au plus sont admis`,
      );
    }
    const content = extracted(bytes, (entry) => entry === name)[name];
    const checksum = checksums.get(name);
    if (content?.length !== size || (checksum !== undefined && crc32(content) !== checksum)) {
      throw new Error(`l’entrée ${name} du zip est abîmée`);
    }
    return content;
  };
  return { names, read, contentOf: read };
}

/** Texts and blank columns compress to a fiftieth at most; a higher ratio is made to fill the memory. */
const MOST_GROWTH = 50;
/** 20 MB, which any zip may unpack to. */
const ALWAYS_READ = 20e6;

function megabytes(bytes: number): string {
  return figure(bytes / 1e6, 0);
}

/**
 * The CRC-32 of each entry, which fflate does not check, from the central directory (PKWARE APPNOTE 6.3, sections
 * 4.3.12 and 4.3.16). Empty for a 64-bit zip, made for files over 4 GB.
 */
function checksumsOf(bytes: Uint8Array): Map<string, number> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksums = new Map<string, number>();
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const count = zip.readUInt16LE(end + 10);
  let offset = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count && offset + 46 <= end && zip.readUInt32LE(offset) === 0x02014b50; i++) {
    const [name, extra, comment] = [28, 30, 32].map((at) => zip.readUInt16LE(offset + at)) as [number, number, number];
    const isUtf8 = (zip.readUInt16LE(offset + 8) & 0x800) !== 0;
    const text = zip.toString(isUtf8 ? 'utf8' : 'latin1', offset + 46, offset + 46 + name);
    checksums.set(text, zip.readUInt32LE(offset + 16));
    offset += 46 + name + extra + comment;
  }
  return checksums;
}

/** 1 GB: the whole country at full resolution takes a fiftieth of it. */
const LARGEST_ENTRY = 1e9;

function extracted(bytes: Uint8Array, filter: (name: string, size: number) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: ({ name, originalSize }) => filter(name, originalSize) });
  } catch (error) {
    throw new Error('le zip est tronqué ou abîmé', { cause: error });
  }
}

/** Excludes the files that macOS adds to folders and zips. */
function isWanted(name: string): boolean {
  return !name.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'));
}

export function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

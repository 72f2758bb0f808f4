import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/**
 * Writes vector tiles as a PMTiles 3 archive (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md) at
 * `path`, which must not exist yet. Tiles and directories are compressed with gzip; tiles are in the order of
 * `tileNumber`, with equal contents stored once. Write the tiles in that order. They are kept in memory until `close`:
 * those of a country take some tens of megabytes.
 */
export class TileArchiveWriter {
  readonly #path: string;
  readonly #about: ArchiveDescription;
  readonly #entries: Entry[] = [];
  readonly #contents: Buffer[] = [];
  readonly #known = new Map<string, { readonly offset: number; readonly length: number }>();
  #length = 0;

  constructor(path: string, about: ArchiveDescription) {
    this.#path = path;
    this.#about = about;
  }

  /** Adds a tile whose `number` is greater than those before. An empty tile is skipped: the format has none. */
  write(number: number, tile: Uint8Array): void {
    if (tile.length === 0) return;
    const last = this.#entries.at(-1);
    if (last !== undefined && number < last.number + last.run)
      throw new Error('tiles come in the order of their numbers');
    const { offset, length } = this.#keep(tile);
    if (last !== undefined && last.offset === offset && last.number + last.run === number) last.run++;
    else this.#entries.push({ number, offset, length, run: 1 });
  }

  /** Writes the file. Throws an Error when there is no tile, since an archive must have one. */
  close(): void {
    if (this.#entries.length === 0) throw new Error('une archive PMTiles contient au moins une tuile');
    const metadata = gzipSync(JSON.stringify(this.#about.metadata));
    const { root, leaves } = directories(this.#entries);
    const header = this.#header(root.length, metadata.length, leaves.length);
    const file = openSync(this.#path, 'wx');
    try {
      for (const part of [header, root, metadata, leaves, ...this.#contents]) {
        for (let written = 0; written < part.length; ) written += writeSync(file, part, written);
      }
    } finally {
      closeSync(file);
    }
  }

  /** Returns where the content is stored, once for all the tiles with it. */
  #keep(tile: Uint8Array): { offset: number; length: number } {
    const key = createHash('sha256').update(tile).digest('base64');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const content = gzipSync(tile);
    const place = { offset: this.#length, length: content.length };
    this.#contents.push(content);
    this.#length += content.length;
    this.#known.set(key, place);
    return place;
  }

  #header(root: number, metadata: number, leaves: number): Buffer {
    const { minZoom, maxZoom, bounds, center } = this.#about;
    const header = Buffer.alloc(HEADER);
    header.write('PMTiles', 'latin1');
    header[7] = 3;
    let at = HEADER;
    for (const [i, length] of [root, metadata, leaves, this.#length].entries()) {
      header.writeBigUInt64LE(BigInt(at), 8 + i * 16);
      header.writeBigUInt64LE(BigInt(length), 16 + i * 16);
      at += length;
    }
    const addressed = this.#entries.reduce((sum, { run }) => sum + run, 0);
    header.writeBigUInt64LE(BigInt(addressed), 72);
    header.writeBigUInt64LE(BigInt(this.#entries.length), 80);
    header.writeBigUInt64LE(BigInt(this.#contents.length), 88);
    header.set([CLUSTERED, GZIP, GZIP, MVT, minZoom, maxZoom], 96);
    for (const [i, degrees] of bounds.entries()) header.writeInt32LE(Math.round(degrees * 1e7), 102 + i * 4);
    header[118] = center[2];
    header.writeInt32LE(Math.round(center[0] * 1e7), 119);
    header.writeInt32LE(Math.round(center[1] * 1e7), 123);
    return header;
  }
}

export interface ArchiveDescription {
  readonly minZoom: number;
  readonly maxZoom: number;
  /** West, south, east, north, in WGS84 degrees. */
  readonly bounds: readonly [number, number, number, number];
  /** Longitude, latitude, zoom. */
  readonly center: readonly [number, number, number];
  /** Any JSON; `vector_layers` for vector tiles. */
  readonly metadata: object;
}

/**
 * Returns the position of a tile along Hilbert's curve, after all the tiles of lower zooms. Tiles near each other have
 * near numbers.
 */
export function tileNumber(z: number, x: number, y: number): number {
  // There are (4^z − 1) / 3 tiles at lower zooms.
  let number = (4 ** z - 1) / 3;
  let [column, row] = [x, y];
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const right = (column & side) > 0 ? 1 : 0;
    const low = (row & side) > 0 ? 1 : 0;
    number += side * side * ((3 * right) ^ low);
    if (low === 0) {
      // The curve is rotated in this quarter.
      if (right === 1) [column, row] = [side - 1 - (column & (side - 1)), side - 1 - (row & (side - 1))];
      [column, row] = [row, column];
    }
  }
  return number;
}

interface Entry {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  /** How many consecutive tiles have this content; 0 for a leaf directory. */
  run: number;
}

const HEADER = 127;
const CLUSTERED = 1;
const GZIP = 2;
const MVT = 1;
/** The header and the root directory are read in one request of this many bytes. */
const FIRST_READ = 16_384;
/** Entries in a leaf at first; doubled until the root is small enough. */
const LEAF = 4096;

/** All entries in the root when they fit, else a root of leaves. */
function directories(entries: readonly Entry[]): { root: Buffer; leaves: Buffer } {
  const whole = directory(entries);
  if (HEADER + whole.length < FIRST_READ) return { root: whole, leaves: Buffer.alloc(0) };
  for (let size = LEAF; ; size *= 2) {
    const leaves: Buffer[] = [];
    const roots: Entry[] = [];
    let offset = 0;
    for (let i = 0; i < entries.length; i += size) {
      const leaf = directory(entries.slice(i, i + size));
      roots.push({ number: entries[i]!.number, offset, length: leaf.length, run: 0 });
      leaves.push(leaf);
      offset += leaf.length;
    }
    const root = directory(roots);
    if (HEADER + root.length < FIRST_READ) return { root, leaves: Buffer.concat(leaves) };
  }
}

/**
 * The number of entries, then their columns: differences of numbers, runs, lengths, and offsets (0 when one follows the
 * previous content).
 */
function directory(entries: readonly Entry[]): Buffer {
  const values = [entries.length];
  for (const [i, { number }] of entries.entries()) values.push(i === 0 ? number : number - entries[i - 1]!.number);
  for (const { run } of entries) values.push(run);
  for (const { length } of entries) values.push(length);
  for (const [i, { offset }] of entries.entries()) {
    const before = entries[i - 1];
    values.push(before !== undefined && offset === before.offset + before.length ? 0 : offset + 1);
  }
  return gzipSync(Buffer.from(values.flatMap(varint)));
}

/** Seven bits per byte, the lowest first. Numbers may exceed 32 bits. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

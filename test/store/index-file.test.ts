import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileParts } from '../../src/geo/index/compile-index.ts';
import { ShapeIndex } from '../../src/geo/index/shape-index.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import { noteUse, pruneIndexFiles, readIndexFile, writeIndexFile } from '../../src/store/index-file.ts';
import { countryOfZones, randomFrom, square } from '../shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small: MultiPolygon[] = [[square(2.6, 50.5, 100)]];
const country = countryOfZones(5, 40);
const path = join(folder, 'deeper', 'index.bin');

it('a folder of indexes keeps the last used ones, and no unfinished file of a killed process', () => {
  const indexes = join(folder, 'indexes');
  mkdirSync(indexes);
  const written = [
    '2015-a.bin',
    '2024-a.bin',
    '2024-b.bin.5f0c6a1e-9c0b-4b57-8d0e-0a1b2c3d4e5f.part',
    '2015-b.bin',
    '2024-b.bin',
  ];
  for (const [hour, name] of written.entries()) {
    writeFileSync(join(indexes, name), '');
    utimesSync(join(indexes, name), hour * 3600, hour * 3600);
  }
  // Other files stay, however old.
  writeFileSync(join(indexes, 'notes.html'), '');
  utimesSync(join(indexes, 'notes.html'), 0, 0);
  mkdirSync(join(indexes, 'old.bin'));
  utimesSync(join(indexes, 'old.bin'), 0, 0);
  const left = () =>
    readdirSync(indexes)
      .filter((name) => /^\d/.test(name))
      .sort();
  pruneIndexFiles(indexes, 4);
  expect(left()).toEqual(written.slice(1).sort());
  noteUse(join(indexes, '2024-a.bin'));
  pruneIndexFiles(indexes, 2);
  expect(left()).toEqual(['2024-a.bin', '2024-b.bin']);
  expect(readdirSync(indexes)).toEqual(expect.arrayContaining(['notes.html', 'old.bin']));
});

describe('an index read back', () => {
  it.each([
    ['of one square', small],
    ['of 40 zones', country],
    ['of nothing', []],
  ])('is the one that was written: %s', (_, shapes) => {
    const parts = compileParts(shapes, 500);
    writeIndexFile(path, 'key', parts);
    expect(readIndexFile(path, 'key')).toEqual(parts);
  });

  it('gives the same answers', () => {
    const parts = compileParts(country, 500);
    writeIndexFile(path, 'key', parts);
    const before = new ShapeIndex(parts);
    const after = new ShapeIndex(readIndexFile(path, 'key')!);
    const random = randomFrom(6);
    for (let i = 0; i < 2000; i++) {
      const [lon, lat] = country[i % country.length]![0]![0]![0]!;
      const at = [lon + 0.01 * (random() - 0.5), lat + 0.01 * (random() - 0.5)] as const;
      const count = before.locate(...at);
      expect(after.locate(...at)).toBe(count);
      expect([...after.distances.subarray(0, count)]).toEqual([...before.distances.subarray(0, count)]);
    }
  });

  it('keeps its arrays aligned, whatever the length of its key', () => {
    const parts = compileParts(small, 500);
    for (let length = 0; length < 17; length++) {
      writeIndexFile(path, 'k'.repeat(length), parts);
      expect(readIndexFile(path, 'k'.repeat(length))).toEqual(parts);
    }
  });

  it('leaves nothing else behind', () => {
    writeIndexFile(path, 'key', compileParts(small, 500));
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['index.bin']);
  });
});

describe('no index is read from', () => {
  let whole: Buffer;
  beforeAll(() => {
    writeIndexFile(path, 'key', compileParts(country, 500));
    whole = readFileSync(path);
  });
  /** Whether an index is read from these bytes. */
  const isRead = (bytes: Buffer): boolean => {
    writeFileSync(path, bytes);
    return readIndexFile(path, 'key') !== null;
  };

  it('a path where there is none', () => {
    expect(readIndexFile(join(folder, 'none.bin'), 'key')).toBeNull();
  });

  it('a folder', () => {
    expect(readIndexFile(folder, 'key')).toBeNull();
  });

  it('a file compiled from other shapes', () => {
    expect(isRead(whole)).toBe(true);
    expect(readIndexFile(path, 'another key')).toBeNull();
  });

  it('a file cut anywhere, or with something behind it', () => {
    for (const length of [0, 3, 4, 8, 20, 200, 400, 4096, whole.length >> 1, whole.length - 8, whole.length - 1]) {
      expect(isRead(whole.subarray(0, length))).toBe(false);
    }
    expect(isRead(Buffer.concat([whole, Buffer.alloc(8)]))).toBe(false);
  });

  it('a file one half of which is zeros, as after a power cut', () => {
    const half = whole.length >> 1;
    expect(isRead(Buffer.concat([whole.subarray(0, half), Buffer.alloc(whole.length - half)]))).toBe(false);
    expect(isRead(Buffer.concat([Buffer.alloc(half), whole.subarray(half)]))).toBe(false);
    expect(isRead(Buffer.alloc(whole.length))).toBe(false);
  });

  it('a file one bit of which changed, wherever it is', () => {
    const random = randomFrom(7);
    const offsets = Array.from({ length: 40 }, () => Math.floor(random() * whole.length));
    for (const offset of [0, 3, 4, 100, whole.length - 1, whole.length - 4, ...offsets]) {
      const changed = Buffer.from(whole);
      changed[offset]! ^= 1 << Math.floor(random() * 8);
      expect(isRead(changed), `offset ${offset}`).toBe(false);
    }
  });

  it('a file of another format, or of a machine of the other byte order', () => {
    const text = whole.subarray(0, -4).toString('latin1');
    expect(isRead(summed(Buffer.from(text, 'latin1')))).toBe(true);
    const edits: [RegExp, string][] = [
      [/perimetre-index-\d/, 'perimetre-index-0'],
      [/"little"/, '"bigger"'],
      [/\{"format"/, '["format"'],
    ];
    for (const [from, to] of edits) {
      expect(text).toMatch(from);
      expect(isRead(summed(Buffer.from(text.replace(from, to), 'latin1')))).toBe(false);
    }
  });

  it('a file that is something else', () => {
    for (const content of ['', '{}', 'null', 'not an index at all', '\xff\xff\xff\xff']) {
      expect(isRead(Buffer.from(content, 'latin1'))).toBe(false);
      expect(isRead(summed(Buffer.from(content, 'latin1')))).toBe(false);
    }
    const header = Buffer.from('null');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    expect(isRead(summed(Buffer.concat([length, header, Buffer.alloc(8)])))).toBe(false);
  });
});

/** The content, and its checksum behind it. */
function summed(content: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(content));
  return Buffer.concat([content, checksum]);
}

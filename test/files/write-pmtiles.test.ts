import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { PMTiles, type Source, zxyToTileId } from 'pmtiles';
import { afterAll, describe, expect, it } from 'vitest';
import { TileArchiveWriter, tileNumber } from '../../src/files/gis/write/write-pmtiles.ts';
import { randomFrom } from '../shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'pmtiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const about = {
  minZoom: 0,
  maxZoom: 9,
  bounds: [2.3, 50.4, 2.8, 50.65],
  center: [2.55, 50.525, 10],
  metadata: { name: 'essai', vector_layers: [{ id: 'zones', fields: {} }] },
} as const;

/** A file as the library reads it. */
function sourceOf(path: string): Source {
  const bytes = readFileSync(path);
  return {
    getKey: () => path,
    async getBytes(offset, length) {
      const part = bytes.subarray(offset, offset + length);
      return { data: part.buffer.slice(part.byteOffset, part.byteOffset + part.length) as ArrayBuffer };
    },
  };
}

describe('the number of a tile', () => {
  it('is that of the library', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 1 }),
        fc.double({ min: 0, max: 1 }),
        (z, a, b) => {
          const side = 2 ** z;
          const [x, y] = [Math.min(side - 1, Math.floor(a * side)), Math.min(side - 1, Math.floor(b * side))];
          expect(tileNumber(z, x, y)).toBe(zxyToTileId(z, x, y));
        },
      ),
    );
  });
});

describe('an archive of tiles', () => {
  it('returns every tile and its metadata', async () => {
    const path = join(folder, 'few.pmtiles');
    const archive = new TileArchiveWriter(path, about);
    const tiles = new Map([
      ['0/0/0', 'the world'],
      ['1/0/0', 'north west'],
      ['1/1/1', 'north west'],
      ['3/4/2', 'é'.repeat(3000)],
    ]);
    const numbered = [...tiles].map(([key, text]) => {
      const [z, x, y] = key.split('/').map(Number) as [number, number, number];
      return { z, x, y, number: tileNumber(z, x, y), text };
    });
    numbered.sort((a, b) => a.number - b.number);
    for (const { number, text } of numbered) archive.write(number, Buffer.from(text));
    archive.close();
    const read = new PMTiles(sourceOf(path));
    expect(await read.getHeader()).toMatchObject({
      specVersion: 3,
      clustered: true,
      tileType: 1,
      tileCompression: 2,
      internalCompression: 2,
      minZoom: 0,
      maxZoom: 9,
      minLon: 2.3,
      maxLat: 50.65,
      centerLon: 2.55,
      centerZoom: 10,
      numAddressedTiles: 4,
      numTileContents: 3,
      leafDirectoryLength: 0,
    });
    expect(await read.getMetadata()).toEqual(about.metadata);
    for (const { z, x, y, text } of numbered) {
      expect(Buffer.from((await read.getZxy(z, x, y))!.data).toString()).toBe(text);
    }
    expect(await read.getZxy(2, 1, 1)).toBeUndefined();
  });

  it('stores a large directory in leaves, and equal contents once', async () => {
    const path = join(folder, 'many.pmtiles');
    const archive = new TileArchiveWriter(path, about);
    const random = randomFrom(11);
    const zoom = 9;
    const first = tileNumber(zoom, 0, 0);
    const contents = new Map<number, string>();
    for (let i = 0; i < 60_000; i++) {
      // Seas, holes and unique tiles.
      const text = i % 7 === 0 ? '' : i % 7 < 3 ? 'sea' : `tile ${i} ${random()}`;
      contents.set(first + i, text);
      archive.write(first + i, Buffer.from(text));
    }
    archive.close();
    const read = new PMTiles(sourceOf(path));
    const header = await read.getHeader();
    expect(header.leafDirectoryLength).toBeGreaterThan(0);
    expect(header.rootDirectoryOffset + header.rootDirectoryLength).toBeLessThan(16_384);
    const texts = [...contents.values()].filter((text) => text !== '');
    expect(header.numAddressedTiles).toBe(texts.length);
    expect(header.numTileContents).toBe(new Set(texts).size);
    expect(header.numTileEntries).toBeLessThan(texts.length);
    for (let i = 0; i < 400; i++) {
      const [x, y] = [Math.floor(random() * 512), Math.floor(random() * 512)];
      const tile = await read.getZxy(zoom, x, y);
      expect(tile === undefined ? '' : Buffer.from(tile.data).toString()).toBe(
        contents.get(tileNumber(zoom, x, y)) ?? '',
      );
    }
  });

  it('is not written without a tile, over another file, or out of order', () => {
    const path = join(folder, 'none.pmtiles');
    const archive = new TileArchiveWriter(path, about);
    archive.write(0, new Uint8Array());
    expect(() => archive.close()).toThrow('au moins une tuile');
    archive.write(5, Buffer.from('a'));
    expect(() => archive.write(5, Buffer.from('b'))).toThrow('order');
    archive.close();
    expect(() => archive.close()).toThrow('EEXIST');
  });
});

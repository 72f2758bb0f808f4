import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Geometry } from '../../src/files/feature.ts';
import { geometryOfGeoPackage, geometryOfWkb } from '../../src/files/gis/read/read-wkb.ts';
import { wkbOf } from '../../src/files/gis/write/write-wkb.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const position = (size: number) => fc.array(number, { minLength: size, maxLength: size });

function geometry(size: number): fc.Arbitrary<Geometry> {
  const line = fc.array(position(size), { minLength: 1, maxLength: 5 });
  const lines = fc.array(line, { minLength: 1, maxLength: 3 });
  const simple = fc.oneof<fc.Arbitrary<Geometry>[]>(
    position(size).map((coordinates) => ({ type: 'Point', coordinates })),
    line.map((coordinates) => ({ type: 'LineString', coordinates })),
    line.map((coordinates) => ({ type: 'MultiPoint', coordinates })),
    lines.map((coordinates) => ({ type: 'Polygon', coordinates })),
    lines.map((coordinates) => ({ type: 'MultiLineString', coordinates })),
    fc.array(lines, { minLength: 1, maxLength: 3 }).map((coordinates) => ({ type: 'MultiPolygon', coordinates })),
  );
  const collection = fc
    .array(simple, { minLength: 1, maxLength: 3 })
    .map((geometries): Geometry => ({ type: 'GeometryCollection', geometries }));
  return fc.oneof(simple, collection);
}

describe('well-known binary', () => {
  it.each([2, 3])('of %i coordinates reads back bit for bit', (size) => {
    fc.assert(
      fc.property(geometry(size), (given) => {
        expect(geometryOfWkb(wkbOf(given))).toEqual(given);
      }),
    );
  });

  it('of curves becomes lines: consecutive parts, and nothing else', () => {
    const part = (type: number, positions: readonly (readonly number[])[]) => {
      const bytes = Buffer.alloc(9 + positions.length * 16);
      bytes.writeUInt8(1, 0);
      bytes.writeUInt32LE(type, 1);
      bytes.writeUInt32LE(positions.length, 5);
      positions.flat().forEach((number, i) => {
        bytes.writeDoubleLE(number, 9 + i * 8);
      });
      return bytes;
    };
    const compound = (...parts: readonly Buffer[]) => {
      const head = Buffer.from([1, 9, 0, 0, 0, parts.length, 0, 0, 0]);
      return geometryOfWkb(Buffer.concat([head, ...parts]));
    };
    const arc = part(8, [
      [1, 0],
      [0, 1],
      [-1, 0],
    ]);
    const line = compound(
      part(2, [
        [2, 0],
        [1, 0],
      ]),
      arc,
      part(2, [
        [-1, 0],
        [-2, 0],
      ]),
    );
    expect(line?.type).toBe('LineString');
    const positions = (line as { coordinates: readonly (readonly number[])[] }).coordinates;
    expect([positions[0], positions[1], positions.at(-1)]).toEqual([
      [2, 0],
      [1, 0],
      [-2, 0],
    ]);
    expect(new Set(positions.map(String)).size).toBe(positions.length);
    expect(
      compound(
        part(2, []),
        part(2, [
          [2, 0],
          [1, 0],
        ]),
      ),
    ).toEqual({
      type: 'LineString',
      coordinates: [
        [2, 0],
        [1, 0],
      ],
    });
    expect(() =>
      compound(
        part(2, [
          [0, 0],
          [1, 0],
        ]),
        part(2, [
          [5, 5],
          [6, 6],
        ]),
      ),
    ).toThrow('ne se suivent pas');
    expect(() => compound(part(1, []))).toThrow('géométrie');
  });

  it('damaged anywhere gives an error with a message, or another geometry, and always ends', () => {
    fc.assert(
      fc.property(geometry(2), fc.nat(), fc.nat({ max: 255 }), fc.nat(), (given, at, byte, end) => {
        const bytes = Uint8Array.from(wkbOf(given));
        bytes[at % bytes.length] = byte;
        const cut = bytes.subarray(0, end % (bytes.length + 1));
        for (const damaged of [bytes, cut]) {
          try {
            geometryOfWkb(damaged);
          } catch (error) {
            expect((error as Error).message).toMatch(/géométrie/);
          }
        }
      }),
    );
    expect(() => geometryOfGeoPackage(new Uint8Array(7))).toThrow('n’est pas celle d’un GeoPackage');
  });
});

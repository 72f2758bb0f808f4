// Not read by a library: shapefile (0.6.6, last released in 2017) skips records of some types; shpjs
// (6.2.0) drops holes that it cannot place, and silently stops where a file is truncated. No feature may be lost.
import { sideOf } from '../../../geo/covers.ts';
import type { Position } from '../../../geo/polygon.ts';
import type { Coordinates, Geometry, GeometryType } from '../../feature.ts';

export interface Shapes {
  /** The type of every shape of the file. A polygon or a line may have several parts. */
  readonly type: 'Point' | 'MultiPoint' | 'MultiLineString' | 'MultiPolygon';
  /** In the order of the records; null for a record without a shape. Throws an Error where the file is damaged. */
  readonly records: Iterable<Geometry | null>;
}

/**
 * Reads the shapes of a .shp (ESRI Shapefile Technical Description, 1998), with heights, without measures. Throws an
 * Error when the file is truncated or damaged, or is something else.
 */
export function readShapes(bytes: Uint8Array): Shapes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 100 || view.getInt32(0) !== 9994)
    throw new Error('ce n’est pas un shapefile : son en-tête manque');
  // Lengths count words of 16 bits.
  const length = view.getInt32(24) * 2;
  if (length > bytes.byteLength)
    throw new Error(`le .shp est tronqué : ${bytes.byteLength} octets au lieu de ${length}`);
  const type = view.getInt32(32, true);
  const known = TYPES[type % 10];
  if (known === undefined || type > 28)
    throw new Error(`le shapefile contient des formes de type ${type}, qui ne se lit pas`);
  return { type: known, records: { [Symbol.iterator]: () => recordsOf(view, length, type) } };
}

function* recordsOf(view: DataView, length: number, type: number): Generator<Geometry | null> {
  let rank = 1;
  for (let offset = 100; offset < length; rank++) {
    const record = `enregistrement ${rank}`;
    if (offset + 12 > length) throw new Error(`le .shp est abîmé à l’${record}`);
    const content = view.getInt32(offset + 4) * 2;
    if (content < 4 || offset + 8 + content > length) throw new Error(`le .shp est abîmé à l’${record}`);
    yield shapeOf(new DataView(view.buffer, view.byteOffset + offset + 8, content), type, record);
    offset += 8 + content;
  }
}

/** By the last digit of the type. Types 11 to 18 have heights (and measures), types 21 to 28 have measures. */
const TYPES: Readonly<Record<number, Shapes['type'] & GeometryType>> = {
  1: 'Point',
  3: 'MultiLineString',
  5: 'MultiPolygon',
  8: 'MultiPoint',
};

function shapeOf(view: DataView, fileType: number, record: string): Geometry | null {
  const type = view.getInt32(0, true);
  if (type === 0) return null;
  if (type !== fileType)
    throw new Error(`le .shp est abîmé à l’${record} : type ${type} parmi des formes de type ${fileType}`);
  try {
    const hasHeights = type > 10 && type < 20;
    switch (TYPES[type % 10]) {
      case 'Point':
        return { type: 'Point', coordinates: positionAt(view, 4, hasHeights ? 20 : null) };
      case 'MultiPoint': {
        const count = countAt(view, 36, 40);
        return { type: 'MultiPoint', coordinates: positions(view, 0, count, 40, hasHeights ? 56 + count * 16 : null) };
      }
      case 'MultiLineString':
        return { type: 'MultiLineString', coordinates: parts(view, hasHeights) };
      default:
        return { type: 'MultiPolygon', coordinates: polygonsOf(parts(view, hasHeights)) };
    }
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`le .shp est abîmé à l’${record}`);
    throw error;
  }
}

/** A count that fits in the record. Throws a RangeError when it does not. */
function countAt(view: DataView, offset: number, start: number): number {
  const count = view.getInt32(offset, true);
  if (count < 0 || start + count * 16 > view.byteLength) throw new RangeError('count');
  return count;
}

function parts(view: DataView, hasHeights: boolean): Coordinates[][] {
  const count = view.getInt32(36, true);
  const start = 44 + count * 4;
  if (count < 0) throw new RangeError('parts');
  const points = countAt(view, 40, start);
  // After the positions come the least and the greatest height, then each height.
  const heights = hasHeights ? start + points * 16 + 16 : null;
  return Array.from({ length: count }, (_, part) => {
    const from = view.getInt32(44 + part * 4, true);
    const to = part + 1 < count ? view.getInt32(48 + part * 4, true) : points;
    if (from < 0 || to < from || to > points) throw new RangeError('part');
    return positions(view, from, to, start, heights);
  });
}

function positions(view: DataView, from: number, to: number, start: number, heights: number | null): Coordinates[] {
  return Array.from({ length: to - from }, (_, i) =>
    positionAt(view, start + (from + i) * 16, heights === null ? null : heights + (from + i) * 8),
  );
}

function positionAt(view: DataView, offset: number, height: number | null): Coordinates {
  const x = view.getFloat64(offset, true);
  const y = view.getFloat64(offset + 8, true);
  return height === null ? [x, y] : [x, y, view.getFloat64(height, true)];
}

type Ring = readonly Coordinates[];

/**
 * Outer rings turn clockwise, holes anticlockwise. A hole belongs to the smallest ring around it; without one it is a
 * part of its own.
 */
function polygonsOf(rings: readonly Ring[]): Ring[][] {
  const sized = rings.map((ring) => ({ ring, area: signedArea(ring) }));
  const shells = sized.filter(({ area }) => area <= 0).map(({ ring, area }) => ({ area: -area, part: [ring] }));
  const bySize = shells.toSorted((a, b) => a.area - b.area);
  const alone: Ring[][] = [];
  for (const { ring, area } of sized) {
    if (area <= 0) continue;
    const around = bySize.find((shell) => shell.area >= area && surrounds(shell.part[0]!, ring));
    if (around === undefined) alone.push([ring]);
    else around.part.push(ring);
  }
  return [...shells.map(({ part }) => part), ...alone];
}

/**
 * Twice the signed area in units of the file, positive anticlockwise. Relative to the first position, to keep digits.
 */
function signedArea(ring: Ring): number {
  const [originX = 0, originY = 0] = ring[0] ?? [];
  let area = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]!;
    const [bx, by] = ring[i]!;
    area += (ax! - originX) * (by! - originY) - (bx! - originX) * (ay! - originY);
  }
  return area;
}

function surrounds(outer: Ring, inner: Ring): boolean {
  const shape = [[outer as unknown as readonly Position[]]];
  for (const [x, y] of inner) {
    const side = sideOf(shape, x!, y!);
    if (side !== 'boundary') return side === 'inside';
  }
  return true;
}

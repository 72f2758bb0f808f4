import type { Coordinates, Geometry } from '../../feature.ts';
import { strokedArcs } from './arcs.ts';

/**
 * Returns the geometry of a GeoPackage blob: a header (OGC 12-128r18, section 2.1.3) and well-known binary. Returns
 * null when it is empty. Throws an Error when it is truncated or something else.
 */
export function geometryOfGeoPackage(blob: Uint8Array): Geometry | null {
  const view = viewOf(blob);
  return guarded(() => {
    if (view.getUint16(0) !== 0x4750) throw new Error('sa géométrie n’est pas celle d’un GeoPackage');
    const flags = view.getUint8(3);
    if ((flags & 0b10_0000) !== 0) throw new Error('sa géométrie est d’un type étendu ; un polygone était attendu');
    if ((flags & 0b1_0000) !== 0) return null;
    const envelope = ENVELOPE_BYTES[(flags >> 1) & 0b111];
    if (envelope === undefined) throw new Error('l’en-tête de sa géométrie est abîmé');
    return new Reader(view, 8 + envelope).geometry();
  });
}

/**
 * Returns the geometry of well-known binary (ISO 13249-3, or with the high bits of EWKB) of either byte order. Heights
 * are kept, measures dropped, arcs converted to segments. Returns null when it is empty. Throws an Error when it is
 * truncated, or of a type without a planar equivalent, like a polyhedral surface.
 */
export function geometryOfWkb(bytes: Uint8Array): Geometry | null {
  return guarded(() => new Reader(viewOf(bytes), 0).geometry());
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new Error('sa géométrie est tronquée');
    throw error;
  }
}

/** By kind of envelope: none, xy, xyz, xym, xyzm. */
const ENVELOPE_BYTES = [0, 32, 48, 48, 64];

const POINT = 1;
const LINE = 2;
const POLYGON = 3;
const ARCS = 8;
const COMPOUND = 9;
const CURVED_POLYGON = 10;
const CURVES = [LINE, ARCS, COMPOUND];

/** The most positions for the arcs of one geometry: each arc may become hundreds. */
const MOST_STROKED = 2_000_000;

/** Whether a part of a curve starts where the previous one ends, but for the last digits. */
function isJoint(end: Coordinates, start: Coordinates): boolean {
  return [0, 1].every((i) => Math.abs(end[i]! - start[i]!) <= 1e-12 * Math.abs(end[i]!));
}

class Reader {
  readonly #view: DataView;
  #offset: number;
  #depth = 0;
  #stroked = 0;

  constructor(view: DataView, offset: number) {
    this.#view = view;
    this.#offset = offset;
  }

  geometry(): Geometry | null {
    const head = this.#head();
    switch (head.type) {
      case POINT: {
        const coordinates = this.#position(head);
        // An empty point has NaN coordinates.
        return Number.isNaN(coordinates[0]) ? null : { type: 'Point', coordinates };
      }
      case LINE:
      case ARCS:
      case COMPOUND: {
        const coordinates = this.#curve(head);
        return coordinates.length === 0 ? null : { type: 'LineString', coordinates };
      }
      case POLYGON:
      case CURVED_POLYGON: {
        const coordinates = this.#surface(head);
        return coordinates.length === 0 ? null : { type: 'Polygon', coordinates };
      }
      case 4: {
        const coordinates = this.#parts(head, [POINT], (part) => this.#position(part));
        return coordinates.length === 0 ? null : { type: 'MultiPoint', coordinates };
      }
      case 5:
      case 11: {
        const coordinates = this.#parts(head, CURVES, (part) => this.#curve(part));
        return coordinates.length === 0 ? null : { type: 'MultiLineString', coordinates };
      }
      case 6:
      case 12: {
        const coordinates = this.#parts(head, [POLYGON, CURVED_POLYGON], (part) => this.#surface(part));
        return coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates };
      }
      case 7: {
        if (this.#depth++ > 32) throw new Error('sa géométrie est faite de collections trop emboîtées');
        const geometries = Array.from({ length: this.#count(head.little) }, () => this.geometry());
        this.#depth--;
        const found = geometries.filter((part) => part !== null);
        return found.length === 0 ? null : { type: 'GeometryCollection', geometries: found };
      }
      default:
        throw new Error(`sa géométrie est de type ${head.type}, qui ne se lit pas`);
    }
  }

  #head(): Head {
    const little = this.#view.getUint8(this.#offset) === 1;
    const code = this.#view.getUint32(this.#offset + 1, little);
    this.#offset += 5;
    // EWKB: 0x80000000 is Z, 0x40000000 is M, 0x20000000 is a reference system before the coordinates.
    if ((code & 0x20000000) !== 0) this.#offset += 4;
    const iso = Math.floor((code & 0x1fffffff) / 1000);
    const z = iso === 1 || iso === 3 || code >= 0x80000000;
    const m = iso === 2 || iso === 3 || (code & 0x40000000) !== 0;
    return { little, type: (code & 0x1fffffff) % 1000, hasHeights: z, stride: 16 + (z ? 8 : 0) + (m ? 8 : 0) };
  }

  #parts<T>(head: Head, types: readonly number[], read: (part: Head) => T): T[] {
    return Array.from({ length: this.#count(head.little) }, () => {
      const part = this.#head();
      if (!types.includes(part.type)) throw new Error('les parties de sa géométrie ne sont pas du type annoncé');
      return read(part);
    });
  }

  /** A line, arcs, or a sequence of both. */
  #curve(head: Head): Coordinates[] {
    if (head.type === LINE) return this.#positions(head);
    if (head.type === ARCS) {
      const line = strokedArcs(this.#positions(head));
      this.#stroked += line.length;
      if (this.#stroked > MOST_STROKED) throw new Error('sa géométrie a trop d’arcs');
      return line;
    }
    const line: Coordinates[] = [];
    for (const part of this.#parts(head, [LINE, ARCS], (part) => this.#curve(part))) {
      const [last, first] = [line.at(-1), part[0]];
      if (last && first && !isJoint(last, first)) throw new Error('les parties de sa courbe ne se suivent pas');
      for (const position of last ? part.slice(1) : part) line.push(position);
    }
    return line;
  }

  #surface(head: Head): Coordinates[][] {
    return head.type === POLYGON ? this.#rings(head) : this.#parts(head, CURVES, (ring) => this.#curve(ring));
  }

  #rings(head: Head): Coordinates[][] {
    return Array.from({ length: this.#count(head.little) }, () => this.#positions(head));
  }

  #positions(head: Head): Coordinates[] {
    return Array.from({ length: this.#count(head.little) }, () => this.#position(head));
  }

  #position({ little, hasHeights, stride }: Head): Coordinates {
    const x = this.#view.getFloat64(this.#offset, little);
    const y = this.#view.getFloat64(this.#offset + 8, little);
    const position = hasHeights ? [x, y, this.#view.getFloat64(this.#offset + 16, little)] : [x, y];
    this.#offset += stride;
    return position;
  }

  #count(little: boolean): number {
    const count = this.#view.getUint32(this.#offset, little);
    this.#offset += 4;
    // A damaged count would otherwise reserve gigabytes before the end of the data is reached.
    if (count * 4 > this.#view.byteLength - this.#offset) throw new RangeError('count');
    return count;
  }
}

interface Head {
  readonly little: boolean;
  readonly type: number;
  readonly hasHeights: boolean;
  /** Bytes from one position to the next. */
  readonly stride: number;
}

import type { PlanarMultiPolygon, PlanarPosition, PlanarRing } from './layer.ts';

/**
 * The polygons of a GeoPackage geometry: a header (OGC 12-128r18, section 2.1.3) then well-known binary (ISO 13249-3, with the
 * high bits of EWKB also understood), of either endianness; Z and M are dropped. Throws an Error when it is something else or is cut short.
 */
export function polygonsOfGeoPackage(blob: Uint8Array): PlanarMultiPolygon {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  try {
    if (view.getUint16(0) !== 0x4750) throw new Error('sa géométrie n’est pas celle d’un GeoPackage');
    const flags = view.getUint8(3);
    if ((flags & 0b10_0000) !== 0) throw new Error('sa géométrie est d’un type étendu ; un polygone était attendu');
    if ((flags & 0b1_0000) !== 0) throw new Error('sa géométrie est vide');
    const envelope = ENVELOPE_BYTES[(flags >> 1) & 0b111];
    if (envelope === undefined) throw new Error('l’en-tête de sa géométrie est abîmé');
    return new Reader(view, 8 + envelope).polygons();
  } catch (error) {
    if (error instanceof RangeError) throw new Error('sa géométrie est tronquée');
    throw error;
  }
}

/** By the envelope's kind: none, xy, xyz, xym, xyzm. */
const ENVELOPE_BYTES = [0, 32, 48, 48, 64];

const NAMES = [
  'une géométrie',
  'un point',
  'une ligne',
  'un polygone',
  'un ensemble de points',
  'un ensemble de lignes',
  'un multipolygone',
  'une collection',
];

class Reader {
  readonly #view: DataView;
  #offset: number;

  constructor(view: DataView, offset: number) {
    this.#view = view;
    this.#offset = offset;
  }

  polygons(): PlanarMultiPolygon {
    const head = this.#head();
    if (head.type === 3) return [this.#polygon(head)];
    if (head.type !== 6)
      throw new Error(`c’est ${NAMES[head.type] ?? `une géométrie de type ${head.type}`} ; un polygone était attendu`);
    return Array.from({ length: this.#count(head.little) }, () => {
      const part = this.#head();
      if (part.type !== 3) throw new Error('son multipolygone ne contient pas que des polygones');
      return this.#polygon(part);
    });
  }

  #head(): Head {
    const little = this.#view.getUint8(this.#offset) === 1;
    const code = this.#view.getUint32(this.#offset + 1, little);
    this.#offset += 5;
    // EWKB: 0x80000000 is Z, 0x40000000 M, 0x20000000 a reference system before the coordinates.
    if ((code & 0x20000000) !== 0) this.#offset += 4;
    const iso = Math.floor((code & 0x1fffffff) / 1000);
    const z = iso === 1 || iso === 3 || code >= 0x80000000;
    const m = iso === 2 || iso === 3 || (code & 0x40000000) !== 0;
    return { little, type: (code & 0x1fffffff) % 1000, stride: 16 + (z ? 8 : 0) + (m ? 8 : 0) };
  }

  #polygon({ little, stride }: Head): PlanarRing[] {
    return Array.from({ length: this.#count(little) }, () =>
      Array.from({ length: this.#count(little) }, (): PlanarPosition => {
        const x = this.#view.getFloat64(this.#offset, little);
        const y = this.#view.getFloat64(this.#offset + 8, little);
        this.#offset += stride;
        return [x, y];
      }),
    );
  }

  #count(little: boolean): number {
    const count = this.#view.getUint32(this.#offset, little);
    this.#offset += 4;
    // A damaged count would otherwise reserve gigabytes before the end of the data is noticed.
    if (count * 4 > this.#view.byteLength - this.#offset) throw new RangeError('count');
    return count;
  }
}

interface Head {
  readonly little: boolean;
  readonly type: number;
  /** Bytes from a position to the next. */
  readonly stride: number;
}

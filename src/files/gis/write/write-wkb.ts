import type { Coordinates, Geometry } from '../../feature.ts';
import { hasHeights } from '../../geometry.ts';

/** Returns a geometry as little-endian well-known binary (ISO 13249-3), with heights when every position has one. */
export function wkbOf(geometry: Geometry): Uint8Array {
  const isSolid = hasHeights(geometry);
  const bytes = new Uint8Array(sizeOf(geometry, isSolid ? 24 : 16));
  new Writer(bytes, isSolid).geometry(geometry);
  return bytes;
}

/** The type codes of well-known binary. */
const CODES = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const;

const HEAD = 5;
const COUNT = 4;

function sizeOf(geometry: Geometry, position: number): number {
  const ringsSize = (rings: readonly (readonly Coordinates[])[]) =>
    rings.reduce((sum, ring) => sum + COUNT + ring.length * position, COUNT);
  switch (geometry.type) {
    case 'Point':
      return HEAD + position;
    case 'LineString':
      return HEAD + COUNT + geometry.coordinates.length * position;
    case 'MultiPoint':
      return HEAD + COUNT + geometry.coordinates.length * (HEAD + position);
    case 'Polygon':
      return HEAD + ringsSize(geometry.coordinates);
    case 'MultiLineString':
      return geometry.coordinates.reduce((sum, line) => sum + HEAD + COUNT + line.length * position, HEAD + COUNT);
    case 'MultiPolygon':
      return geometry.coordinates.reduce((sum, rings) => sum + HEAD + ringsSize(rings), HEAD + COUNT);
    case 'GeometryCollection':
      return geometry.geometries.reduce((sum, part) => sum + sizeOf(part, position), HEAD + COUNT);
  }
}

class Writer {
  readonly #view: DataView;
  readonly #isSolid: boolean;
  #offset = 0;

  constructor(bytes: Uint8Array, isSolid: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#isSolid = isSolid;
  }

  geometry(geometry: Geometry): void {
    this.#head(geometry.type);
    switch (geometry.type) {
      case 'Point':
        this.#position(geometry.coordinates);
        break;
      case 'LineString':
        this.#positions(geometry.coordinates);
        break;
      case 'Polygon':
        this.#rings(geometry.coordinates);
        break;
      case 'MultiPoint':
        this.#each(geometry.coordinates, (at) => this.geometry({ type: 'Point', coordinates: at }));
        break;
      case 'MultiLineString':
        this.#each(geometry.coordinates, (line) => this.geometry({ type: 'LineString', coordinates: line }));
        break;
      case 'MultiPolygon':
        this.#each(geometry.coordinates, (rings) => this.geometry({ type: 'Polygon', coordinates: rings }));
        break;
      case 'GeometryCollection':
        this.#each(geometry.geometries, (part) => this.geometry(part));
    }
  }

  #head(type: keyof typeof CODES): void {
    this.#view.setUint8(this.#offset, 1);
    this.#view.setUint32(this.#offset + 1, CODES[type] + (this.#isSolid ? 1000 : 0), true);
    this.#offset += HEAD;
  }

  #each<T>(items: readonly T[], write: (item: T) => void): void {
    this.#view.setUint32(this.#offset, items.length, true);
    this.#offset += COUNT;
    for (const item of items) write(item);
  }

  #rings(rings: readonly (readonly Coordinates[])[]): void {
    this.#each(rings, (ring) => this.#positions(ring));
  }

  #positions(positions: readonly Coordinates[]): void {
    this.#each(positions, (at) => this.#position(at));
  }

  #position(at: Coordinates): void {
    for (let i = 0; i < (this.#isSolid ? 3 : 2); i++) {
      this.#view.setFloat64(this.#offset, at[i]!, true);
      this.#offset += 8;
    }
  }
}

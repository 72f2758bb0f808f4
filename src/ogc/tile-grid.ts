import type { BoundingBox, MultiPolygon } from '../geo/polygon.ts';

/**
 * The address of a web map tile. The world in Web Mercator is a square from 0 to 1, west to east and north to south. At
 * zoom z it has 2^z by 2^z tiles of `EXTENT` by `EXTENT` units.
 */
export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Units in the side of a tile: the usual number of vector tiles. */
export const EXTENT = 4096;

/**
 * The deepest zoom. Its unit is 9.5 cm on the ground at Béthune (15 cm at the equator). Rounding moves a limit by half
 * a unit, less than the 0.2 m precision of the shipped perimeters. Clients magnify these tiles at deeper zooms.
 */
export const DEEPEST_ZOOM = 16;

/**
 * A shape on that square. A ring is x, y, x, y … without its closing position; the first ring of a part is its outer
 * ring.
 */
export interface MercatorShape {
  readonly parts: readonly (readonly Float64Array[])[];
  /** Least x, least y, greatest x, greatest y. */
  readonly box: readonly [number, number, number, number];
}

/** Converts a WGS84 shape (longitude, latitude) to Web Mercator, from 0 to 1. */
export function toMercator(shape: MultiPolygon): MercatorShape {
  let [minX, minY, maxX, maxY] = [1, 1, 0, 0];
  const parts = shape.map((polygon) =>
    polygon.map((ring) => {
      const flat = new Float64Array(2 * Math.max(0, ring.length - 1));
      for (let i = 0; i < flat.length; i += 2) {
        const [lon, lat] = ring[i / 2]!;
        const x = mercatorX(lon);
        const y = mercatorY(lat);
        flat[i] = x;
        flat[i + 1] = y;
        if (x < minX) minX = x;
        if (x > maxX) maxX = x;
        if (y < minY) minY = y;
        if (y > maxY) maxY = y;
      }
      return flat;
    }),
  );
  return { parts, box: [minX, minY, maxX, maxY] };
}

/** Returns the WGS84 bounding box of a tile, grown on each side by `units` tile units. */
export function tileBox({ z, x, y }: TileAddress, units = 0): BoundingBox {
  const side = 2 ** z;
  const margin = units / EXTENT;
  return [
    longitudeOf((x - margin) / side),
    latitudeOf((y + 1 + margin) / side),
    longitudeOf((x + 1 + margin) / side),
    latitudeOf((y - margin) / side),
  ];
}

/** Returns the x of a longitude in degrees. */
export function mercatorX(lon: number): number {
  return lon / 360 + 0.5;
}

/** Returns the y of a latitude in degrees. Latitudes beyond ±85.05° are on the edge of the square. */
export function mercatorY(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return Math.min(1, Math.max(0, y));
}

function longitudeOf(x: number): number {
  return (x - 0.5) * 360;
}

function latitudeOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

import type { BoundingBox, MultiPolygon, Position } from '../geo/polygon.ts';
import { transformationOf } from '../geo/projection.ts';

/** A coordinate reference system in which layers are available. */
export interface Crs {
  /** The OGC's identifier. */
  readonly uri: string;
  /** In French. */
  readonly name: string;
  /** The two axes in their order, in French. */
  readonly axes: string;
  /** The index of the longitude in a position; null when both numbers are metres. */
  readonly longitude: 0 | 1 | null;
  /** Returns the position of a WGS84 longitude and latitude, in the order of the axes. */
  at(lon: number, lat: number): Position;
}

/** The stored longitude and latitude, longitude first. */
export const CRS84: Crs = {
  uri: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
  name: 'WGS 84, longitude puis latitude (CRS84)',
  axes: 'longitude, latitude en degrés',
  longitude: 0,
  at: (lon, lat) => [lon, lat],
};

export const REFERENCE_SYSTEMS: readonly Crs[] = [
  CRS84,
  {
    uri: 'http://www.opengis.net/def/crs/EPSG/0/4326',
    name: 'WGS 84, latitude puis longitude (EPSG:4326)',
    axes: 'latitude, longitude en degrés',
    longitude: 1,
    at: (lon, lat) => [lat, lon],
  },
  projected('2154', 'RGF93 v1, Lambert-93 (EPSG:2154)'),
  projected('3857', 'WGS 84, Pseudo-Mercator (EPSG:3857)'),
];

/** Returns the reference system with this URI; undefined for an unknown one. */
export function referenceSystem(uri: string): Crs | undefined {
  return REFERENCE_SYSTEMS.find((crs) => crs.uri === uri);
}

/** Returns a shape in a reference system. In CRS84 it is the same object. */
export function shapeIn(crs: Crs, shape: MultiPolygon): MultiPolygon {
  if (crs === CRS84) return shape;
  return shape.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => crs.at(lon, lat))));
}

/**
 * Returns a bounding box, in a reference system, of a WGS84 box. It contains every position of the box and some more,
 * since the sides may bend.
 */
export function boxIn(crs: Crs, [west, south, east, north]: BoundingBox): BoundingBox {
  let [xMin, yMin, xMax, yMax] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i <= PIECES; i++) {
    const lon = west + ((east - west) * i) / PIECES;
    const lat = south + ((north - south) * i) / PIECES;
    for (const [x, y] of [crs.at(lon, south), crs.at(lon, north), crs.at(west, lat), crs.at(east, lat)]) {
      xMin = Math.min(xMin, x);
      yMin = Math.min(yMin, y);
      xMax = Math.max(xMax, x);
      yMax = Math.max(yMax, y);
    }
  }
  const [dx, dy] = [(xMax - xMin) / 100, (yMax - yMin) / 100];
  return [xMin - dx, yMin - dy, xMax + dx, yMax + dy];
}

/**
 * The number of pieces of each side. In Lambert-93 a side of 20 km is within 0.2 m of its chords, and the margin is 200
 * m.
 */
const PIECES = 8;

function projected(number: string, name: string): Crs {
  const system = transformationOf(number);
  return {
    uri: `http://www.opengis.net/def/crs/EPSG/0/${number}`,
    name,
    axes: 'abscisse (est), ordonnée (nord) en mètres',
    longitude: null,
    at(lon, lat) {
      const [x, y] = system.fromWgs84(lon, lat);
      return [toMillimetre(x), toMillimetre(y)];
    },
  };
}

export function toMillimetre(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

import { transformationOf } from '../../geo/projection.ts';
import type { Coordinates, Geometry } from '../feature.ts';
import { moved } from '../geometry.ts';

/**
 * Returns a function that converts geometries to WGS84, for formats that have no other system; it returns null outside
 * the area of `crs`. Geometries in WGS84, or in an unknown system, are returned bit for bit.
 */
export function movementToWgs84(crs: string | null): (geometry: Geometry) => Geometry | null {
  if (crs === null) return (geometry) => geometry;
  const system = transformationOf(crs);
  if (system.code === 'EPSG:4326') return (geometry) => geometry;
  const toWgs84 = ([x, y, ...rest]: Coordinates) => [...system.toWgs84(x!, y!), ...rest];
  return (geometry) => {
    try {
      return moved(geometry, toWgs84);
    } catch {
      return null;
    }
  };
}
